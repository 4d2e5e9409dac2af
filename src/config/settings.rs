//! What `circular.toml` can say. A key that is not here is an error.

use std::net::SocketAddr;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use secrecy::SecretString;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

use super::{RelayUrl, RetrySettings, ThrottleSettings, base_url};
use crate::model::{Mailbox, UnsubscribeAddress};

/// All settings of a workspace.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Who sends.
    pub society: Society,
    /// What stands in the headers.
    pub sender: SenderSettings,
    /// Where copies are handed over.
    #[serde(default)]
    pub relay: RelaySettings,
    /// How fast.
    #[serde(default)]
    pub throttle: ThrottleSettings,
    /// When deferred copies are tried again.
    #[serde(default)]
    pub retry: RetrySettings,
    /// The public pages.
    #[serde(default)]
    pub web: WebSettings,
    /// Where lists and the ledger are kept.
    #[serde(default)]
    pub database: DatabaseSettings,
}

impl Settings {
    /// Tells whether anybody can join by the form: a mail can be sent, and has a page to lead to.
    #[must_use]
    pub fn accepts_signups(&self) -> bool {
        !matches!(self.relay.url, RelayUrl::Directory(_)) && self.web.public_url.is_some()
    }
}

/// Who sends; templates read it as `{{society.name}}` and so on.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Society {
    /// The society's name.
    pub name: String,
    /// Where it can be reached by post; shown in the footer.
    #[serde(default)]
    pub postal_address: String,
    /// Its web site.
    #[serde(default, deserialize_with = "deserialize_website")]
    pub website: String,
    /// The language of its letters (RFC 5646).
    #[serde(default = "default_language")]
    pub language: String,
    /// Its time zone, by its IANA name.
    #[serde(default = "default_timezone", deserialize_with = "deserialize_time_zone")]
    pub timezone: String,
}

/// What stands in the headers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SenderSettings {
    /// The `From` header: `Name <address>`.
    #[serde(deserialize_with = "deserialize_mailbox")]
    pub from: Mailbox,
    /// Where answers go, unless a draft says otherwise.
    #[serde(default, deserialize_with = "deserialize_optional_mailbox")]
    pub reply_to: Option<Mailbox>,
    /// An address that takes `unsubscribe` by mail; `{token}` in it makes it work without a word in the mail.
    #[serde(default, deserialize_with = "deserialize_unsubscribe_address")]
    pub unsubscribe: Option<UnsubscribeAddress>,
}

/// Where copies are handed over.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RelaySettings {
    /// `smtps://user@host`, `smtp://…` or `outbox:folder`.
    pub url: RelayUrl,
    /// The relay's password; best set by `CIRCULAR_RELAY_PASSWORD`.
    pub password: Option<SecretString>,
    /// A file whose first line is the password.
    pub password_file: Option<PathBuf>,
    /// A certificate authority in PEM, for a relay with a private one.
    pub ca_file: Option<PathBuf>,
    /// How many connections at most.
    pub connections: u16,
}

/// The public pages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebSettings {
    /// Where `serve` listens.
    pub listen: SocketAddr,
    /// How the world reaches it, such as `https://news.example.org`; no slash at its end.
    #[serde(deserialize_with = "deserialize_public_url")]
    pub public_url: Option<String>,
    /// How many people may ask by the form to join, in an hour.
    pub joins_per_hour: u32,
}

/// Where lists and the ledger are kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseSettings {
    /// `sqlite:file` or `postgres://user@host/name`; it may carry a password.
    pub url: SecretString,
}

impl Default for RelaySettings {
    fn default() -> Self {
        Self {
            url: RelayUrl::Directory("outbox".into()),
            password: None,
            password_file: None,
            ca_file: None,
            connections: 4,
        }
    }
}

impl Default for WebSettings {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8_025)), public_url: None, joins_per_hour: 200 }
    }
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self { url: SecretString::from("sqlite:circular.db") }
    }
}

impl Society {
    /// Returns the society's time zone.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.timezone).unwrap_or(TimeZone::UTC)
    }
}

fn default_language() -> String {
    "en-GB".to_owned()
}

fn default_timezone() -> String {
    "Europe/London".to_owned()
}

fn deserialize_time_zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    TimeZone::get(&name)
        .map_err(|_| D::Error::custom(format!("`{name}` is no time zone: write one such as `Europe/London`")))?;
    Ok(name)
}

fn deserialize_mailbox<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Mailbox, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
}

fn deserialize_optional_mailbox<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Mailbox>, D::Error> {
    deserialize_mailbox(deserializer).map(Some)
}

fn deserialize_unsubscribe_address<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<UnsubscribeAddress>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(D::Error::custom)
}

fn deserialize_website<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    base_url::parse_base_url(&text).map_err(D::Error::custom)?;
    // Readers see it, so it stays as it was written.
    Ok(text.trim().trim_end_matches('/').to_owned())
}

fn deserialize_public_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    base_url::parse_base_url(&String::deserialize(deserializer)?).map(Some).map_err(D::Error::custom)
}
