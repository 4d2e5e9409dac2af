//! A delivery: one issue to one subscriber.

use jiff::Timestamp;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

use super::{DomainQueueId, Subscriber};

/// The status of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Display, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum DeliveryStatus {
    /// Waiting to be sent.
    Queued,
    /// Being handed to the relay; committed before the SMTP transaction begins.
    Sending,
    /// Accepted by the relay.
    Sent,
    /// Deferred by a transient reply; retried later.
    Deferred,
    /// Rejected permanently.
    Bounced,
    /// Given up after too many retries.
    Expired,
    /// Not sent because the subscriber unsubscribed or was suppressed first.
    Skipped,
    /// Not sent because the subscriber answered first, so that the condition of the issue was no longer true for them.
    Withdrawn,
    /// Not sent because the issue was cancelled.
    Cancelled,
    /// The connection or this program failed before the relay's reply was stored: the message may have arrived.
    InDoubt,
}

impl DeliveryStatus {
    /// Returns whether the status is final unless an operator changes it.
    #[must_use]
    pub fn is_settled(self) -> bool {
        !matches!(self, Self::Queued | Self::Sending | Self::Deferred | Self::InDoubt)
    }
}

/// A delivery that was claimed for sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The recipient.
    pub subscriber: Subscriber,
    /// The number of earlier attempts.
    pub attempts: i64,
    /// The time of the claim.
    pub claimed_at: Timestamp,
    /// The time of the first attempt; equal to the time of the claim on the first attempt.
    pub first_attempt_at: Timestamp,
    /// The domain queue of the recipient, or [`DomainQueueId::SHARED`].
    pub domain_queue: DomainQueueId,
}
