//! Relay URLs: SMTP in lettre's URL forms, or an outbox folder.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;
use std::str::FromStr;

use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

/// The destination of messages.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub enum RelayUrl {
    /// A folder that collects `.eml` files; nothing is sent over the network.
    Directory(PathBuf),
    /// An SMTP server.
    Smtp {
        /// The host name or address, without brackets.
        host: String,
        /// The port; by default 465 for `smtps` and 587 for `smtp`.
        port: u16,
        /// The TLS mode of the connection.
        tls_mode: TlsMode,
        /// The user name for authentication.
        user: Option<String>,
        /// The password, if the URL contains it.
        password: Option<SecretString>,
    },
}

/// The TLS mode of a connection to a relay (RFC 8314, RFC 3207).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// TLS from the first octet.
    Implicit,
    /// STARTTLS; the connection fails without it.
    Required,
    /// STARTTLS if the relay offers it; not allowed with a password.
    Opportunistic,
}

/// The reason why a text is not a valid relay URL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseRelayUrlError {
    /// It is not a URL of a known form.
    #[error("no relay has this form: write `smtps://user@host`, `smtp://user@host:587` or `outbox:folder`")]
    UnknownForm,
    /// It would send a password without encryption.
    #[error("a user needs TLS: write `smtps://…`, or leave `tls` out of the URL")]
    CleartextPassword,
    /// It has an unknown value of `?tls=`.
    #[error("`tls` is `required` or `opportunistic`")]
    UnknownTlsMode,
}

impl FromStr for RelayUrl {
    type Err = ParseRelayUrlError;

    /// Parses a relay URL. A user name requires TLS, except on loopback.
    fn from_str(text: &str) -> Result<Self, ParseRelayUrlError> {
        if let Some(folder) = text.strip_prefix("outbox:").filter(|folder| !folder.is_empty()) {
            return Ok(Self::Directory(folder.into()));
        }
        let url = Url::parse(text).map_err(|_| ParseRelayUrlError::UnknownForm)?;
        let host = url.host_str().ok_or(ParseRelayUrlError::UnknownForm)?.trim_matches(['[', ']']).to_owned();
        let user = Some(url.username()).filter(|user| !user.is_empty()).and_then(decode_url_part);
        let password = url.password().and_then(decode_url_part).map(SecretString::from);
        let tls = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        let security = match (url.scheme(), tls.as_deref()) {
            ("smtps", None) => TlsMode::Implicit,
            ("smtp", Some("required")) => TlsMode::Required,
            ("smtp", None) if user.is_some() && !is_loopback(&host) => TlsMode::Required,
            ("smtp", Some("opportunistic")) if user.is_some() && !is_loopback(&host) => {
                return Err(ParseRelayUrlError::CleartextPassword);
            }
            ("smtp", None | Some("opportunistic")) => TlsMode::Opportunistic,
            ("smtp" | "smtps", Some(_)) => return Err(ParseRelayUrlError::UnknownTlsMode),
            _ => return Err(ParseRelayUrlError::UnknownForm),
        };
        let port = url.port().unwrap_or(if security == TlsMode::Implicit { 465 } else { 587 });
        Ok(Self::Smtp { host, port, tls_mode: security, user, password })
    }
}

impl RelayUrl {
    /// Returns whether nothing leaves this machine at once: it is a folder, or a server here.
    #[must_use]
    pub fn is_on_this_machine(&self) -> bool {
        match self {
            Self::Directory(_) => true,
            Self::Smtp { host, .. } => is_loopback(host),
        }
    }
}

/// Decodes the user or the password of a URL.
pub(super) fn decode_url_part(part: &str) -> Option<String> {
    let pairs = format!("x={}", part.replace('+', "%2B"));
    url::form_urlencoded::parse(pairs.as_bytes()).next().map(|(_, value)| value.into_owned())
}

/// Encodes a user for a URL, as in hints that can be copied into the settings.
#[must_use]
pub fn encode_url_user(user: &str) -> String {
    user.replace('%', "%25").replace('@', "%40").replace(':', "%3A").replace('/', "%2F").replace(' ', "%20")
}

/// Returns whether a host is this machine.
pub(super) fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

impl TryFrom<String> for RelayUrl {
    type Error = ParseRelayUrlError;

    fn try_from(text: String) -> Result<Self, ParseRelayUrlError> {
        text.parse()
    }
}

impl fmt::Display for RelayUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(folder) => write!(f, "outbox:{}", folder.display()),
            Self::Smtp { host, port, tls_mode: security, user, .. } => {
                let scheme = if *security == TlsMode::Implicit { "smtps" } else { "smtp" };
                let user = user.as_ref().map(|user| format!("{user}@")).unwrap_or_default();
                let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
                write!(f, "{scheme}://{user}{host}:{port}")
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    #[test]
    fn relay_urls_are_parsed() {
        use TlsMode::{Implicit, Opportunistic, Required};
        for (text, shown, expected) in [
            ("smtps://ann@mail.example.org", "smtps://ann@mail.example.org:465", Implicit),
            ("smtp://ann@mail.example.org", "smtp://ann@mail.example.org:587", Required),
            ("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525", Opportunistic),
            ("smtp://ann:x@[::1]:25", "smtp://ann@[::1]:25", Opportunistic),
            ("smtp://relay.example.org:25?tls=required", "smtp://relay.example.org:25", Required),
        ] {
            let relay: RelayUrl = text.parse().unwrap();
            assert_eq!(relay.to_string(), shown);
            assert!(matches!(relay, RelayUrl::Smtp { tls_mode, .. } if tls_mode == expected), "{text}");
        }
        assert!(matches!("outbox:out".parse().unwrap(), RelayUrl::Directory(folder) if folder.ends_with("out")));
    }

    #[test]
    fn password_is_decoded_and_hidden() {
        let relay: RelayUrl = "smtps://a%40b:p%3Ass+x@mail.example.org".parse().unwrap();
        assert!(!format!("{relay:?} {relay}").contains("p:ss"));
        let RelayUrl::Smtp { user, password, .. } = relay else { panic!("no SMTP relay") };
        assert_eq!(user.as_deref(), Some("a@b"));
        assert_eq!(password.unwrap().expose_secret(), "p:ss+x");
    }

    #[test]
    fn unsafe_or_unknown_relays_are_refused() {
        assert_eq!(
            "smtp://ann@mail.example.org?tls=opportunistic".parse::<RelayUrl>().unwrap_err(),
            ParseRelayUrlError::CleartextPassword
        );
        assert_eq!(
            "smtp://mail.example.org?tls=none".parse::<RelayUrl>().unwrap_err(),
            ParseRelayUrlError::UnknownTlsMode
        );
        for text in ["", "mail.example.org", "http://example.org", "outbox:"] {
            assert_eq!(text.parse::<RelayUrl>().unwrap_err(), ParseRelayUrlError::UnknownForm, "{text:?}");
        }
    }
}
