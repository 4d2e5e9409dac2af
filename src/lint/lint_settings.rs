//! What the rules look at in the settings.

use crate::config::{RelayUrl, Settings};
use crate::message::mailto_link;
use crate::model::{Mailbox, Token};

/// The longest link for unsubscribing that fits on a line of its header, in octets: some programs break longer ones.
const MAX_LINK_OCTETS: usize = 76;

/// The length of a short host, in octets.
const SHORT_HOST_OCTETS: usize = 16;

/// What the rules look at in the settings.
#[derive(Debug, Clone, Default)]
pub struct LintSettings {
    /// The names under which letters are sent and answered.
    pub sender_names: Vec<String>,
    /// The keys that have the values of new settings, if there is a relay that mails them.
    pub sample_keys: Vec<&'static str>,
    /// The length of a link for unsubscribing in octets, if it is too long because of its host.
    pub long_unsubscribe_link: Option<usize>,
}

impl LintSettings {
    /// Gathers what rules look at.
    #[must_use]
    pub fn new(settings: &Settings, reply_to: Option<&Mailbox>) -> Self {
        let boxes = [Some(&settings.sender.from), settings.sender.reply_to.as_ref(), reply_to];
        Self {
            sender_names: boxes.into_iter().flatten().filter_map(|mailbox| mailbox.name.clone()).collect(),
            sample_keys: sample_keys(settings),
            long_unsubscribe_link: long_link(settings),
        }
    }
}

/// Returns the keys that are as `circular init` wrote them; none while nobody is mailed.
fn sample_keys(settings: &Settings) -> Vec<&'static str> {
    let mails = matches!(settings.relay.url, RelayUrl::Smtp { .. });
    let Some(sample) = mails.then(Settings::sample).flatten() else { return Vec::new() };
    let keys = [
        ("name", settings.society.name == sample.society.name),
        ("postal_address", settings.society.postal_address == sample.society.postal_address),
        ("unsubscribe", settings.sender.unsubscribe == sample.sender.unsubscribe),
    ];
    keys.into_iter().filter(|(_, is_sample)| *is_sample).map(|(key, _)| key).collect()
}

/// Returns the length of a link for unsubscribing that would fit with a shorter host.
fn long_link(settings: &Settings) -> Option<usize> {
    let token = "x".repeat(Token::LENGTH);
    let mail = settings.sender.unsubscribe.as_ref();
    let mail = mail.map(|address| (mailto_link(address, &token).len(), address.domain().len()));
    let page = settings.web.public_url.as_ref().and_then(|base| {
        let host = url::Url::parse(base).ok()?.host_str()?.len();
        Some((format!("{base}/u/{token}").len(), host))
    });
    let links = [mail, page].into_iter().flatten();
    let too_long = |(octets, host): &(usize, usize)| {
        *octets > MAX_LINK_OCTETS && octets - host + SHORT_HOST_OCTETS <= MAX_LINK_OCTETS
    };
    links.filter(too_long).map(|(octets, _)| octets).max()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn new_settings_are_samples_once_a_relay_is_set() {
        let mut settings = Settings::sample().unwrap();
        assert_eq!(sample_keys(&settings), [""; 0]);
        settings.relay.url = "smtp://127.0.0.1:9".parse().unwrap();
        assert_eq!(sample_keys(&settings), ["name", "postal_address", "unsubscribe"]);
        settings.society.name = "Norfolk Walking Society".to_owned();
        settings.sender.unsubscribe = None;
        assert_eq!(sample_keys(&settings), ["postal_address"]);
    }
}
