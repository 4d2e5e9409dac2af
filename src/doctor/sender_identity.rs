//! Who sends, as a receiving mail server sees it.

use std::path::Path;

use crate::config::{RelayUrl, Settings};
use crate::message::dkim::{DkimRecord, load_dkim_identities};
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
    /// The selectors with which the relay signs.
    pub(super) selectors: Vec<String>,
    /// The table in the settings that names them.
    pub(super) selectors_table: String,
    /// The keys with which we sign.
    pub(super) own_keys: Vec<OwnKey>,
}

/// A key of ours, as it should be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OwnKey {
    /// The signing domain.
    pub(super) domain: String,
    /// The name of the record.
    pub(super) name: String,
    /// The text of the record.
    pub(super) text: String,
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
    /// Takes the identity from the settings; the files that they name are relative to `root`. Keys that cannot be read are
    /// left out, because nothing can be sent with them.
    pub(super) fn from_settings(settings: &Settings, root: &Path) -> Self {
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
        let own_keys = load_dkim_identities(&settings.dkim, &from_domain, root).unwrap_or_default();
        let own_keys = own_keys.into_iter().map(|identity| {
            let DkimRecord { name, text } = identity.record();
            OwnKey { domain: identity.domain, name, text }
        });
        Self {
            own_keys: own_keys.collect(),
            envelope_domain: sender.bounces.as_ref().map_or(&*from_domain, |bounces| bounces.domain()).to_owned(),
            reply_domain: sender
                .reply_to
                .as_ref()
                .map(|reply| reply.address.domain().to_owned())
                .filter(|domain| *domain != from_domain),
            relay,
            selectors: settings.dns.dkim_selectors.clone(),
            selectors_table: if settings.relay.from.is_empty() && settings.relay.dkim_selectors.is_empty() {
                "[dns]".to_owned()
            } else {
                settings.relay.table.to_string()
            },
            from_domain,
        }
    }
}

/// Returns whether a name is a domain or lies below it.
pub(super) fn is_within(name: &str, domain: &str) -> bool {
    name == domain || name.strip_suffix(domain).is_some_and(|before| before.ends_with('.'))
}
