//! Hands copies to a relay, or files them in an outbox. It says in which phase a copy failed; others say what that means.

mod connection;
mod connector;
mod extensions;
mod file_transport;
mod recording_stream;
mod reply_normalizer;
mod smtp_failure;
mod timeouts;
mod tls;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub use connection::SmtpConnection;
pub use connector::SmtpConnector;
pub use file_transport::{FileTransport, STORED_REPLY_PREFIX, files_for_recipient, stored_file_name};
pub use smtp_failure::{FailureCause, SmtpFailure, SmtpPhase};
pub use timeouts::SmtpTimeouts;

use crate::config::{RelaySettings, RelayUrl};
use crate::model::{Address, Reply};

/// Where copies are handed over, made ready once for a whole run.
#[derive(Debug)]
pub enum Transport {
    /// An SMTP server.
    Smtp(Box<SmtpConnector>),
    /// A folder.
    File(FileTransport),
}

/// Why a transport cannot be made ready.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that the settings name cannot be read.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is a user and no password.
    #[error("there is no password for `{user}`")]
    MissingPassword {
        /// Who we would be to the relay.
        user: String,
    },
    /// `ca_file` holds no usable certificate.
    #[error("`{}` holds no certificate in PEM", .0.display())]
    MissingCertificate(PathBuf),
    /// The host can be no name in a certificate.
    #[error("`{0}` is no host name")]
    InvalidHost(String),
    /// The TLS library refused its settings.
    #[error("cannot set up TLS")]
    Tls(#[source] rustls::Error),
}

impl Transport {
    /// Makes the transport of `settings` ready; paths in them count from `root`, `hello_domain` is who we say we are.
    ///
    /// # Errors
    /// The password or certificate file cannot be read or holds nothing, or the host is no name.
    pub fn new(settings: &RelaySettings, root: &Path, hello_domain: &str) -> Result<Self, Error> {
        match &settings.url {
            RelayUrl::Directory(folder) => Ok(Self::File(FileTransport::new(root.join(folder)))),
            RelayUrl::Smtp { .. } => {
                SmtpConnector::new(settings, root, hello_domain).map(|relay| Self::Smtp(Box::new(relay)))
            }
        }
    }

    /// Returns the same transport with other time limits.
    #[must_use]
    pub fn with_timeouts(self, limits: SmtpTimeouts) -> Self {
        match self {
            Self::Smtp(relay) => Self::Smtp(Box::new(relay.with_timeouts(limits))),
            outbox @ Self::File(_) => outbox,
        }
    }

    /// Opens a session: for SMTP up to and with AUTH, for an outbox the folder.
    ///
    /// # Errors
    /// A failure in one of the phases up to [`Phase::Auth`].
    pub async fn open(&self) -> Result<TransportSession, SmtpFailure> {
        match self {
            Self::Smtp(relay) => Ok(TransportSession::Smtp(Box::new(relay.open().await?))),
            Self::File(outbox) => outbox.open().map(TransportSession::File),
        }
    }
}

impl fmt::Display for Transport {
    /// Names it as a log does: `host:port`, or the folder.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp(relay) => relay.fmt(f),
            Self::File(outbox) => outbox.fmt(f),
        }
    }
}

/// An open line that carries many copies, one after the other.
#[derive(Debug)]
pub enum TransportSession {
    /// A line to an SMTP server.
    Smtp(Box<SmtpConnection>),
    /// A folder that exists.
    File(FileTransport),
}

impl TransportSession {
    /// Hands over one copy and returns the reply that took it.
    ///
    /// `message` has lines that end in CRLF and is 7-bit; dots are doubled here (RFC 5321 §4.5.2).
    ///
    /// # Errors
    /// The copy was not taken, or nobody knows: see [`Failure`].
    pub async fn send(&mut self, from: &Address, to: &Address, message: &[u8]) -> Result<Reply, SmtpFailure> {
        match self {
            Self::Smtp(session) => session.send(from, to, message).await,
            Self::File(outbox) => outbox.store(message).await,
        }
    }

    /// Returns whether another copy can go this way: not once the line is lost or 421 was said.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self {
            Self::Smtp(session) => session.is_open(),
            Self::File(_) => true,
        }
    }

    /// Says goodbye and closes; what goes wrong then concerns nobody.
    pub async fn quit(self) {
        if let Self::Smtp(session) = self {
            session.quit().await;
        }
    }
}
