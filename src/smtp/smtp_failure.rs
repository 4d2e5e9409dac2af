//! A failure: its phase, its cause, and whether the connection is still usable.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::config::SecretError;
use crate::model::{RelayTable, Reply, TokenRefusal, io_reason};

/// The phase of a session or a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum SmtpPhase {
    /// Connecting to the host, including the handshake of implicit TLS.
    #[strum(serialize = "connecting")]
    Connect,
    /// Waiting for the greeting.
    #[strum(serialize = "the greeting")]
    Greeting,
    /// Sending EHLO.
    #[strum(serialize = "EHLO")]
    Hello,
    /// Starting TLS.
    #[strum(serialize = "STARTTLS")]
    StartTls,
    /// Authenticating.
    #[strum(serialize = "AUTH")]
    Auth,
    /// Naming the sender.
    #[strum(serialize = "MAIL")]
    Mail,
    /// Naming the recipient.
    #[strum(serialize = "RCPT")]
    Recipient,
    /// Requesting to send the message.
    #[strum(serialize = "DATA")]
    Data,
    /// Sending the message: the final dot was not written to the socket.
    #[strum(serialize = "the body")]
    Body,
    /// The final dot was, or may have been, written; without a reply the outcome is unknown (RFC 1047).
    #[strum(serialize = "the final dot")]
    FinalDot,
}

/// A message or a session that failed.
///
/// `reply: None` on an open connection means that the message was not offered at all, for the reason in `cause`.
#[derive(Debug)]
pub struct SmtpFailure {
    /// The phase that failed.
    pub phase: SmtpPhase,
    /// The server's reply, if there was one.
    pub reply: Option<Reply>,
    /// Whether the connection is lost.
    pub connection_lost: bool,
    /// The cause, if it was not the server's reply.
    pub cause: Option<FailureCause>,
}

