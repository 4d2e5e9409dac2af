//! A subscription: one subscriber on one list.

use strum::{Display, EnumString, IntoStaticStr};

use super::ListId;

/// How a subscriber stands on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum SubscriptionState {
    /// Gets the list's issues.
    Confirmed,
    /// Wants no newsletters, only the notices that the society's rules ask for.
    NoticesOnly,
    /// Has left; only the person can undo it.
    Unsubscribed,
    /// Must not be mailed, because the address takes no mail.
    Suppressed,
}

/// Whom of a list an issue may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecipientFilter {
    /// The list.
    pub list: ListId,
    /// Whether also those who want only the notices that the society's rules ask for.
    pub statutory: bool,
}

impl RecipientFilter {
    /// Returns the state that gets the issue besides [`SubscriptionState::Confirmed`]; the same one when there is no other.
    #[must_use]
    pub fn additional_state(self) -> SubscriptionState {
        if self.statutory { SubscriptionState::NoticesOnly } else { SubscriptionState::Confirmed }
    }
}
