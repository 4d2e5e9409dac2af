//! Opens a line to an SMTP server: connects, greets, turns to TLS, shows the password.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Auth, Starttls};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::session::{SmtpSession, answer, no_smtp};
use super::wire::{Socket, Wire};
use super::{Cause, Error, Failure, Limits, Phase, tls};
use crate::config::{Relay, RelaySettings, Security};

/// LOGIN asks for two things; a server that asks for more is playing.
const MOST_CHALLENGES: usize = 4;

/// An SMTP server, with everything that a line to it needs.
#[derive(Debug)]
pub struct SmtpRelay {
    host: String,
    port: u16,
    security: Security,
    name: ServerName<'static>,
    account: Option<(String, SecretString)>,
    tls: Arc<ClientConfig>,
    hello: ClientId,
    limits: Limits,
}

impl SmtpRelay {
    /// Reads the password and the certificates that `settings` name.
    pub(super) fn new(settings: &RelaySettings, root: &Path, hello_domain: &str) -> Result<Self, Error> {
        let Relay::Smtp { host, port, security, user, password } = &settings.url else {
            return Err(Error::Host(settings.url.to_string()));
        };
        let account = match user {
            None => None,
            Some(user) => {
                let password = match (&settings.password, &settings.password_file) {
                    (Some(password), _) => Some(password.clone()),
                    (None, Some(file)) => Some(first_line(&root.join(file))?),
                    (None, None) => password.clone(),
                };
                Some((user.clone(), password.ok_or_else(|| Error::NoPassword { user: user.clone() })?))
            }
        };
        Ok(Self {
            host: host.clone(),
            port: *port,
            security: *security,
            name: ServerName::try_from(host.clone()).map_err(|_| Error::Host(host.clone()))?,
            account,
            tls: tls::client(*security, settings.ca_file.as_ref().map(|file| root.join(file)).as_deref())?,
            hello: ClientId::Domain(hello_domain.to_owned()),
            limits: Limits::default(),
        })
    }

    /// Returns the same relay with other time limits.
    pub(super) fn limited(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Opens a line, ready for the first copy.
    pub(super) async fn open(&self) -> Result<SmtpSession, Failure> {
        let wire = self.connect().await?;
        let mut session = self.hello(wire).await?;
        let mut encrypted = self.security == Security::Implicit;
        if !encrypted && session.offers.starttls {
            session = self.start_tls(session).await?;
            encrypted = true;
        }
        if !encrypted && self.security == Security::Required {
            session.quit().await;
            return Err(Failure::lost(Phase::StartTls, Cause::NoTls));
        }
        if let Some((user, password)) = &self.account {
            // The settings see to it too, but `localhost` is whatever the resolver says.
            if !encrypted && !session.wire.peer().ip().is_loopback() {
                return Err(Failure::lost(Phase::Auth, Cause::ClearPassword));
            }
            self.authenticate(&mut session, Credentials::new(user.clone(), password.expose_secret().to_owned()))
                .await?;
        }
        Ok(session)
    }

    async fn connect(&self) -> Result<Wire, Failure> {
        let stream = within(self.limits.connect, Phase::Connect, TcpStream::connect((&*self.host, self.port))).await?;
        let lost = |cause: std::io::Error| Failure::lost(Phase::Connect, cause);
        // With Nagle's algorithm a message waits 40 ms for a delayed acknowledgement.
        stream.set_nodelay(true).map_err(lost)?;
        let peer = stream.peer_addr().map_err(lost)?;
        let socket: Box<dyn Socket> = Box::new(stream);
        match self.security {
            Security::Implicit => Ok(Wire::new(self.handshake(Phase::Connect, socket).await?, peer)),
            Security::Required | Security::Opportunistic => Ok(Wire::new(socket, peer)),
        }
    }

    async fn handshake(&self, phase: Phase, socket: Box<dyn Socket>) -> Result<Box<dyn Socket>, Failure> {
        let connector = TlsConnector::from(Arc::clone(&self.tls));
        let stream = within(self.limits.connect, phase, connector.connect(self.name.clone(), socket)).await?;
        Ok(Box::new(stream))
    }

    /// Waits for the greeting and says EHLO.
    async fn hello(&self, wire: Wire) -> Result<SmtpSession, Failure> {
        let limit = self.limits.greeting + self.limits.command;
        let opening = AsyncSmtpConnection::connect_with_transport(Box::new(wire.clone()), &self.hello);
        let opened = timeout(limit, opening).await;
        let phase = if wire.has_spoken() { Phase::Hello } else { Phase::Greeting };
        match opened {
            Ok(Ok(connection)) => Ok(SmtpSession::new(connection, wire, self.limits)),
            Ok(Err(error)) => Err(Failure { line_lost: true, ..Failure::of(phase, &wire, &error) }),
            Err(_) => Err(Failure::lost(phase, Cause::TimedOut(limit))),
        }
    }

    /// Turns the line over to TLS and forgets all that was said before (RFC 3207 §4.2).
    ///
    /// The old session goes with what it read ahead, so that nothing said in clear is taken for an answer under TLS.
    async fn start_tls(&self, mut session: SmtpSession) -> Result<SmtpSession, Failure> {
        session.ask(Phase::StartTls, Starttls).await.map_err(closed)?;
        let peer = session.wire.peer();
        let socket = session.wire.take().ok_or_else(|| Failure::lost(Phase::StartTls, Cause::Closed))?;
        drop(session);
        self.hello(Wire::resumed(self.handshake(Phase::StartTls, socket).await?, peer)).await
    }

    async fn authenticate(&self, session: &mut SmtpSession, credentials: Credentials) -> Result<(), Failure> {
        let mechanism = session.offers.auth.ok_or_else(|| Failure::lost(Phase::Auth, Cause::NoMechanism))?;
        let mut command = Auth::new(mechanism, credentials.clone(), None);
        for _ in 0..MOST_CHALLENGES {
            let line = command.map_err(|_| Failure::lost(Phase::Auth, no_smtp(&session.wire)))?;
            let said = timeout(self.limits.command, session.connection.command(line)).await;
            let challenge = said.as_ref().ok().and_then(|said| said.as_ref().ok()).filter(|said| said.has_code(334));
            let next = challenge.map(|said: &Response| Auth::new_from_response(mechanism, credentials.clone(), said));
            match next {
                Some(next) => command = next,
                None => return answer(Phase::Auth, &session.wire, self.limits.command, said).map(drop).map_err(closed),
            }
        }
        Err(Failure::lost(Phase::Auth, no_smtp(&session.wire)))
    }
}

impl fmt::Display for SmtpRelay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

/// Says of a failure on the way in that there is no line now.
fn closed(failure: Failure) -> Failure {
    Failure { line_lost: true, ..failure }
}

async fn within<T>(
    limit: Duration,
    phase: Phase,
    work: impl Future<Output = std::io::Result<T>>,
) -> Result<T, Failure> {
    match timeout(limit, work).await {
        Ok(done) => done.map_err(|cause| Failure::lost(phase, cause)),
        Err(_) => Err(Failure::lost(phase, Cause::TimedOut(limit))),
    }
}

fn first_line(path: &Path) -> Result<SecretString, Error> {
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|source| Error::Unreadable { path: path.to_owned(), source })?;
    Ok(SecretString::from(text.lines().next().unwrap_or_default()))
}
