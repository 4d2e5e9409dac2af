//! Sends messages to a relay, or writes them to a folder.
//!
//! It reports the phase in which a message failed; its callers decide what that means.

mod connect_failure;
mod connection;
mod connection_wear;
mod connector;
mod dot_stuffing;
mod envelope;
mod extensions;
mod file_transport;
mod recording_stream;
mod relay_login;
mod reply_normalizer;
mod server_offer;
mod signing_queue;
mod smtp_failure;
mod timeouts;

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use connection::SmtpConnection;
pub use connector::SmtpConnector;
pub use envelope::{Envelope, NextMessage};
pub use file_transport::{FileTransport, STORED_REPLY_PREFIX, files_for_recipient, stored_file_name};
pub use server_offer::ServerOffer;
pub use smtp_failure::{FailureCause, SmtpFailure, SmtpPhase};
pub use timeouts::SmtpTimeouts;

use crate::config::{RelaySettings, RelayUrl, SecretError, TlsSetupError};
use crate::model::{MessageSigner, RelayTable, Reply};
use signing_queue::SigningQueue;

/// Where messages are sent to, and who signs them; prepared once for a whole run.
#[derive(Debug)]
pub struct Transport {
    destination: Destination,
    signing: Option<SigningQueue>,
}

/// Where messages are sent to.
#[derive(Debug)]
enum Destination {
    /// An SMTP server.
    Smtp(Box<SmtpConnector>),
    /// A folder of `.eml` files.
    File(FileTransport),
}

/// Why a transport cannot be created.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file named in the settings cannot be read.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// There is a user name, but no password.
    #[error("there is no password for `{user}`")]
    MissingPassword {
        /// The user name.
        user: String,
        /// The table of the relay in the settings.
        table: RelayTable,
    },
    /// There is an access token, but no user name.
    #[error("an access token needs a user: write `smtps://user@host` as `url` in `{table}`")]
    MissingUser {
        /// The table of the relay in the settings.
        table: RelayTable,
    },
    /// There is no access token.
    #[error("there is no access token for the relay")]
    Token {
        /// The table of the relay in the settings.
        table: RelayTable,
        /// The cause.
        source: Arc<SecretError>,
    },
    /// The host cannot be a name in a certificate.
    #[error("`{0}` is no host name")]
    InvalidHost(String),
    /// The TLS configuration cannot be created.
    #[error(transparent)]
    Tls(#[from] TlsSetupError),
}

impl Transport {
    /// Creates the transport of `settings`; its paths are relative to `root`, and `hello_domain` is the name sent
    /// with EHLO.
    ///
    /// # Errors
    /// Returns an error if the password or certificate file cannot be read or is empty, or the host is not a valid
    /// name.
    pub fn new(settings: &RelaySettings, root: &Path, hello_domain: &str) -> Result<Self, Error> {
        let destination = match &settings.url {
            RelayUrl::Directory(folder) => Destination::File(FileTransport::new(root.join(folder))),
            RelayUrl::Smtp { .. } => Destination::Smtp(Box::new(SmtpConnector::new(settings, root, hello_domain)?)),
        };
        Ok(Self { destination, signing: None })
    }

    /// Returns the same transport, with messages signed by `signer`.
    #[must_use]
    pub fn with_signer(self, signer: Arc<dyn MessageSigner>) -> Self {
        Self { signing: Some(SigningQueue::new(signer)), ..self }
    }

    /// Fetches the access token, if the relay takes one, so that a missing one is noticed before anything is sent.
    ///
    /// # Errors
    /// Returns an error if there is no token.
    pub async fn load_token(&self) -> Result<(), Error> {
        match &self.destination {
            Destination::Smtp(relay) => relay.load_token().await,
            Destination::File(_) => Ok(()),
        }
    }

    /// Returns the same transport with other timeouts.
    #[must_use]
    pub fn with_timeouts(self, limits: SmtpTimeouts) -> Self {
        let destination = match self.destination {
            Destination::Smtp(relay) => Destination::Smtp(Box::new(relay.with_timeouts(limits))),
            outbox @ Destination::File(_) => outbox,
        };
        Self { destination, ..self }
    }

    /// Lowers how many messages one connection may send to what the relay was seen to bear; at least 1.
    pub fn limit_messages(&self, count: u32) {
        if let Destination::Smtp(relay) = &self.destination {
            relay.limit_messages(count);
        }
    }

