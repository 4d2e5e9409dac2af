//! A failure: its phase, its cause, and whether the connection is still usable.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use crate::model::Reply;

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
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The server sent something other than SMTP.
    #[error("the relay speaks no SMTP: `{0}`")]
    InvalidReply(String),
    /// The server sent a reply that is not allowed at this point.
    #[error("the relay answered `{0}` out of turn")]
    UnexpectedReply(Reply),
    /// TLS is required, but not offered.
    #[error("the relay does not offer STARTTLS")]
    StartTlsNotOffered,
    /// There is a user name, but no mechanism that we support.
    #[error("the relay offers neither AUTH PLAIN nor AUTH LOGIN")]
    NoAuthMechanism,
    /// The password would be sent in clear text.
    #[error("the password would cross the network in clear")]
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

impl SmtpFailure {
    /// Creates the failure of a lost connection.
    pub(super) fn connection_lost(phase: SmtpPhase, cause: impl Into<FailureCause>) -> Self {
        Self { phase, reply: None, connection_lost: true, cause: Some(cause.into()) }
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
