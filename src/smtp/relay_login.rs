//! Logging in to a relay with a password (PLAIN, LOGIN) or an access token (XOAUTH2).

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::commands::Auth;
use lettre::transport::smtp::response::Response;
use secrecy::{ExposeSecret as _, SecretString};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::connection::{SmtpConnection, invalid_reply, reply_or_failure};
use super::{Error, FailureCause, SmtpFailure, SmtpPhase};
use crate::config::{RelaySettings, SecretError, TokenStore, read_secret_file};
use crate::model::{RelayTable, Reply, TokenRefusal, token_response};

/// LOGIN has two challenges; a server that sends more than this is broken.
const MAX_CHALLENGES: usize = 4;
/// A longer AUTH command is sent without its initial response (RFC 4954 §4, RFC 5321 §4.5.3.1.4).
const MAX_COMMAND_OCTETS: usize = 512;
/// The user name, the password or the token is wrong (RFC 4954 §6).
const LOGIN_REFUSED: u16 = 535;

/// The account at the relay.
#[derive(Debug)]
pub(super) struct RelayAccount {
    user: String,
    secret: AccountSecret,
    table: RelayTable,
}

#[derive(Debug)]
enum AccountSecret {
    Password(SecretString),
    Token(TokenStore),
}

/// One attempt to log in.
pub(super) struct RelayLogin<'a> {
    user: &'a str,
    secret: &'a SecretString,
    is_token: bool,
    table: &'a RelayTable,
}

impl RelayAccount {
    /// Reads the password of `user`, or prepares fetching the token; with a token no password is used.
    pub(super) fn new(
        settings: &RelaySettings,
        root: &Path,
        user: Option<&str>,
        url_password: Option<&SecretString>,
    ) -> Result<Option<Self>, Error> {
        let source = settings.token_source();
        let table = settings.table.clone();
        let Some(user) = user.map(str::to_owned) else {
            return if source.is_some() { Err(Error::MissingUser { table }) } else { Ok(None) };
        };
        if let Some(source) = source {
            return Ok(Some(Self { user, secret: AccountSecret::Token(TokenStore::new(source, root)), table }));
        }
        let password = match (&settings.password, &settings.password_file) {
            (Some(password), _) => Some(password.clone()),
            (None, Some(file)) => {
                let path = root.join(file);
                Some(read_secret_file(&path).map_err(|source| Error::Unreadable { path, source })?)
            }
            (None, None) => url_password.cloned(),
        };
        let password = password.ok_or_else(|| Error::MissingPassword { user: user.clone(), table: table.clone() })?;
        Ok(Some(Self { user, secret: AccountSecret::Password(password), table }))
    }

    /// Returns the password, or the token, which is fetched if there is none yet.
    pub(super) async fn secret(&self) -> Result<SecretString, Arc<SecretError>> {
        match &self.secret {
            AccountSecret::Password(password) => Ok(password.clone()),
            AccountSecret::Token(tokens) => tokens.token().await,
        }
    }

    /// Returns another token in place of a refused one, if there is one; there is never another password.
    pub(super) async fn replace_token(&self, refused: &SecretString) -> Result<Option<SecretString>, Arc<SecretError>> {
        match &self.secret {
            AccountSecret::Password(_) => Ok(None),
            AccountSecret::Token(tokens) => tokens.replace(refused).await,
        }
    }

    /// Returns a login with a secret of this account.
    pub(super) fn login<'a>(&'a self, secret: &'a SecretString) -> RelayLogin<'a> {
        let is_token = matches!(self.secret, AccountSecret::Token(_));
        RelayLogin { user: &self.user, secret, is_token, table: &self.table }
    }
}

