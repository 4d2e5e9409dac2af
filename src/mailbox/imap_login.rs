//! Logging in with a password or a token, and telling a wrong one from a server that is busy.

use secrecy::{ExposeSecret as _, SecretString};

use super::folder_name::quote;
use super::imap_replies::{StatusCondition, StatusLine};
use super::{ImapFailure, ImapSession};
use crate::model::{TokenRefusal, token_response};

/// Codes that say that the login may work later (RFC 5530).
const LATER_CODES: [&str; 5] = ["LIMIT", "UNAVAILABLE", "INUSE", "SERVERBUG", "CONTACTADMIN"];

/// Codes that say that the user name, the password or the token is wrong (RFC 5530).
const REJECTED_CODES: [&str; 4] = ["AUTHENTICATIONFAILED", "AUTHORIZATIONFAILED", "EXPIRED", "PRIVACYREQUIRED"];

/// Words of servers that refuse for a while but give no code.
const LATER_WORDS: [&str; 9] = [
    "too many",
    "try again",
    "temporar",
    "unavailable",
    "later",
    "exceeded",
    "internal error",
    "maximum number of connections",
    "server error",
];

/// What the server gets to know who we are.
#[derive(Debug)]
pub(super) struct ImapLogin<'a> {
    user: &'a str,
    secret: SecretString,
    is_token: bool,
}

impl<'a> ImapLogin<'a> {
    /// Prepares a login with a password, or with an access token.
    pub(super) fn new(user: &'a str, secret: SecretString, is_token: bool) -> Self {
        Self { user, secret, is_token }
    }

    /// Logs in and asks for the capabilities.
    pub(super) async fn perform(&self, session: &mut ImapSession) -> Result<(), ImapFailure> {
        session.load_capabilities().await?;
        let mut refusal = None;
        let status = if self.is_token {
            self.send_token(session, &mut refusal).await?
        } else if session.has_capability("LOGINDISABLED") {
            return Err(ImapFailure::LoginDisabled);
        } else {
            self.send_password(session).await?
        };
        if status.condition != StatusCondition::Ok {
            let is_unknown = self.is_token && refusal.is_none() && !session.has_capability("AUTH=XOAUTH2");
            return Err(match self.refusal(&status, refusal) {
                ImapFailure::TokenRejected(_) if is_unknown => ImapFailure::NoTokenMechanism,
                failure => failure,
            });
        }
        session.load_capabilities().await
    }

    /// Sends LOGIN. Text beyond printable ASCII goes as a literal (RFC 3501 §4.3).
    async fn send_password(&self, session: &mut ImapSession) -> Result<StatusLine, ImapFailure> {
        let mut line = "LOGIN".to_owned();
        let mut tag = None;
        for part in [self.user, self.secret.expose_secret()] {
            line.push(' ');
            if part.bytes().all(|octet| (b' '..0x7f).contains(&octet)) {
                line.push_str(&quote(part));
                continue;
            }
            let length = part.len();
            line.push('{');
            line.push_str(&length.to_string());
            line.push('}');
            let own = send_part(session, tag.take(), &line).await?;
            if let Err(status) = session.continue_or_end(&own).await? {
                return Ok(status);
            }
            tag = Some(own);
            part.clone_into(&mut line);
        }
        let tag = send_part(session, tag, &line).await?;
        end_of(session, &tag).await
    }

    /// Sends AUTHENTICATE XOAUTH2. A server that refuses the token may say why in a challenge, which gets an empty
    /// answer.
    async fn send_token(
        &self,
        session: &mut ImapSession,
        refusal: &mut Option<TokenRefusal>,
    ) -> Result<StatusLine, ImapFailure> {
        let response = token_response(self.user, self.secret.expose_secret());
        let tag = session.start("AUTHENTICATE XOAUTH2").await?;
        for answer in [response.as_str(), ""] {
            match session.continue_or_end(&tag).await? {
                Ok(challenge) => *refusal = TokenRefusal::parse(&challenge),
                Err(status) => return Ok(status),
            }
            session.send_line(answer).await?;
        }
        end_of(session, &tag).await
    }

    /// Tells a wrong password from a server that is busy.
    fn refusal(&self, status: &StatusLine, refusal: Option<TokenRefusal>) -> ImapFailure {
        let secret = self.secret.expose_secret();
        let mut text = if secret.is_empty() { status.text.clone() } else { status.text.replace(secret, "…") };
        if self.is_token {
            text = text.replace(&token_response(self.user, secret), "…");
        }
        if let Some(refusal) = refusal {
            text = format!("{text} ({refusal})");
        }
        if status.condition == StatusCondition::Bye {
            return ImapFailure::Bye(text);
        }
        let code = status.code.as_deref().unwrap_or_default();
        let lower = text.to_lowercase();
        let is_later = LATER_CODES.contains(&code)
            || !REJECTED_CODES.contains(&code) && LATER_WORDS.iter().any(|word| lower.contains(word));
        match (is_later, self.is_token) {
            (true, _) => ImapFailure::LoginUnavailable(text),
            (false, true) => ImapFailure::TokenRejected(text),
            (false, false) => ImapFailure::LoginRejected(text),
        }
    }
}

/// Sends the first or a further line of a command, and returns its tag.
async fn send_part(session: &mut ImapSession, tag: Option<String>, line: &str) -> Result<String, ImapFailure> {
    match tag {
        None => session.start(line).await,
        Some(tag) => session.send_line(line).await.map(|()| tag),
    }
}

/// Waits for the tagged line.
async fn end_of(session: &mut ImapSession, tag: &str) -> Result<StatusLine, ImapFailure> {
    match session.continue_or_end(tag).await? {
        Ok(_) => Err(ImapFailure::InvalidReply),
        Err(status) => Ok(status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_password_is_told_from_busy_server() {
        let login = ImapLogin { user: "ann", secret: SecretString::from("hunter2"), is_token: false };
        for (code, text, is_wrong) in [
            (Some("AUTHENTICATIONFAILED"), "[AUTHENTICATIONFAILED] Authentication failed.", true),
            (Some("AUTHENTICATIONFAILED"), "[AUTHENTICATIONFAILED] Invalid credentials, try again", true),
            (None, "Login failed.", true),
            (None, "Login failed: authentication failure", true),
            (Some("ALERT"), "[ALERT] Application-specific password required", true),
            (Some("LIMIT"), "[LIMIT] Too many connections", false),
            (Some("UNAVAILABLE"), "[UNAVAILABLE] Temporary authentication failure.", false),
            (None, "Temporary authentication failure, please try again later", false),
            (Some("ALERT"), "[ALERT] Too many simultaneous connections. (Failure)", false),
            (Some("ALERT"), "[ALERT] Account exceeded command or bandwidth limits.", false),
        ] {
            let status =
                StatusLine { condition: StatusCondition::No, code: code.map(str::to_owned), text: text.to_owned() };
            let failure = login.refusal(&status, None);
            assert_eq!(matches!(failure, ImapFailure::LoginRejected(_)), is_wrong, "{text}");
        }
        let echo = StatusLine { condition: StatusCondition::No, code: None, text: "no hunter2 here".to_owned() };
        assert!(!login.refusal(&echo, None).to_string().contains("hunter2"));
    }
}
