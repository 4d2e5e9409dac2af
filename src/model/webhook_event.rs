//! Something that happened and that the society's own server is told.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};

use super::{EventKind, IssueId, ListId, SubscriberId, WebhookEventId};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
pub enum WebhookEventKind {
    /// Somebody joined a list.
    #[strum(serialize = "subscription.joined")]
    Joined,
    /// Somebody left a list.
    #[strum(serialize = "subscription.left")]
    Left,
    /// The address of somebody on a list must not be mailed any more.
    #[strum(serialize = "subscription.suppressed")]
    Suppressed,
    /// Copies of an issue were sent, refused, given up, or are in doubt.
    #[strum(serialize = "copies.settled")]
    Settled,
    /// A mail said that a copy came back after the relay had accepted it.
    #[strum(serialize = "copy.returned")]
    Returned,
}

impl WebhookEventKind {
    /// Returns the kind for a change of a subscription; `None` if nobody is told about it.
    #[must_use]
    pub fn of_change(change: EventKind) -> Option<Self> {
        match change {
            EventKind::Subscribed | EventKind::Resubscribed => Some(Self::Joined),
            EventKind::Unsubscribed => Some(Self::Left),
            EventKind::Suppressed => Some(Self::Suppressed),
            EventKind::ReducedToNotices
            | EventKind::ReasonGiven
            | EventKind::StillWanted
            | EventKind::Unsuppressed
            | EventKind::AddressChanged
            | EventKind::Erased => None,
        }
    }
}

/// An event that waits until the server has taken it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEvent {
    /// Its id; events of one issue are told in the order of their ids.
    pub id: WebhookEventId,
    /// What happened.
    pub kind: WebhookEventKind,
    /// The issue, or [`IssueId::NONE`].
    pub issue: IssueId,
    /// The list, or [`ListId::NONE`].
    pub list: ListId,
    /// Whom it is about, or [`SubscriberId::NONE`] if it is about several.
    pub subscriber: SubscriberId,
    /// The copies, as JSON of [`SettledCopy`], or the channel of a change.
    pub detail: Option<String>,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// How often the server did not take it.
    pub attempts: i64,
}

/// What became of a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettledCopy {
    /// The recipient.
    pub subscriber_id: SubscriberId,
    /// The state, such as `sent`.
    pub state: String,
}
