//! The event log: changes of subscriptions, stored permanently.

use jiff::Timestamp;
use strum::{Display, EnumString, IntoStaticStr};

use super::{IssueId, ListId, SubscriberId};

/// An event in the history of a subscription; events are only ever added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionEvent {
    /// The time of the event.
    pub at: Timestamp,
    /// The subscriber.
    pub subscriber: SubscriberId,
    /// The list, or [`ListId::NONE`].
    pub list: ListId,
    /// The issue that led to it, if one did.
    pub issue: Option<IssueId>,
    /// The kind of change.
    pub kind: EventKind,
    /// The channel through which the change was requested.
    pub channel: EventChannel,
    /// The reason that the person gave, or the reply of the relay.
    pub note: Option<String>,
    /// The source: the imported file, or the page.
    pub source: Option<String>,
    /// The consent text that the person agreed to.
    pub consent_text: Option<String>,
    /// The `User-Agent` of the browser or mail program.
    pub user_agent: Option<String>,
    /// Whether it came so soon after the message was sent that a link scanner may have caused it.
    pub likely_scanner: bool,
}

impl SubscriptionEvent {
    /// Creates an event without issue, note, source, consent text or user agent.
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
    /// Returned to the list, or from notices only to all issues.
    Resubscribed,
    /// Chose to receive only statutory notices.
    ReducedToNotices,
    /// Gave a reason for leaving.
    ReasonGiven,
    /// Was asked whether the letters are still wanted, and said yes.
    StillWanted,
    /// Was suppressed, because the address must not be mailed.
    Suppressed,
    /// Receives mail again after a suppression.
    Unsuppressed,
    /// Changed the address; the note contains the former one.
    AddressChanged,
    /// Was erased: later events have only the subscriber's id.
    Erased,
}

/// The channels through which changes are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum EventChannel {
    /// A file was imported.
    Import,
    /// An operator used the command line.
    Operator,
    /// The mail program sent a one-click POST request (RFC 8058).
    OneClick,
    /// The person wrote to the unsubscribe address.
    Mail,
    /// The person pressed a button on a public page.
    Page,
    /// The relay rejected the address.
    Relay,
    /// The person used the signup form.
    Form,
    /// The person reported a message as spam (RFC 5965).
    Complaint,
    /// A mail said that a copy came back (RFC 3464).
    Bounce,
}

/// The predefined answers to the question why somebody unsubscribed.
pub const UNSUBSCRIBE_REASONS: [&str; 4] =
    ["The letters come too often", "They are not about what I care for", "I never asked for them", "Something else"];
