//! Hands copies to a relay, or files them in an outbox. It says in which phase a copy failed; others say what that means.

mod failure;
mod limits;
mod offers;
mod outbox;
mod replies;
mod session;
mod smtp;
mod tls;
mod wire;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub use failure::{Cause, Failure, Phase};
pub use limits::Limits;
pub use outbox::{FILED_AS, Outbox, filed_as, filed_for};
pub use session::SmtpSession;
pub use smtp::SmtpRelay;

use crate::config::{Relay, RelaySettings};
use crate::model::{Address, Reply};

/// Where copies are handed over, made ready once for a whole run.
#[derive(Debug)]
pub enum Transport {
    /// An SMTP server.
    Smtp(Box<SmtpRelay>),
    /// A folder.
    Outbox(Outbox),
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
    NoPassword {
        /// Who we would be to the relay.
        user: String,
    },
    /// `ca_file` holds no usable certificate.
    #[error("`{}` holds no certificate in PEM", .0.display())]
    NoCertificate(PathBuf),
    /// The host can be no name in a certificate.
    #[error("`{0}` is no host name")]
    Host(String),
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
            Relay::Outbox(folder) => Ok(Self::Outbox(Outbox::new(root.join(folder)))),
            Relay::Smtp { .. } => SmtpRelay::new(settings, root, hello_domain).map(|relay| Self::Smtp(Box::new(relay))),
        }
    }

    /// Returns the same transport with other time limits.
    #[must_use]
    pub fn limited(self, limits: Limits) -> Self {
        match self {
            Self::Smtp(relay) => Self::Smtp(Box::new(relay.limited(limits))),
            outbox @ Self::Outbox(_) => outbox,
        }
    }

    /// Opens a session: for SMTP up to and with AUTH, for an outbox the folder.
    ///
    /// # Errors
    /// A failure in one of the phases up to [`Phase::Auth`].
    pub async fn open(&self) -> Result<Session, Failure> {
        match self {
            Self::Smtp(relay) => Ok(Session::Smtp(Box::new(relay.open().await?))),
            Self::Outbox(outbox) => outbox.open().map(Session::Outbox),
        }
    }
}

impl fmt::Display for Transport {
    /// Names it as a log does: `host:port`, or the folder.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp(relay) => relay.fmt(f),
            Self::Outbox(outbox) => outbox.fmt(f),
        }
    }
}

/// An open line that carries many copies, one after the other.
#[derive(Debug)]
pub enum Session {
    /// A line to an SMTP server.
    Smtp(Box<SmtpSession>),
    /// A folder that exists.
    Outbox(Outbox),
}

impl Session {
    /// Hands over one copy and returns the reply that took it.
    ///
    /// `message` has lines that end in CRLF and is 7-bit; dots are doubled here (RFC 5321 §4.5.2).
    ///
    /// # Errors
    /// The copy was not taken, or nobody knows: see [`Failure`].
    pub async fn send(&mut self, from: &Address, to: &Address, message: &[u8]) -> Result<Reply, Failure> {
        match self {
            Self::Smtp(session) => session.send(from, to, message).await,
            Self::Outbox(outbox) => outbox.file(message).await,
        }
    }

    /// Tells whether another copy can go this way: not once the line is lost or 421 was said.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self {
            Self::Smtp(session) => session.is_open(),
            Self::Outbox(_) => true,
        }
    }

    /// Says goodbye and closes; what goes wrong then concerns nobody.
    pub async fn quit(self) {
        if let Self::Smtp(session) = self {
            session.quit().await;
        }
    }
}
