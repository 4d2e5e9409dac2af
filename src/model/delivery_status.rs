//! A delivery: one issue to one subscriber.

use jiff::Timestamp;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

use super::{DomainQueueId, Subscriber};

/// What became of one copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Display, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum DeliveryStatus {
    /// Waits for its turn.
    Queued,
    /// Is being handed to the relay; committed before the talk begins.
    Sending,
    /// The relay took it.
    Sent,
    /// The relay said not now; due again later.
    Deferred,
    /// Refused for good.
    Bounced,
    /// Tried for too long.
    Expired,
    /// Not sent because the subscriber had left in the meantime.
    Skipped,
    /// Not sent because the issue was cancelled.
    Cancelled,
    /// The line broke, or we did, before the relay's answer was kept: it may have arrived.
    InDoubt,
}

impl DeliveryStatus {
    /// Tells whether nothing more will happen to it by itself.
    #[must_use]
    pub fn is_settled(self) -> bool {
        !matches!(self, Self::Queued | Self::Sending | Self::Deferred | Self::InDoubt)
    }
}

/// A copy that was claimed for sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// To whom.
    pub subscriber: Subscriber,
    /// How often it was tried before.
    pub attempts: i64,
    /// When it was claimed.
    pub claimed_at: Timestamp,
    /// When it was tried first: now, unless it was put off before.
    pub first_attempt_at: Timestamp,
    /// The lane it goes by: 0, or that of its recipient's domain.
    pub domain_queue: DomainQueueId,
}