/// A cause other than a server's reply.
#[derive(Debug, thiserror::Error)]
pub enum FailureCause {
    /// A timeout.
    #[error("nothing came within {} s", .0.as_secs_f32())]
    TimedOut(Duration),
    /// The server closed the connection.
    #[error("the relay closed the connection")]
    Closed,
    /// The operating system reported an error.
    #[error("{}", io_reason(.0))]
    Io(#[from] std::io::Error),
    /// The server sent something other than SMTP.
    #[error("the relay speaks no SMTP: `{0}`")]
    InvalidReply(String),
    /// The server sent a reply that is not allowed at this point.
    #[error("the relay answered `{0}` out of turn")]
    UnexpectedReply(Reply),
    /// A server for something else than sending mail greeted us.
    #[error(
        "`{address}` is {server}, and not a server for sending mail: in `url` in `{table}`, use the host and port that \
         your provider names for outgoing mail (SMTP), usually port 465 with `smtps://` or 587 with `smtp://`"
    )]
    OtherServer {
        /// The host and the port.
        address: String,
        /// What the server is.
        server: &'static str,
        /// The table of the relay in the settings.
        table: RelayTable,
    },
    /// The server accepted the connection and said nothing.
    #[error(
        "`{address}` accepts connections but says nothing, not even within {} s: compare the host and the port of `url` in \
         `{table}` with what your provider says, usually port 465 with `smtps://` or 587 with `smtp://`",
        .limit.as_secs_f32()
    )]
    Silent {
        /// The host and the port.
        address: String,
        /// How long we waited.
        limit: Duration,
        /// The table of the relay in the settings.
        table: RelayTable,
    },
    /// TLS was expected from the first octet, and something else came.
    #[error("this port does not begin with TLS; try `{url}` in `{table}`")]
    NotTls {
        /// The URL at which STARTTLS is likely.
        url: String,
        /// The table of the relay in the settings.
        table: RelayTable,
    },
    /// The port is the one for TLS from the first octet, and no greeting came.
    #[error("no greeting came, because port 465 begins with TLS; try `{url}` in `{table}`")]
    BeginsWithTls {
        /// The URL for TLS from the first octet.
        url: String,
        /// The table of the relay in the settings.
        table: RelayTable,
    },
    /// The connection was refused.
    #[error(
        "nothing listens at `{host}:{port}`: compare the host and the port of `url` in `{table}` with what your provider \
         says, and see whether the mail server runs"
    )]
    NothingListens {
        /// The host.
        host: String,
        /// The port.
        port: u16,
        /// The table of the relay in the settings.
        table: RelayTable,
    },
    /// No answer came, or no way leads there.
    #[error("`{host}:{port}` cannot be reached: this machine has no network, or a firewall blocks the port")]
    Unreachable {
        /// The host.
        host: String,
        /// The port.
        port: u16,
    },
    /// The name of the host has no address.
    #[error("there is no host `{host}`, or this machine has no network: look at `url` in `{table}`")]
    UnknownHost {
        /// The host.
        host: String,
        /// The table of the relay in the settings.
        table: RelayTable,
    },
    /// The certificate has expired.
    #[error(
        "the relay's certificate has expired, or this machine's clock is wrong: the relay's operator must renew it"
    )]
    CertificateExpired,
    /// The certificate is not valid yet.
    #[error("the relay's certificate is not valid yet: is this machine's clock right?")]
    CertificateNotValidYet,
    /// The certificate is for another host.
    #[error(
        "the relay's certificate is not for `{host}`{names}: write the name of the certificate in `url` in `{table}`"
    )]
    WrongCertificateName {
        /// The host that was asked for.
        host: String,
        /// The names in the certificate, as the end of the sentence; may be empty.
        names: String,
        /// The table of the relay in the settings.
        table: RelayTable,
    },
    /// The certificate is signed by itself, or by an authority that is not known.
    #[error(
        "the relay's certificate is signed by itself or by an authority that this machine does not know: put the \
         authority's certificate into a file, and name it as `ca_file` in `{table}`"
    )]
    UnknownAuthority {
        /// The table of the relay in the settings.
        table: RelayTable,
    },
    /// The certificate cannot be used for another reason.
    #[error("the relay's certificate cannot be used: {0}")]
    InvalidCertificate(String),
    /// TLS is required, but not offered.
    #[error(
        "the relay does not offer STARTTLS at this port, and nothing was sent in clear: use the port of your provider for \
         TLS, as in `{url}`; if it is the right port, something on the way hides STARTTLS"
    )]
    StartTlsNotOffered {
        /// The URL for TLS from the first octet.
        url: String,
    },
    /// There is a user name, but no mechanism that we support.
    #[error("the relay offers neither AUTH PLAIN nor AUTH LOGIN")]
    NoAuthMechanism,
    /// There is an access token, and the server takes none.
    #[error(
        "the relay does not offer AUTH XOAUTH2, which an access token needs: take the provider's server for mail \
         programs, or remove the token from `{table}` and set a password"
    )]
    NoTokenMechanism {
        /// The table of the relay in the settings.
        table: RelayTable,
    },
    /// There is no access token.
    #[error("there is no access token: {}", token_words(.0))]
    NoToken(Arc<SecretError>),
    /// The server refused the access token, and said why before its reply.
    #[error("{0}")]
    TokenRefused(TokenRefusal),
    /// The password or token would be sent in clear text.
    #[error("the password would cross the network in clear: use `smtps://`, or a port that offers STARTTLS")]
    CleartextPassword,
    /// The address needs SMTPUTF8 (RFC 6531), which is not offered.
    #[error("the address needs SMTPUTF8, which the relay does not offer")]
    NeedsSmtpUtf8,
    /// The message is larger than the relay accepts (RFC 1870).
    #[error("the message has {size} octets, the relay takes {limit}")]
    TooLarge {
        /// The size of the message, in octets.
        size: usize,
        /// The limit of the relay, in octets.
        limit: usize,
    },
}

/// Returns why there is no token, with the reason of the operating system.
fn token_words(error: &SecretError) -> String {
    match error {
        SecretError::Unreadable { source, .. } | SecretError::CannotRun { source, .. } => {
            format!("{error}: {}", io_reason(source))
        }
        _ => error.to_string(),
    }
}

impl SmtpFailure {
    /// Creates the failure of a lost connection.
    pub(super) fn connection_lost(phase: SmtpPhase, cause: impl Into<FailureCause>) -> Self {
        Self { phase, reply: None, connection_lost: true, cause: Some(cause.into()) }
    }

    /// Returns the same failure with a lost connection, such as one while the connection is set up.
    pub(super) fn into_lost(self) -> Self {
        Self { connection_lost: true, ..self }
    }

    /// Creates the failure of a message that is not offered; the connection stays usable.
    pub(super) fn not_attempted(phase: SmtpPhase, cause: FailureCause) -> Self {
        Self { phase, reply: None, connection_lost: false, cause: Some(cause) }
    }
}

impl fmt::Display for SmtpFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reply {
            Some(reply) => write!(f, "the relay answered `{reply}` to {}", self.phase),
            None if self.connection_lost => write!(f, "the line to the relay failed at {}", self.phase),
            None => write!(f, "the copy cannot be offered at {}", self.phase),
        }
    }
}

impl Error for SmtpFailure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}
