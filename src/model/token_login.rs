//! Logging in with an access token (XOAUTH2): what the client sends, and what a server says of a token it refuses.
//!
//! Described at <https://developers.google.com/workspace/gmail/imap/xoauth2-protocol>.

use std::fmt;

use encodify::base64;
use serde::Deserialize;

/// How much of a scope is shown, in characters.
const MAX_SCOPE_CHARS: usize = 120;

/// Returns what the client sends, in Base64; it is as secret as the token.
#[must_use]
pub fn token_response(user: &str, token: &str) -> String {
    base64::STANDARD.encode(format!("user={user}\u{1}auth=Bearer {token}\u{1}\u{1}"))
}

/// Why a server refuses an access token, as its challenge says before the refusal itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TokenRefusal {
    /// An HTTP status: 400 or 401 for a token that is wrong or has expired, 403 for one that does not allow this.
    status: Option<u16>,
    /// What the token must allow.
    scope: Option<String>,
}

#[derive(Deserialize)]
struct Challenge {
    #[serde(default)]
    status: serde_json::Value,
    #[serde(default)]
    scope: Option<String>,
}

impl TokenRefusal {
    /// Parses the challenge, JSON in Base64; `None` if it is something else.
    #[must_use]
    pub fn parse(challenge: &str) -> Option<Self> {
        let json = base64::STANDARD.decode(challenge.trim()).ok()?;
        let Challenge { status, scope } = serde_json::from_slice(&json).ok()?;
        let status = match status {
            serde_json::Value::String(text) => text.trim().parse().ok(),
            number => number.as_u64().and_then(|number| u16::try_from(number).ok()),
        };
        let scope = scope.map(|scope| super::single_line(&scope).chars().take(MAX_SCOPE_CHARS).collect::<String>());
        let scope = scope.filter(|scope| !scope.is_empty());
        Some(Self { status, scope })
    }
}

impl fmt::Display for TokenRefusal {
    /// Writes a sentence without a full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(400 | 401) => f.write_str("the access token is wrong or has expired")?,
            Some(403) => f.write_str("the access token does not allow this")?,
            _ => f.write_str("the access token is refused")?,
        }
        match &self.scope {
            Some(scope) => write!(f, "; it must be for `{scope}`"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn response_is_that_of_the_description() {
        assert_eq!(token_response("ann", "t0ken"), "dXNlcj1hbm4BYXV0aD1CZWFyZXIgdDBrZW4BAQ==");
    }

    #[test]
    fn challenges_become_words() {
        let words = |json: &str| TokenRefusal::parse(&base64::STANDARD.encode(json)).map(|refusal| refusal.to_string());
        for (json, expected) in [
            (
                r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#,
                "the access token is wrong or has expired; it must be for `https://mail.google.com/`",
            ),
            (r#"{"status":401}"#, "the access token is wrong or has expired"),
            (r#"{"status":"403","scope":""}"#, "the access token does not allow this"),
            (r#"{"error":"invalid_token"}"#, "the access token is refused"),
        ] {
            assert_eq!(words(json).unwrap(), expected, "{json}");
        }
        assert_eq!(words("no JSON"), None);
        assert_eq!(TokenRefusal::parse("!"), None);
        assert_eq!(TokenRefusal::parse(""), None);
    }
}
