//! Opens a connection to an SMTP server: connects, sends EHLO, starts TLS, authenticates.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::Starttls;
use lettre::transport::smtp::extension::ClientId;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::connect_failure::RelayAddress;
use super::connection::SmtpConnection;
use super::connection_wear::ConnectionWear;
use super::recording_stream::{NetworkStream, RecordingStream};
use super::relay_login::{RelayAccount, RelayLogin};
use super::{Error, FailureCause, SmtpFailure, SmtpPhase, SmtpTimeouts};
use crate::config::{EhloName, RelaySettings, RelayUrl, SecretError, TlsMode, tls_client_config};

/// After this long without a greeting somebody wants to know why nothing happens.
const SLOW_GREETING: Duration = Duration::from_secs(5);

/// An SMTP server with everything needed to open a connection.
#[derive(Debug)]
pub struct SmtpConnector {
    relay: RelayAddress,
    tls_mode: TlsMode,
    server_name: ServerName<'static>,
    account: Option<RelayAccount>,
    tls: Arc<ClientConfig>,
    client_id: ClientId,
    timeouts: SmtpTimeouts,
    /// How many messages a connection may send, as set or learnt; 0 for any number.
    message_limit: AtomicU32,
    /// Whether the log says that the relay does not greet.
    has_told: AtomicBool,
}

impl SmtpConnector {
    /// Reads the password and the certificates named in `settings`.
    pub(super) fn new(settings: &RelaySettings, root: &Path, hello_domain: &str) -> Result<Self, Error> {
        let RelayUrl::Smtp { host, port, tls_mode: security, user, password } = &settings.url else {
            return Err(Error::InvalidHost(settings.url.to_string()));
        };
        let account = RelayAccount::new(settings, root, user.as_deref(), password.as_ref())?;
        Ok(Self {
            relay: RelayAddress { host: host.clone(), port: *port, user: user.clone(), table: settings.table.clone() },
            tls_mode: *security,
            server_name: ServerName::try_from(host.clone()).map_err(|_| Error::InvalidHost(host.clone()))?,
            account,
            tls: tls_client_config(*security, settings.ca_file.as_ref().map(|file| root.join(file)).as_deref())?,
            client_id: settings.ehlo_name.as_ref().map_or_else(|| ClientId::Domain(hello_domain.to_owned()), client_id),
            timeouts: SmtpTimeouts::default(),
            message_limit: AtomicU32::new(settings.messages_per_connection),
            has_told: AtomicBool::new(false),
        })
    }

    /// Returns the same connector with other timeouts.
    pub(super) fn with_timeouts(self, limits: SmtpTimeouts) -> Self {
        Self { timeouts: limits, ..self }
    }

    /// Lowers how many messages a connection may send.
    pub(super) fn limit_messages(&self, count: u32) {
        let lower = |limit| (limit == 0 || count < limit).then_some(count.max(1));
        // An error means that it was lower already.
        let _ = self.message_limit.fetch_update(Ordering::Relaxed, Ordering::Relaxed, lower);
    }

    /// Fetches the access token, if the relay takes one, so that a missing one is noticed early.
    pub(super) async fn load_token(&self) -> Result<(), Error> {
        match &self.account {
            Some(account) => {
                let no_token = |source| Error::Token { table: self.relay.table.clone(), source };
                account.secret().await.map(drop).map_err(no_token)
            }
            None => Ok(()),
        }
    }

    /// Opens a connection that is ready for the first message. If the relay refuses the access token, it is fetched once
    /// more, for a new connection.
    pub(super) async fn open(&self) -> Result<SmtpConnection, SmtpFailure> {
        let Some(account) = &self.account else { return self.open_with(None).await };
        let secret = account.secret().await.map_err(no_token)?;
        let refused = match self.open_with(Some(account.login(&secret))).await {
            Err(failure) if failure.is_login_refused() => failure,
            opened => return opened,
        };
        match account.replace_token(&secret).await.map_err(no_token)? {
            Some(new) => self.open_with(Some(account.login(&new))).await,
            None => Err(refused),
        }
    }

    async fn open_with(&self, login: Option<RelayLogin<'_>>) -> Result<SmtpConnection, SmtpFailure> {
        let wire = self.connect().await?;
        let mut session = self.greet(wire).await?;
        let mut encrypted = self.tls_mode == TlsMode::Implicit;
        if !encrypted && session.extensions.starttls {
            session = self.start_tls(session).await?;
            encrypted = true;
        }
        if !encrypted && self.tls_mode == TlsMode::Required {
            session.quit().await;
            return Err(SmtpFailure::connection_lost(SmtpPhase::StartTls, FailureCause::without_starttls(&self.relay)));
        }
        if let Some(login) = login {
            // The settings check this too, but `localhost` resolves to whatever the resolver says.
            if !encrypted && !session.stream.peer().ip().is_loopback() {
                return Err(SmtpFailure::connection_lost(SmtpPhase::Auth, FailureCause::CleartextPassword));
            }
            if let Err(failure) = login.perform(&mut session, self.timeouts.command).await {
                if failure.reply.is_some() {
                    session.quit().await;
                }
                return Err(failure);
            }
        }
        let limit = self.message_limit.load(Ordering::Relaxed);
        session.wear = ConnectionWear::with_limit((limit > 0).then_some(limit));
        Ok(session)
    }

