//! An event: one change of a subscription, kept for good.

use jiff::Timestamp;
use strum::{Display, EnumString, IntoStaticStr};

use super::{IssueId, ListId, SubscriberId};

/// What happened to a subscription: a row that is only ever added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionEvent {
    /// When it happened.
    pub at: Timestamp,
    /// Whose subscription.
    pub subscriber: SubscriberId,
    /// On which list.
    pub list: ListId,
    /// Because of which issue, if one led to it.
    pub issue: Option<IssueId>,
    /// What happened.
    pub kind: EventKind,
    /// How it came to us.
    pub channel: EventChannel,
    /// The person's own words, or what the relay said.
    pub note: Option<String>,
    /// Where it came from: the file that was imported, the page that was used.
    pub source: Option<String>,
    /// The words to which the person agreed, as they were shown.
    pub consent_text: Option<String>,
    /// The browser or mail program that was used, as it names itself.
    pub user_agent: Option<String>,
    /// Whether it came so soon after the hand-over that a link scanner may have done it.
    pub likely_scanner: bool,
}

impl SubscriptionEvent {
    /// Makes an event that nothing more is known of; the other fields are filled where they are known.
    #[must_use]
    pub fn new(at: Timestamp, subscriber: SubscriberId, list: ListId, kind: EventKind, channel: EventChannel) -> Self {
        let (issue, note, source, consent_text, user_agent, likely_scanner) = (None, None, None, None, None, false);
        Self { at, subscriber, list, issue, kind, channel, note, source, consent_text, user_agent, likely_scanner }
    }
}

/// The kinds of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum EventKind {
    /// Joined the list.
    Subscribed,
    /// Left the list.
    Unsubscribed,
    /// Came back to the list, or from notices only to all issues.
    Resubscribed,
    /// Wants only the notices that the society's rules require.
    ReducedToNotices,
    /// Gave a reason for leaving.
    ReasonGiven,
    /// Was suppressed, because the address must not be mailed.
    Suppressed,
    /// Is mailed again after a suppression.
    Unsuppressed,
    /// Has another address; the note is the former one.
    AddressChanged,
    /// Was erased: from here on only numbers tell of them.
    Erased,
}

/// The ways by which a change reaches us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum EventChannel {
    /// A file was imported.
    Import,
    /// Somebody at the command line did it.
    Operator,
    /// The mail program posted for the person (RFC 8058).
    OneClick,
    /// The person wrote a mail to the society's unsubscribe address.
    Mail,
    /// The person pressed the button on the page.
    Page,
    /// The relay refused the address.
    Relay,
    /// The person used the form by which one joins.
    Form,
    /// The person complained to their provider (RFC 5965).
    Complaint,
}

/// What people can answer with one press when they are asked why they left.
pub const UNSUBSCRIBE_REASONS: [&str; 4] =
    ["The letters come too often", "They are not about what I care for", "I never asked for them", "Something else"];
