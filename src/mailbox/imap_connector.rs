//! Opens a session with an IMAP server: connects, reads the greeting, starts TLS, logs in.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::imap_login::ImapLogin;
use super::imap_replies::StatusCondition;
use super::imap_stream::{ImapSocket, ImapStream};
use super::{Error, ImapFailure, ImapSession, ImapTimeouts};
use crate::config::{MailboxSettings, MailboxUrl, TlsMode, TokenStore, load_password, tls_client_config};

/// An IMAP server with everything needed to open a session.
#[derive(Debug)]
pub struct ImapConnector {
    host: String,
    port: u16,
    tls_mode: TlsMode,
    server_name: ServerName<'static>,
    tls: Arc<ClientConfig>,
    settings: MailboxSettings,
    root: PathBuf,
    user: String,
    tokens: Option<TokenStore>,
    timeouts: ImapTimeouts,
}

impl ImapConnector {
    /// Prepares sessions with the server in `settings`, whose paths are relative to `root`.
    ///
    /// # Errors
    /// Returns an error if the settings name no IMAP server and user, or the certificate file cannot be read.
    pub fn new(settings: &MailboxSettings, root: &Path) -> Result<Self, Error> {
        let Some(MailboxUrl::Imap { host, port, tls_mode, user, .. }) = &settings.url else {
            return Err(Error::MissingUser);
        };
        let ca_file = settings.ca_file.as_ref().map(|file| root.join(file));
        Ok(Self {
            host: host.clone(),
            port: *port,
            tls_mode: *tls_mode,
            server_name: ServerName::try_from(host.clone()).map_err(|_| Error::InvalidHost(host.clone()))?,
            tls: tls_client_config(*tls_mode, ca_file.as_deref())?,
            settings: settings.clone(),
            root: root.to_owned(),
            user: user.clone().ok_or(Error::MissingUser)?,
            tokens: settings.token_source().map(|source| TokenStore::new(source, root)),
            timeouts: ImapTimeouts::default(),
        })
    }

    /// Returns the same connector with other timeouts.
    #[must_use]
    pub fn with_timeouts(self, timeouts: ImapTimeouts) -> Self {
        Self { timeouts, ..self }
    }

    /// Opens a session. The password is read each time; an access token is kept until the server refuses it, and then
    /// fetched once more, for a new connection.
    ///
    /// # Errors
    /// Returns an error if there is no password, or the server cannot be reached or accepts no login.
    pub async fn open(&self) -> Result<ImapSession, Error> {
        let Some(tokens) = &self.tokens else {
            let source = self.settings.password_source();
            let password = load_password(&source, &self.root, &self.user).await.map_err(Arc::new)?;
            return self.open_with(ImapLogin::new(&self.user, password, false)).await;
        };
        let token = tokens.token().await?;
        let refused = match self.open_with(ImapLogin::new(&self.user, token.clone(), true)).await {
            Err(Error::Session(refused @ ImapFailure::TokenRejected(_))) => refused,
            opened => return opened,
        };
        match tokens.replace(&token).await? {
            Some(new) => self.open_with(ImapLogin::new(&self.user, new, true)).await,
            None => Err(refused.into()),
        }
    }

    async fn open_with(&self, login: ImapLogin<'_>) -> Result<ImapSession, Error> {
        let mut session = self.connect().await?;
        if session.is_authenticated() {
            session.load_capabilities().await?;
        } else {
            login.perform(&mut session).await?;
        }
        Ok(session)
    }

    /// Connects, encrypts as the settings ask, and reads the greeting.
    async fn connect(&self) -> Result<ImapSession, ImapFailure> {
        let stream = TcpStream::connect((&*self.host, self.port));
        let stream = self.within_limit(stream).await?.map_err(ImapFailure::Connect)?;
        let is_loopback = stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback());
        stream.set_nodelay(true).map_err(ImapFailure::Connect)?;
        let is_implicit = self.tls_mode == TlsMode::Implicit;
        let socket: Box<dyn ImapSocket> =
            if is_implicit { self.handshake(Box::new(stream)).await? } else { Box::new(stream) };
        let mut session = ImapSession::new(ImapStream::new(socket), self.timeouts);
        session.read_greeting().await?;
        if is_implicit {
            return Ok(session);
        }
        session.load_capabilities().await?;
        // After a PREAUTH greeting STARTTLS is not allowed: somebody on the way may have sent it.
        if session.has_capability("STARTTLS") && !session.is_authenticated() {
            return self.start_tls(session).await;
        }
        // The settings check this too, but `localhost` resolves to whatever the resolver says.
        if self.tls_mode == TlsMode::Required || !is_loopback {
            return Err(ImapFailure::StartTlsNotOffered);
        }
        Ok(session)
    }

    /// Starts TLS and discards everything received before.
    async fn start_tls(&self, mut session: ImapSession) -> Result<ImapSession, ImapFailure> {
        let status = session.run_any("STARTTLS").await?.status;
        if status.condition != StatusCondition::Ok {
            return Err(ImapFailure::StartTlsNotOffered);
        }
        let socket = self.handshake(session.into_socket()).await?;
        Ok(ImapSession::new(ImapStream::new(socket), self.timeouts))
    }

    async fn handshake(&self, socket: Box<dyn ImapSocket>) -> Result<Box<dyn ImapSocket>, ImapFailure> {
        let connector = TlsConnector::from(Arc::clone(&self.tls));
        let stream = self.within_limit(connector.connect(self.server_name.clone(), socket)).await?;
        Ok(Box::new(stream.map_err(|error| {
            let source = error.get_ref().and_then(|source| source.downcast_ref::<rustls::Error>());
            let is_other = matches!(source, Some(rustls::Error::InvalidMessage(_)));
            if is_other { ImapFailure::NotTls } else { ImapFailure::Tls(error) }
        })?))
    }

    async fn within_limit<T>(&self, work: impl Future<Output = io::Result<T>>) -> Result<io::Result<T>, ImapFailure> {
        let limit: Duration = self.timeouts.connect;
        timeout(limit, work).await.map_err(|_| ImapFailure::TimedOut(limit))
    }
}

impl fmt::Display for ImapConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}
