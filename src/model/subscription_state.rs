//! A subscription: one subscriber on one list.

use strum::{Display, EnumString, IntoStaticStr};

use super::ListId;

/// The state of a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SubscriptionState {
    /// Receives all issues of the list.
    Confirmed,
    /// Receives only statutory notices.
    NoticesOnly,
    /// Has unsubscribed; only the person can undo it.
    Unsubscribed,
    /// Must not be mailed, because the address is suppressed.
    Suppressed,
}

/// The subscriptions of a list that an issue may be sent to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecipientFilter {
    /// The list.
    pub list: ListId,
    /// Whether subscribers who want only statutory notices are included.
    pub statutory: bool,
}

impl RecipientFilter {
    /// Returns the state that is included besides [`SubscriptionState::Confirmed`], or `Confirmed` if there is none.
    #[must_use]
    pub fn additional_state(self) -> SubscriptionState {
        if self.statutory { SubscriptionState::NoticesOnly } else { SubscriptionState::Confirmed }
    }
}