    async fn connect(&self) -> Result<RecordingStream, SmtpFailure> {
        let RelayAddress { host, port, .. } = &self.relay;
        let unreachable = FailureCause::Unreachable { host: host.clone(), port: *port };
        let stream = TcpStream::connect((&**host, *port));
        let stream = self.with_timeout(SmtpPhase::Connect, unreachable, stream).await?;
        let lost = |cause: std::io::Error| SmtpFailure::connection_lost(SmtpPhase::Connect, cause);
        // With Nagle's algorithm a message waits 40 ms for a delayed acknowledgement.
        stream.set_nodelay(true).map_err(lost)?;
        let peer = stream.peer_addr().map_err(lost)?;
        let socket: Box<dyn NetworkStream> = Box::new(stream);
        match self.tls_mode {
            TlsMode::Implicit => Ok(RecordingStream::new(self.handshake(SmtpPhase::Connect, socket).await?, peer)),
            TlsMode::Required | TlsMode::Opportunistic => Ok(RecordingStream::new(socket, peer)),
        }
    }

    async fn handshake(
        &self,
        phase: SmtpPhase,
        socket: Box<dyn NetworkStream>,
    ) -> Result<Box<dyn NetworkStream>, SmtpFailure> {
        let connector = TlsConnector::from(Arc::clone(&self.tls));
        let silent = FailureCause::TimedOut(self.timeouts.connect).without_greeting(&self.relay, true);
        let stream = self.with_timeout(phase, silent, connector.connect(self.server_name.clone(), socket)).await?;
        Ok(Box::new(stream))
    }

    /// Limits how long connecting or a handshake takes, and explains why it failed.
    async fn with_timeout<T>(
        &self,
        phase: SmtpPhase,
        timed_out: FailureCause,
        work: impl Future<Output = std::io::Result<T>>,
    ) -> Result<T, SmtpFailure> {
        let cause = match timeout(self.timeouts.connect, work).await {
            Ok(Ok(done)) => return Ok(done),
            Ok(Err(error)) => FailureCause::from_connect(error, &self.relay),
            Err(_) => timed_out,
        };
        Err(SmtpFailure::connection_lost(phase, cause))
    }

    /// Waits for the greeting and sends EHLO. If the relay is slow, the log says once what is awaited.
    async fn greet(&self, wire: RecordingStream) -> Result<SmtpConnection, SmtpFailure> {
        let socket: Box<RecordingStream> = Box::new(wire.clone());
        let mut opening = pin!(AsyncSmtpConnection::connect_with_transport(socket, &self.client_id));
        let mut opened = timeout(SLOW_GREETING.min(self.timeouts.greeting), &mut opening).await;
        if opened.is_err() && !wire.has_written() {
            if !self.has_told.swap(true, Ordering::Relaxed) {
                tracing::warn!(
                    "{self} has accepted the connection and says nothing yet. A busy mail server greets late, so this waits \
                     for up to {} s, once. To end it now, press Ctrl-C: nothing is lost. If it stays silent, compare the \
                     host and the port of `url` in `{}` with what your provider says",
                    self.timeouts.greeting.as_secs(),
                    self.relay.table
                );
            }
            opened = timeout(self.timeouts.greeting.saturating_sub(SLOW_GREETING), &mut opening).await;
        }
        if opened.is_err() && wire.has_written() {
            opened = timeout(self.timeouts.command, &mut opening).await;
        }
        let (phase, limit) = if wire.has_written() {
            (SmtpPhase::Hello, self.timeouts.command)
        } else {
            (SmtpPhase::Greeting, self.timeouts.greeting)
        };
        let is_encrypted = self.tls_mode == TlsMode::Implicit;
        match opened {
            Ok(Ok(connection)) => Ok(SmtpConnection::new(connection, wire, self.timeouts)),
            Ok(Err(error)) => {
                let mut failure = SmtpFailure::from_lettre(phase, &wire, &error).into_lost();
                if phase == SmtpPhase::Greeting {
                    failure.cause = failure.cause.map(|cause| cause.without_greeting(&self.relay, is_encrypted));
                }
                Err(failure)
            }
            Err(_) => {
                let cause = FailureCause::TimedOut(limit);
                let cause = match phase {
                    SmtpPhase::Greeting => cause.without_greeting(&self.relay, is_encrypted),
                    _ => cause,
                };
                Err(SmtpFailure::connection_lost(phase, cause))
            }
        }
    }

    /// Starts TLS and discards everything received before (RFC 3207 §4.2).
    ///
    /// The old session is dropped with its read buffer, so that nothing sent in clear text counts as a reply under
    /// TLS.
    async fn start_tls(&self, mut session: SmtpConnection) -> Result<SmtpConnection, SmtpFailure> {
        session.command(SmtpPhase::StartTls, Starttls).await.map_err(SmtpFailure::into_lost)?;
        let peer = session.stream.peer();
        let socket = session
            .stream
            .take_socket()
            .ok_or_else(|| SmtpFailure::connection_lost(SmtpPhase::StartTls, FailureCause::Closed))?;
        drop(session);
        self.greet(RecordingStream::after_starttls(self.handshake(SmtpPhase::StartTls, socket).await?, peer)).await
    }
}

impl fmt::Display for SmtpConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.relay.host, self.relay.port)
    }
}

fn client_id(name: &EhloName) -> ClientId {
    match name.address() {
        Some(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Some(IpAddr::V6(address)) => ClientId::Ipv6(address),
        None => ClientId::Domain(name.to_string()),
    }
}

fn no_token(error: Arc<SecretError>) -> SmtpFailure {
    SmtpFailure::connection_lost(SmtpPhase::Auth, FailureCause::NoToken(error))
}
