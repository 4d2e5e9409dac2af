//! The settings in `circular.toml`. An unknown key is an error.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use jiff::tz::TimeZone;
use secrecy::SecretString;
use serde::de::Error as _;
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::dns_settings::deserialize_selectors;
use super::{
    CommandLine, DkimSettings, DnsSettings, EhloName, LookSettings, MailboxSettings, MonitoringSettings, RelayUrl,
    RetrySettings, ThrottleSettings, TokenSource, WebhookSettings, base_url,
};
use crate::model::{Address, Language, ListName, Mailbox, RelayName, RelayTable, UnsubscribeAddress};

/// All settings of a workspace.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The society that sends the newsletters.
    pub society: Society,
    /// The sender headers.
    pub sender: SenderSettings,
    /// The look of letters and pages.
    #[serde(default)]
    pub look: LookSettings,
    /// The relay that messages are sent through.
    #[serde(default)]
    pub relay: RelaySettings,
    /// Relays for some lists or senders, by name.
    #[serde(default)]
    pub relays: BTreeMap<RelayName, RelaySettings>,
    /// The keys that sign messages.
    #[serde(default)]
    pub dkim: DkimSettings,
    /// The mailbox that receives unsubscribe mails and bounces.
    #[serde(default)]
    pub mailbox: MailboxSettings,
    /// The sending rates.
    #[serde(default)]
    pub throttle: ThrottleSettings,
    /// The retries of deferred deliveries.
    #[serde(default)]
    pub retry: RetrySettings,
    /// The public pages.
    #[serde(default)]
    pub web: WebSettings,
    /// The database.
    #[serde(default)]
    pub database: DatabaseSettings,
    /// Where health and metrics are shown.
    #[serde(default)]
    pub monitoring: MonitoringSettings,
    /// Which server is told what happens.
    #[serde(default)]
    pub webhooks: WebhookSettings,
    /// How the DNS is asked.
    #[serde(default)]
    pub dns: DnsSettings,
}

impl Settings {
    /// Returns whether people can join a list through the form: its relay can send the confirmation mails, and a public URL
    /// is set.
    #[must_use]
    pub fn accepts_signups(&self, list: &ListName) -> bool {
        !self.usual_relay_for(list).is_outbox() && self.web.public_url.is_some()
    }
}

/// The society that sends; templates refer to it as `{{society.name}}` and so on.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Society {
    /// The name of the society.
    pub name: String,
    /// The postal address, shown in the footer.
    #[serde(default)]
    pub postal_address: String,
    /// Where to write or look with a question or complaint about personal data: an address or a URL.
    #[serde(default, deserialize_with = "deserialize_privacy_contact")]
    pub privacy_contact: String,
    /// The number of a registered charity, shown in the footer of letters and public pages.
    #[serde(default)]
    pub charity_number: String,
    /// The URL of the society's website.
    #[serde(default, deserialize_with = "deserialize_website")]
    pub website: String,
    /// The language of letters and pages (RFC 5646), unless a list or a draft has another one.
    #[serde(default)]
    pub language: Language,
    /// Further languages in which public pages are offered.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// The IANA name of the society's time zone.
    #[serde(default = "default_timezone", deserialize_with = "deserialize_time_zone")]
    pub timezone: String,
}

impl Serialize for Society {
    /// Adds `direction`, in which the society's language is written, the name of its website, and `privacy_link`, which
    /// leads to the contact.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Society", 10)?;
        fields.serialize_field("name", &self.name)?;
        fields.serialize_field("postal_address", &self.postal_address)?;
        fields.serialize_field("charity_number", self.charity_number.trim())?;
        fields.serialize_field("website", &self.website)?;
        fields.serialize_field("website_name", self.website_name())?;
        fields.serialize_field("privacy_contact", &self.privacy_contact)?;
        fields.serialize_field("privacy_link", &self.privacy_link())?;
        fields.serialize_field("language", &self.language)?;
        fields.serialize_field("direction", self.language.direction())?;
        fields.serialize_field("timezone", &self.timezone)?;
        fields.end()
    }
}