    /// Returns a message as it is handed over: signed, if there is a key. Nothing may change it afterwards.
    ///
    /// # Errors
    /// Returns an error if the system has no source of randomness.
    pub async fn sign<'a>(&self, message: &'a [u8]) -> io::Result<Cow<'a, [u8]>> {
        match &self.signing {
            Some(queue) => queue.sign(message).await.map(Cow::Owned),
            None => Ok(Cow::Borrowed(message)),
        }
    }

    /// Opens a session: for SMTP up to and including AUTH, for a folder by creating it.
    ///
    /// # Errors
    /// Returns a failure in one of the phases up to [`SmtpPhase::Auth`].
    pub async fn open(&self) -> Result<TransportSession, SmtpFailure> {
        match &self.destination {
            Destination::Smtp(relay) => Ok(TransportSession::Smtp(Box::new(relay.open().await?))),
            Destination::File(outbox) => outbox.open().map(TransportSession::File),
        }
    }
}

impl fmt::Display for Transport {
    /// Writes the name used in logs: `host:port`, or the folder.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.destination {
            Destination::Smtp(relay) => relay.fmt(f),
            Destination::File(outbox) => outbox.fmt(f),
        }
    }
}

/// An open session that sends many messages, one after the other.
#[derive(Debug)]
pub enum TransportSession {
    /// A connection to an SMTP server.
    Smtp(Box<SmtpConnection>),
    /// An existing folder.
    File(FileTransport),
}

impl TransportSession {
    /// Sends one message and returns the reply that accepted it.
    ///
    /// `message` is 7-bit and its lines end in CRLF; dot-stuffing is applied here (RFC 5321 §4.5.2). If the envelope has
    /// an id and the server offers DSN, a bounce returns the id, and only the headers of the message (RFC 3461 §4.3).
    ///
    /// # Errors
    /// Returns an error if the message was not accepted, or the outcome is unknown: see [`SmtpFailure`].
    pub async fn send(&mut self, envelope: Envelope<'_>, message: &[u8]) -> Result<Reply, SmtpFailure> {
        self.send_before(envelope, message, None).await
    }

    /// Sends one message as [`Self::send`] does. If the server offers PIPELINING, the envelope of the next one travels with
    /// the final dot (RFC 2920 §3.1): that message must be sent next, or the session ended, which takes the envelope back.
    ///
    /// # Errors
    /// See [`Self::send`]; a failure in [`SmtpPhase::Mail`] with a lost connection if another message was announced.
    pub async fn send_before(
        &mut self,
        envelope: Envelope<'_>,
        message: &[u8],
        next: Option<NextMessage<'_>>,
    ) -> Result<Reply, SmtpFailure> {
        match self {
            Self::Smtp(session) => session.send(envelope, message, next).await,
            Self::File(outbox) => outbox.store(message).await,
        }
    }

    /// Returns whether the server waits for the message of an envelope that was sent ahead.
    #[must_use]
    pub fn has_announced(&self) -> bool {
        match self {
            Self::Smtp(session) => session.has_announced(),
            Self::File(_) => false,
        }
    }

    /// Returns whether the session can send another message: not after the connection is lost or the server replied
    /// 421, nor when a new connection is better, after many refusals or as many messages as the relay bears.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self {
            Self::Smtp(session) => session.is_open(),
            Self::File(_) => true,
        }
    }

    /// Returns what the server offers; `None` for a folder.
    #[must_use]
    pub fn offer(&self) -> Option<ServerOffer> {
        match self {
            Self::Smtp(session) => Some(session.offer()),
            Self::File(_) => None,
        }
    }

    /// Returns how many messages were begun on this connection.
    #[must_use]
    pub fn messages_begun(&self) -> u32 {
        match self {
            Self::Smtp(session) => session.wear.begun(),
            Self::File(_) => 0,
        }
    }

    /// Returns whether a message whose sending was broken off may have arrived all the same: its final dot was sent.
    #[must_use]
    pub fn may_have_arrived(&self) -> bool {
        match self {
            Self::Smtp(session) => session.may_have_arrived(),
            Self::File(_) => true,
        }
    }

    /// Sends QUIT and closes the session; errors are ignored.
    pub async fn quit(self) {
        if let Self::Smtp(session) = self {
            session.quit().await;
        }
    }
}
