//! Who sends, as a receiving mail server sees it.

use crate::config::{RelayUrl, Settings};
use crate::model::Address;

/// The domains, the relay and the keys of a sender.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SenderIdentity {
    /// The domain in `From`.
    pub(super) from_domain: String,
    /// The domain of the envelope sender.
    pub(super) envelope_domain: String,
    /// The domain of `Reply-To`, if it is another one.
    pub(super) reply_domain: Option<String>,
    /// The server that sends, unless copies become files.
    pub(super) relay: Option<RelayServer>,
    /// The selectors with which letters are signed.
    pub(super) selectors: Vec<String>,
}

/// The relay as the settings name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RelayServer {
    pub(super) host: String,
    pub(super) port: u16,
    /// The domain of the account, if its name is an address.
    pub(super) account_domain: Option<String>,
    pub(super) is_on_this_machine: bool,
}

impl SenderIdentity {
    pub(super) fn from_settings(settings: &Settings) -> Self {
        let sender = &settings.sender;
        let from_domain = sender.from.address.domain().to_owned();
        let relay = match &settings.relay.url {
            RelayUrl::Directory(_) => None,
            RelayUrl::Smtp { host, port, user, .. } => Some(RelayServer {
                host: host.to_ascii_lowercase(),
                port: *port,
                account_domain: user
                    .as_deref()
                    .and_then(|user| user.parse::<Address>().ok())
                    .map(|user| user.domain().to_owned()),
                is_on_this_machine: settings.relay.url.is_on_this_machine(),
            }),
        };
        Self {
            envelope_domain: sender.bounces.as_ref().map_or(&*from_domain, |bounces| bounces.domain()).to_owned(),
            reply_domain: sender
                .reply_to
                .as_ref()
                .map(|reply| reply.address.domain().to_owned())
                .filter(|domain| *domain != from_domain),
            relay,
            selectors: settings.dns.dkim_selectors.clone(),
            from_domain,
        }
    }
}

/// Returns whether a name is a domain or lies below it.
pub(super) fn is_within(name: &str, domain: &str) -> bool {
    name == domain || name.strip_suffix(domain).is_some_and(|before| before.ends_with('.'))
}