/// Settings of the message headers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SenderSettings {
    /// The `From` header: `Name <address>`.
    #[serde(deserialize_with = "deserialize_mailbox")]
    pub from: Mailbox,
    /// The `Reply-To` header, unless the draft sets one.
    #[serde(default, deserialize_with = "deserialize_optional_mailbox")]
    pub reply_to: Option<Mailbox>,
    /// The address for unsubscribe requests by mail; with `{token}` in it, any mail to the address unsubscribes.
    #[serde(default, deserialize_with = "deserialize_unsubscribe_address")]
    pub unsubscribe: Option<UnsubscribeAddress>,
    /// The address for answers by mail, with `{token}` in it: the token says who answers, and what.
    #[serde(default, deserialize_with = "deserialize_answer_address")]
    pub answers: Option<UnsubscribeAddress>,
    /// The envelope sender, to which bounces go; with `{token}` in it, each copy has its own. Without it, the address in
    /// `From` is used.
    #[serde(default, deserialize_with = "deserialize_unsubscribe_address")]
    pub bounces: Option<UnsubscribeAddress>,
}

impl SenderSettings {
    /// Returns the addresses whose mails the program reads.
    pub fn read_addresses(&self) -> impl Iterator<Item = &UnsubscribeAddress> {
        [&self.unsubscribe, &self.bounces, &self.answers].into_iter().flatten()
    }
}

/// The folder of letters while no relay is set, in the workspace.
pub(super) const DEFAULT_OUTBOX: &str = "outbox";

/// Settings of the relay.
///
/// The relay in `[relay]` is the usual one, and those in `[relays.NAME]` are for some lists or senders.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RelaySettings {
    /// The table in which these settings are.
    #[serde(skip)]
    pub table: RelayTable,
    /// `smtps://user@host`, `smtp://…` or `outbox:folder`.
    pub url: RelayUrl,
    /// The password of the relay, preferably set by `CIRCULAR_RELAY_PASSWORD`.
    pub password: Option<SecretString>,
    /// The path of a file whose first line is the password.
    pub password_file: Option<PathBuf>,
    /// The path of a file that holds an access token, for relays that take no passwords (XOAUTH2).
    pub token_file: Option<PathBuf>,
    /// The command that prints an access token.
    pub token_command: Option<CommandLine>,
    /// The path of a CA certificate in PEM format, for a relay with a private CA.
    pub ca_file: Option<PathBuf>,
    /// The maximum number of connections.
    pub connections: u16,
    /// The maximum number of messages on one connection; 0 for no maximum.
    pub messages_per_connection: u32,
    /// The name sent with EHLO; by default the domain of the sender.
    pub ehlo_name: Option<EhloName>,
    /// The lists whose letters go through this relay, if it is not the usual one.
    pub lists: Vec<ListName>,
    /// The domains of the senders whose letters go through this relay, if it is not the usual one.
    pub from: Vec<String>,
    /// The selectors of the DKIM keys with which it signs, if it is not the usual one.
    #[serde(deserialize_with = "deserialize_selectors")]
    pub dkim_selectors: Vec<String>,
    /// Its own pace, if it is not the usual one.
    pub throttle: Option<ThrottleSettings>,
    /// Its own keys that sign messages, if they are not the usual ones.
    pub dkim: Option<DkimSettings>,
}

/// Settings of the public pages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WebSettings {
    /// The address that `serve` listens on.
    pub listen: SocketAddr,
    /// The public base URL, such as `https://news.example.org`, without a trailing slash.
    #[serde(deserialize_with = "deserialize_public_url")]
    pub public_url: Option<String>,
    /// The maximum number of signup requests per hour.
    pub joins_per_hour: u32,
}

/// Settings of the database.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DatabaseSettings {
    /// The database URL, `sqlite:file` or `postgres://user@host/name`; it may contain a password.
    pub url: SecretString,
}

