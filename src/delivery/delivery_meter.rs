//! What the relays answered and how long they took, for those who watch the program.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use strum::{EnumIter, IntoStaticStr};

use super::reply_classifier::DeliveryOutcome;

/// The upper ends of the latency's buckets, in seconds.
pub const LATENCY_BUCKETS: [f64; 10] = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];

/// The first digit of a reply (RFC 5321 §4.2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter, IntoStaticStr)]
pub enum ReplyClass {
    /// Accepted.
    #[strum(serialize = "2yz")]
    Accepted,
    /// Refused for now.
    #[strum(serialize = "4yz")]
    Transient,
    /// Refused for good.
    #[strum(serialize = "5yz")]
    Permanent,
    /// No reply about the copy: the connection failed.
    #[strum(serialize = "none")]
    None,
}

/// What was counted since the program began.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MeterReadings {
    /// How many attempts got a reply of each class.
    pub replies: BTreeMap<ReplyClass, u64>,
    /// How many attempts took no longer than each of [`LATENCY_BUCKETS`], and longer than the one before.
    pub latency_counts: [u64; LATENCY_BUCKETS.len()],
    /// How many attempts reached a relay.
    pub latency_count: u64,
    /// How long these took together.
    pub latency_sum: Duration,
    /// When a relay was last tried, and whether it answered.
    pub last_attempt: Option<RelaySighting>,
}

/// What the last attempt showed of the relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelaySighting {
    /// When it was.
    pub at: Timestamp,
    /// Whether the relay answered.
    pub is_reachable: bool,
}

/// Counts attempts. Clones count together.
#[derive(Debug, Clone, Default)]
pub struct DeliveryMeter(Arc<Mutex<MeterReadings>>);

impl DeliveryMeter {
    /// Returns what was counted.
    #[must_use]
    pub fn readings(&self) -> MeterReadings {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts an attempt; `took` is the SMTP transaction.
    pub fn record(&self, outcome: &DeliveryOutcome, took: Duration, now: Timestamp) {
        let Some(class) = reply_class(outcome) else { return };
        let mut readings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *readings.replies.entry(class).or_default() += 1;
        let is_reachable = class != ReplyClass::None;
        readings.last_attempt = Some(RelaySighting { at: now, is_reachable });
        if !is_reachable || took.is_zero() {
            return;
        }
        readings.latency_count += 1;
        readings.latency_sum += took;
        let bucket = LATENCY_BUCKETS.iter().position(|end| took.as_secs_f64() <= *end);
        if let Some(count) = bucket.and_then(|bucket| readings.latency_counts.get_mut(bucket)) {
            *count += 1;
        }
    }
}

/// Returns the class of the reply; `None` if the relay was not asked.
fn reply_class(outcome: &DeliveryOutcome) -> Option<ReplyClass> {
    Some(match outcome {
        DeliveryOutcome::Sent(_) => ReplyClass::Accepted,
        DeliveryOutcome::Deferred(_)
        | DeliveryOutcome::RateLimited(_)
        | DeliveryOutcome::SenderRefused { permanent: false, .. }
        | DeliveryOutcome::RelayFailed { code: Some(..500), .. } => ReplyClass::Transient,
        DeliveryOutcome::Bounced { .. }
        | DeliveryOutcome::SenderRefused { .. }
        | DeliveryOutcome::RelayFailed { code: Some(_), .. } => ReplyClass::Permanent,
        DeliveryOutcome::InDoubt(_) | DeliveryOutcome::RelayFailed { code: None, .. } => ReplyClass::None,
        DeliveryOutcome::Stopped => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::RelayFailureKind;

    #[test]
    fn attempts_are_counted_by_class_and_time() {
        let (meter, now) = (DeliveryMeter::default(), Timestamp::UNIX_EPOCH);
        meter.record(&DeliveryOutcome::Sent("250 ok".into()), Duration::from_millis(30), now);
        meter.record(&DeliveryOutcome::Deferred("450 later".into()), Duration::from_mins(2), now);
        meter.record(&DeliveryOutcome::Stopped, Duration::from_secs(1), now);
        let readings = meter.readings();
        assert_eq!(readings.last_attempt, Some(RelaySighting { at: now, is_reachable: true }));
        assert_eq!((readings.latency_count, readings.latency_sum), (2, Duration::from_millis(120_030)));
        assert_eq!(readings.latency_counts, [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(readings.replies, BTreeMap::from([(ReplyClass::Accepted, 1), (ReplyClass::Transient, 1)]));
        meter.record(&DeliveryOutcome::InDoubt("lost".into()), Duration::from_secs(1), now);
        assert_eq!(meter.readings().last_attempt.map(|last| last.is_reachable), Some(false));
    }
    #[test]
    fn relay_that_refuses_is_reachable() {
        let now = Timestamp::UNIX_EPOCH;
        for (code, class) in [
            (Some(421), ReplyClass::Transient),
            (Some(454), ReplyClass::Transient),
            (Some(499), ReplyClass::Transient),
            (Some(535), ReplyClass::Permanent),
            (Some(550), ReplyClass::Permanent),
            (None, ReplyClass::None),
        ] {
            let meter = DeliveryMeter::default();
            let failed =
                DeliveryOutcome::RelayFailed { reason: "no".into(), kind: RelayFailureKind::Unavailable, code };
            meter.record(&failed, Duration::ZERO, now);
            let readings = meter.readings();
            assert_eq!(readings.replies, BTreeMap::from([(class, 1)]), "{code:?}");
            assert_eq!(
                readings.last_attempt,
                Some(RelaySighting { at: now, is_reachable: code.is_some() }),
                "{code:?}"
            );
            assert_eq!(readings.latency_count, 0, "no copy was offered");
        }
    }
}
