//! What went wrong, how far the copy had come, and whether the line is still good.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use crate::model::Reply;

/// How far a session or a copy had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::Display)]
pub enum SmtpPhase {
    /// Reaching the host, with the TLS handshake where TLS comes first.
    #[strum(serialize = "connecting")]
    Connect,
    /// Waiting for the server to speak first.
    #[strum(serialize = "the greeting")]
    Greeting,
    /// Saying who we are.
    #[strum(serialize = "EHLO")]
    Hello,
    /// Turning the line over to TLS.
    #[strum(serialize = "STARTTLS")]
    StartTls,
    /// Showing the password.
    #[strum(serialize = "AUTH")]
    Auth,
    /// Naming the sender.
    #[strum(serialize = "MAIL")]
    Mail,
    /// Naming the recipient.
    #[strum(serialize = "RCPT")]
    Recipient,
    /// Asking to send the message.
    #[strum(serialize = "DATA")]
    Data,
    /// Sending the message: the final dot was not handed to the socket.
    #[strum(serialize = "the body")]
    Body,
    /// The final dot was, or may have been, written; without a reply nobody knows what became of the copy (RFC 1047).
    #[strum(serialize = "the final dot")]
    FinalDot,
}

/// A copy or a session that failed.
///
/// `reply: None` on a line that is still open means that we did not offer the copy at all, as `cause` says.
#[derive(Debug)]
pub struct SmtpFailure {
    /// How far it had come.
    pub phase: SmtpPhase,
    /// What the server said, if it said anything.
    pub reply: Option<Reply>,
    /// Whether the line is gone.
    pub connection_lost: bool,
    /// What happened, when it was not the server's reply.
    pub cause: Option<FailureCause>,
}

/// What happened when it was not the server's reply.
#[derive(Debug, thiserror::Error)]
pub enum FailureCause {
    /// Nothing came in time.
    #[error("nothing came within {} s", .0.as_secs_f32())]
    TimedOut(Duration),
    /// The server closed the connection.
    #[error("the relay closed the connection")]
    Closed,
    /// The system could not do it.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// What the server said is no SMTP.
    #[error("the relay speaks no SMTP: `{0}`")]
    InvalidReply(String),
    /// The server gave a reply that cannot stand here.
    #[error("the relay answered `{0}` out of turn")]
    UnexpectedReply(Reply),
    /// TLS is required and not offered.
    #[error("the relay does not offer STARTTLS")]
    StartTlsNotOffered,
    /// There is a user, and no mechanism that we know.
    #[error("the relay offers neither AUTH PLAIN nor AUTH LOGIN")]
    NoAuthMechanism,
    /// The password would cross a network in clear.
    #[error("the password would cross the network in clear")]
    CleartextPassword,
    /// The address needs SMTPUTF8 (RFC 6531), which is not offered.
    #[error("the address needs SMTPUTF8, which the relay does not offer")]
    NeedsSmtpUtf8,
    /// The message is larger than the relay takes (RFC 1870).
    #[error("the message has {size} octets, the relay takes {limit}")]
    TooLarge {
        /// The message's octets.
        size: usize,
        /// The relay's limit.
        limit: usize,
    },
}

impl SmtpFailure {
    /// Makes the failure of a line that is gone.
    pub(super) fn connection_lost(phase: SmtpPhase, cause: impl Into<FailureCause>) -> Self {
        Self { phase, reply: None, connection_lost: true, cause: Some(cause.into()) }
    }

    /// Makes the failure of a copy that we do not offer; the line stays good.
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