impl Default for RelaySettings {
    fn default() -> Self {
        Self {
            table: RelayTable::default(),
            url: RelayUrl::Directory(DEFAULT_OUTBOX.into()),
            password: None,
            password_file: None,
            token_file: None,
            token_command: None,
            ca_file: None,
            connections: 4,
            messages_per_connection: 0,
            ehlo_name: None,
            lists: Vec::new(),
            from: Vec::new(),
            dkim_selectors: Vec::new(),
            throttle: None,
            dkim: None,
        }
    }
}

impl RelaySettings {
    /// Returns where the access token comes from, if the relay takes one.
    #[must_use]
    pub fn token_source(&self) -> Option<TokenSource> {
        TokenSource::new(self.token_file.as_ref(), self.token_command.as_ref())
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
    /// Returns the link of the privacy contact; empty if there is none.
    #[must_use]
    pub fn privacy_link(&self) -> String {
        match &self.privacy_contact {
            address if address.contains('@') && !address.contains('/') => format!("mailto:{address}"),
            url => url.clone(),
        }
    }

    /// Returns the website as people name it, such as `www.example.org`.
    #[must_use]
    pub fn website_name(&self) -> &str {
        self.website.split_once("://").map_or(self.website.as_str(), |(_, name)| name)
    }

    /// Returns the languages in which public pages are offered, the society's own first.
    pub fn offered_languages(&self) -> impl Iterator<Item = &Language> {
        [&self.language].into_iter().chain(self.languages.iter().filter(|language| **language != self.language))
    }

    /// Returns the society's time zone.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.timezone).unwrap_or(TimeZone::UTC)
    }
}

fn default_timezone() -> String {
    "Europe/London".to_owned()
}

fn deserialize_time_zone<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    TimeZone::get(&name)
        .map_err(|_| D::Error::custom(format!("`{name}` is not a time zone: write one such as `Europe/London`")))?;
    Ok(name)
}

fn deserialize_mailbox<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Mailbox, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.contains("{{") {
        return Err(D::Error::custom("a field cannot stand here: the address is the same for all readers"));
    }
    text.parse().map_err(D::Error::custom)
}

fn deserialize_optional_mailbox<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Mailbox>, D::Error> {
    deserialize_mailbox(deserializer).map(Some)
}

fn deserialize_unsubscribe_address<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<UnsubscribeAddress>, D::Error> {
    String::deserialize(deserializer)?.parse().map(Some).map_err(D::Error::custom)
}

fn deserialize_answer_address<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<UnsubscribeAddress>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let address: UnsubscribeAddress = text.parse().map_err(D::Error::custom)?;
    if address.token_affixes().is_none() {
        let (local, domain) = (address.local_part(), address.domain());
        let words =
            format!("`{text}` cannot say who answers: write it with `{{token}}`, as `{local}+{{token}}@{domain}`");
        return Err(D::Error::custom(words));
    }
    Ok(Some(address))
}

fn deserialize_website<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    let url = base_url::parse_base_url(&text).map_err(D::Error::custom)?;
    let text = text.trim().trim_end_matches('/');
    // Subscribers see it, so it keeps the form in which it was written, if mail programs can follow that.
    let is_plain = !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"<>\\^`{|}".contains(c));
    Ok(if is_plain { text.to_owned() } else { url })
}

fn deserialize_privacy_contact<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    let text = text.trim();
    let is_page = text.starts_with("https://") || text.starts_with("http://");
    match text.parse::<Address>() {
        _ if text.is_empty() => Ok(String::new()),
        _ if is_page => base_url::parse_base_url(text).map_err(D::Error::custom),
        Ok(address) if address.as_str().is_ascii() => Ok(address.to_string()),
        _ => Err(D::Error::custom(format!(
            "`{text}` is no privacy contact: write an address such as `privacy@example.org`, or the URL of a page"
        ))),
    }
}

fn deserialize_public_url<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    base_url::parse_base_url(&String::deserialize(deserializer)?).map(Some).map_err(D::Error::custom)
}