impl RelayLogin<'_> {
    /// Logs in, waiting at most `limit` for each reply.
    pub(super) async fn perform(&self, session: &mut SmtpConnection, limit: Duration) -> Result<(), SmtpFailure> {
        let done = if self.is_token {
            self.send_token(session, limit).await
        } else {
            self.send_password(session, limit).await
        };
        done.map_err(|failure| self.without_token(failure).into_lost())
    }

    async fn send_password(&self, session: &mut SmtpConnection, limit: Duration) -> Result<(), SmtpFailure> {
        let mechanism = session.extensions.auth.ok_or_else(|| auth_failure(FailureCause::NoAuthMechanism))?;
        let credentials = Credentials::new(self.user.to_owned(), self.secret.expose_secret().to_owned());
        let mut command = Auth::new(mechanism, credentials.clone(), None);
        for _ in 0..MAX_CHALLENGES {
            let line = command.map_err(|_| auth_failure(invalid_reply(&session.stream)))?;
            let said = timeout(limit, session.connection.command(line)).await;
            let next = challenge(&said).map(|said| Auth::new_from_response(mechanism, credentials.clone(), said));
            match next {
                Some(next) => command = next,
                None => return reply_or_failure(SmtpPhase::Auth, &session.stream, limit, said).map(drop),
            }
        }
        Err(auth_failure(invalid_reply(&session.stream)))
    }

    /// Sends AUTH XOAUTH2. A server that refuses the token says why in a challenge, which gets an empty answer.
    async fn send_token(&self, session: &mut SmtpConnection, limit: Duration) -> Result<(), SmtpFailure> {
        if !session.extensions.token_auth {
            return Err(auth_failure(FailureCause::NoTokenMechanism { table: self.table.clone() }));
        }
        let response = token_response(self.user, self.secret.expose_secret());
        let line = format!("AUTH XOAUTH2 {response}\r\n");
        let mut said = if line.len() > MAX_COMMAND_OCTETS {
            let asked = timeout(limit, session.connection.command("AUTH XOAUTH2\r\n")).await;
            if challenge(&asked).is_none() {
                return reply_or_failure(SmtpPhase::Auth, &session.stream, limit, asked).map(drop);
            }
            timeout(limit, session.connection.command(format!("{response}\r\n"))).await
        } else {
            timeout(limit, session.connection.command(line)).await
        };
        let mut refusal = None;
        if let Some(said_why) = challenge(&said) {
            refusal = said_why.message().next().and_then(TokenRefusal::parse);
            said = timeout(limit, session.connection.command("\r\n")).await;
        }
        let mut replied = reply_or_failure(SmtpPhase::Auth, &session.stream, limit, said).map(drop);
        if let Err(failure) = &mut replied
            && let Some(reply) = &failure.reply
        {
            // Without a challenge the reply alone speaks, as if of a password.
            let refusal = refusal.or_else(|| (reply.code == 535).then(TokenRefusal::default));
            failure.cause = refusal.map(FailureCause::TokenRefused);
        }
        replied
    }

    /// Removes the token from what the server said, in case it repeats what it got.
    fn without_token(&self, mut failure: SmtpFailure) -> SmtpFailure {
        if !self.is_token {
            return failure;
        }
        let secret = self.secret.expose_secret();
        let response = token_response(self.user, secret);
        let clean = |text: &str| text.replace(&response, "…").replace(secret, "…");
        if let Some(reply) = &mut failure.reply {
            reply.text = clean(&reply.text);
        }
        if let Some(FailureCause::InvalidReply(text) | FailureCause::UnexpectedReply(Reply { text, .. })) =
            &mut failure.cause
        {
            *text = clean(text);
        }
        failure
    }
}

impl SmtpFailure {
    /// Returns whether the server refused the password or the token: another one may be accepted.
    pub(super) fn is_login_refused(&self) -> bool {
        self.phase == SmtpPhase::Auth && self.reply.as_ref().is_some_and(|reply| reply.code == LOGIN_REFUSED)
    }
}

fn auth_failure(cause: FailureCause) -> SmtpFailure {
    SmtpFailure::connection_lost(SmtpPhase::Auth, cause)
}

/// Returns the reply if it is a challenge.
fn challenge(said: &Result<Result<Response, smtp::Error>, Elapsed>) -> Option<&Response> {
    said.as_ref().ok().and_then(|said| said.as_ref().ok()).filter(|said| said.has_code(334))
}
