//! What the rules look at in the settings.

use crate::config::{LookSettings, Settings};
use crate::message::mailto_link;
use crate::model::{Mailbox, Token};

/// What `circular init` writes into new settings.
const SAMPLE_NAME: &str = "Our Society";
const SAMPLE_ADDRESS: &str = "1 Example Street, Exampleton";
const SAMPLE_UNSUBSCRIBE: (&str, &str) = ("leave", "example.org");

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
    /// The look of letters; `None` if it is not known.
    pub look: Option<LookSettings>,
    /// The length of a link for unsubscribing in octets, if it is too long because of its host.
    pub long_unsubscribe_link: Option<usize>,
}

impl LintSettings {
    /// Gathers what rules look at.
    #[must_use]
    pub fn new(settings: &Settings, from: Option<&Mailbox>, reply_to: Option<&Mailbox>) -> Self {
        let boxes = [from.or(Some(&settings.sender.from)), settings.sender.reply_to.as_ref(), reply_to];
        let unsubscribe = settings.sender.unsubscribe.as_ref();
        let samples = [
            ("name", settings.society.name == SAMPLE_NAME),
            ("postal_address", settings.society.postal_address == SAMPLE_ADDRESS),
            (
                "unsubscribe",
                unsubscribe.is_some_and(|address| (address.local_part(), address.domain()) == SAMPLE_UNSUBSCRIBE),
            ),
        ];
        let mails = !settings.all_relays().all(|relay| relay.is_outbox());
        Self {
            sender_names: boxes.into_iter().flatten().filter_map(|mailbox| mailbox.name.clone()).collect(),
            sample_keys: samples.into_iter().filter(|(_, is_sample)| mails && *is_sample).map(|(key, _)| key).collect(),
            look: Some(settings.look.clone()),
            long_unsubscribe_link: long_link(settings),
        }
    }
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
