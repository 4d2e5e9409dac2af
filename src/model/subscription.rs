//! A subscription: one subscriber on one list.

use strum::{Display, EnumString, IntoStaticStr};

/// How a subscriber stands on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum State {
    /// Asked to join and has not yet confirmed it.
    Unconfirmed,
    /// Gets the list's issues.
    Confirmed,
    /// Has left; only the person can undo it.
    Unsubscribed,
    /// Must not be mailed, because the address takes no mail.
    Suppressed,
}
