//! Why reading a mailbox over IMAP failed, and when to try again.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use crate::config::{SecretError, TlsSetupError};

/// Why a session failed. Texts of the server are on one line and never contain the password.
#[derive(Debug, thiserror::Error)]
pub enum ImapFailure {
    /// The server cannot be reached.
    #[error("cannot connect to the mail server")]
    Connect(#[source] io::Error),
    /// TLS failed, most often because of the certificate.
    #[error("cannot set up an encrypted connection to the mail server")]
    Tls(#[source] io::Error),
    /// TLS was expected from the first octet, and something else came.
    #[error("this port of the mail server does not begin with TLS")]
    NotTls,
    /// A server for something else than reading mail greeted us.
    #[error("at this host and port is {0}, and not a server for reading mail (IMAP)")]
    OtherServer(&'static str),
    /// The server accepted the connection and said nothing.
    #[error("the mail server accepts connections at this port but says nothing, not even within {} s", .0.as_secs_f32())]
    Silent(Duration),
    /// The server does not offer STARTTLS, or cannot: without it the password would be readable on the way.
    #[error("the mail server offers no encryption on this port")]
    StartTlsNotOffered,
    /// The server takes no password on this connection.
    #[error("the mail server takes no password on this connection")]
    LoginDisabled,
    /// The server refused the user name, the password or the token.
    #[error("the mail server rejected the user name or password: {0}")]
    LoginRejected(String),
    /// The server refused the access token.
    #[error("the mail server rejected the access token: {0}")]
    TokenRejected(String),
    /// The server takes no access token.
    #[error("the mail server does not offer XOAUTH2, which an access token needs")]
    NoTokenMechanism,
    /// The server refused the login for now, such as for too many connections.
    #[error("the mail server does not accept a login at the moment: {0}")]
    LoginUnavailable(String),
    /// The server ended the session with a reason.
    #[error("the mail server ended the connection: {0}")]
    Bye(String),
    /// The connection ended without a word.
    #[error("the connection to the mail server was lost")]
    ConnectionLost(#[source] io::Error),
    /// The server did not answer in time.
    #[error("the mail server did not answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// The server refused a command.
    #[error("the mail server refused {command}: {text}")]
    CommandRefused {
        /// The name of the command.
        command: &'static str,
        /// What the server said.
        text: String,
    },
    /// The folder does not exist.
    #[error("the mailbox has no folder `{wanted}`")]
    FolderNotFound {
        /// The name in the settings.
        wanted: String,
        /// The name on the server that was probably meant.
        similar: Option<String>,
        /// The names of all folders.
        folders: Vec<String>,
    },
    /// The folder was replaced each time it was opened, or the server gives no UIDVALIDITY.
    #[error("the mail server does not say which state its folder is in (no lasting UIDVALIDITY)")]
    NoUidValidity,
    /// The server sent something that cannot be understood.
    #[error("the mail server sent an answer that cannot be understood")]
    InvalidReply,
    /// The server sent an answer that is too long.
    #[error("the mail server sent an answer that is too long")]
    ReplyTooLong,
}

/// Why a session cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The mailbox is not on an IMAP server, or its URL names no user.
    #[error("`[mailbox] url` names no user: write `imaps://user@host`")]
    MissingUser,
    /// Mails are to be moved, but the settings do not say where.
    #[error("`after_reading = \"move\"` in `[mailbox]` needs `move_to`, the folder to move to")]
    MissingTarget,
    /// The host cannot be a name in a certificate.
    #[error("`{0}` is no host name")]
    InvalidHost(String),
    /// The TLS configuration cannot be created.
    #[error(transparent)]
    Tls(#[from] TlsSetupError),
    /// The password or the token cannot be read.
    #[error(transparent)]
    Secret(#[from] Arc<SecretError>),
    /// The session failed.
    #[error(transparent)]
    Session(#[from] ImapFailure),
}

/// When to try again after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAdvice {
    /// The cause may pass: with a growing pause.
    Soon,
    /// Somebody must change something first. Each further try with a wrong password brings a lock closer.
    AfterChange,
}

impl Error {
    /// Returns when it makes sense to try again.
    #[must_use]
    pub fn retry_advice(&self) -> RetryAdvice {
        match self {
            Self::Session(failure) => failure.retry_advice(),
            Self::Secret(error) if error.may_pass() => RetryAdvice::Soon,
            Self::MissingUser | Self::MissingTarget | Self::InvalidHost(_) | Self::Tls(_) | Self::Secret(_) => {
                RetryAdvice::AfterChange
            }
        }
    }
}

impl ImapFailure {
    /// Returns when it makes sense to try again.
    #[must_use]
    pub fn retry_advice(&self) -> RetryAdvice {
        match self {
            Self::StartTlsNotOffered
            | Self::NotTls
            | Self::OtherServer(_)
            | Self::LoginDisabled
            | Self::LoginRejected(_)
            | Self::TokenRejected(_)
            | Self::NoTokenMechanism
            | Self::FolderNotFound { .. }
            | Self::NoUidValidity => RetryAdvice::AfterChange,
            Self::Connect(_)
            | Self::Tls(_)
            | Self::LoginUnavailable(_)
            | Self::Bye(_)
            | Self::ConnectionLost(_)
            | Self::TimedOut(_)
            | Self::Silent(_)
            | Self::CommandRefused { .. }
            | Self::InvalidReply
            | Self::ReplyTooLong => RetryAdvice::Soon,
        }
    }
}
