//! How long a deferred copy waits before it is tried again.

use jiff::SignedDuration;

use crate::config::RetrySettings;
use crate::model::{IssueId, SubscriberId};

/// Waits are spread over so large a part of their length, so that what failed together does not come back together.
const JITTER_DIVISOR: i32 = 5;

/// Returns the wait after the `attempts`-th try, from 1: it doubles up to the longest, and is then up to a fifth longer,
/// by a share that depends on the copy alone.
#[must_use]
pub(super) fn retry_delay(
    retry: &RetrySettings,
    attempts: i64,
    issue: IssueId,
    subscriber: SubscriberId,
) -> SignedDuration {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    let wait = retry.first.checked_mul(1 << doublings).map_or(retry.longest, |wait| wait.min(retry.longest));
    let spread = wait / JITTER_DIVISOR;
    wait + (spread / 256).checked_mul(jitter(issue, subscriber, attempts)).unwrap_or(SignedDuration::ZERO)
}

/// Returns a number below 256 by which copies and attempts differ (Fibonacci hashing).
fn jitter(issue: IssueId, subscriber: SubscriberId, attempts: i64) -> i32 {
    let mixed = subscriber.get().wrapping_mul(31).wrapping_add(issue.get()).wrapping_mul(31).wrapping_add(attempts);
    let hashed = mixed.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15);
    i32::from(hashed.to_be_bytes()[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_a_limit_and_are_spread() {
        let retry = RetrySettings::default();
        for (attempts, minutes) in [(1, 15), (2, 30), (3, 60), (4, 120), (5, 240), (6, 240), (7, 240), (i64::MAX, 240)]
        {
            let least = SignedDuration::from_mins(minutes);
            let waits: Vec<_> = (1..=200)
                .map(|subscriber| retry_delay(&retry, attempts, IssueId::new(7), SubscriberId::new(subscriber)))
                .collect();
            assert!(waits.iter().all(|wait| (least..=least + least / 5).contains(wait)), "{attempts}: {waits:?}");
            let distinct: std::collections::BTreeSet<_> = waits.iter().collect();
            assert!(distinct.len() > 50, "{attempts}: they come back together");
        }
        assert_eq!(retry_delay(&retry, 0, IssueId::new(1), SubscriberId::new(1)).as_mins() / 15, 1);
        let again = || retry_delay(&retry, 3, IssueId::new(1), SubscriberId::new(1));
        assert_eq!(again(), again());
    }
}
