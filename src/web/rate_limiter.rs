//! Limits how often each client may do something, in bounded memory.

use std::collections::HashMap;
use std::hash::Hash;

use jiff::{SignedDuration, Timestamp};

/// The number of keys from which idle ones are dropped.
const SWEEP_THRESHOLD: usize = 1_024;
/// The largest number of keys; beyond it the half that was idle longest is dropped.
const MAX_KEYS: usize = 65_536;

/// How much is allowed.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) struct Quota {
    /// The time that an admission takes up, by the number of admissions since the key was last idle, from 1.
    pub(in crate::web) cost: fn(u32) -> SignedDuration,
    /// How much time may be taken up in advance.
    pub(in crate::web) burst: SignedDuration,
    /// A key without an admission for this long is idle: it starts afresh. No shorter than what a wait can last.
    pub(in crate::web) memory: SignedDuration,
}

/// Counts admissions by key. Refusals are not counted, so trying again does not make the wait longer.
///
/// This is the generic cell rate algorithm, with a cost that may grow with the number of admissions.
#[derive(Debug)]
pub(in crate::web) struct RateLimiter<K> {
    quota: Quota,
    usages: HashMap<K, Usage>,
    sweep_at: usize,
}

#[derive(Debug, Clone, Copy)]
struct Usage {
    admissions: u32,
    last: Timestamp,
    taken_until: Timestamp,
}

impl<K: Eq + Hash> RateLimiter<K> {
    pub(in crate::web) fn new(quota: Quota) -> Self {
        Self { quota, usages: HashMap::new(), sweep_at: SWEEP_THRESHOLD }
    }

    /// Counts an admission if the key may be admitted now.
    ///
    /// # Errors
    /// Returns how long the key has to wait.
    pub(in crate::web) fn admit(&mut self, key: K, now: Timestamp) -> Result<(), SignedDuration> {
        self.check(&key, now)?;
        self.record(key, now);
        Ok(())
    }

    /// Checks whether a key may be admitted now.
    ///
    /// # Errors
    /// Returns how long the key has to wait.
    pub(in crate::web) fn check(&self, key: &K, now: Timestamp) -> Result<(), SignedDuration> {
        let Some(usage) = self.usage(key, now) else { return Ok(()) };
        let wait = usage.taken_until.duration_since(now) - self.quota.burst;
        if wait.is_positive() { Err(wait) } else { Ok(()) }
    }

    /// Counts an admission.
    pub(in crate::web) fn record(&mut self, key: K, now: Timestamp) {
        let (before, taken_until) =
            self.usage(&key, now).map_or((0, now), |usage| (usage.admissions, usage.taken_until.max(now)));
        let admissions = before.saturating_add(1);
        let taken_until = taken_until.checked_add((self.quota.cost)(admissions)).unwrap_or(Timestamp::MAX);
        self.make_room(now);
        self.usages.insert(key, Usage { admissions, last: now, taken_until });
    }

    fn usage(&self, key: &K, now: Timestamp) -> Option<Usage> {
        self.usages.get(key).copied().filter(|usage| self.is_active(usage, now))
    }

    /// A usage from the future no longer counts: the clock was set back.
    fn is_active(&self, usage: &Usage, now: Timestamp) -> bool {
        let idle = now.duration_since(usage.last);
        !idle.is_negative() && idle < self.quota.memory
    }

    fn make_room(&mut self, now: Timestamp) {
        if self.usages.len() < self.sweep_at {
            return;
        }
        let mut usages = std::mem::take(&mut self.usages);
        usages.retain(|_, usage| self.is_active(usage, now));
        if usages.len() >= MAX_KEYS {
            let mut times: Vec<Timestamp> = usages.values().map(|usage| usage.last).collect();
            let (_, median, _) = times.select_nth_unstable(MAX_KEYS / 2);
            usages.retain(|_, usage| usage.last > *median);
        }
        self.sweep_at = (usages.len() * 2).clamp(SWEEP_THRESHOLD, MAX_KEYS);
        self.usages = usages;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);
    const THREE_A_MINUTE: Quota = Quota {
        cost: |_| SignedDuration::from_secs(20),
        burst: SignedDuration::from_secs(40),
        memory: SignedDuration::from_mins(1),
    };

    fn admit(limiter: &mut RateLimiter<u32>, key: u32, seconds: i64) -> Result<(), SignedDuration> {
        limiter.admit(key, NOW + SignedDuration::from_secs(seconds))
    }

    #[test]
    fn burst_is_admitted_then_rate_applies() {
        let mut limiter = RateLimiter::new(THREE_A_MINUTE);
        for _ in 0..3 {
            assert_eq!(admit(&mut limiter, 1, 0), Ok(()));
        }
        assert_eq!(admit(&mut limiter, 1, 0), Err(SignedDuration::from_secs(20)));
        assert_eq!(admit(&mut limiter, 2, 0), Ok(()), "another key has its own quota");
        assert_eq!(admit(&mut limiter, 1, 15), Err(SignedDuration::from_secs(5)));
        assert_eq!(admit(&mut limiter, 1, 20), Ok(()));
        assert_eq!(admit(&mut limiter, 1, 20), Err(SignedDuration::from_secs(20)));
        for minute in 1..100 {
            assert_eq!(admit(&mut limiter, 3, minute * 20), Ok(()), "a key within the rate is never refused");
        }
    }

    #[test]
    fn clock_set_back_admits_again() {
        let mut limiter = RateLimiter::new(THREE_A_MINUTE);
        for _ in 0..3 {
            assert_eq!(admit(&mut limiter, 1, 100_000), Ok(()));
        }
        assert_eq!(admit(&mut limiter, 1, 0), Ok(()));
    }

    #[test]
    fn memory_is_bounded() {
        let mut limiter = RateLimiter::new(THREE_A_MINUTE);
        for key in 0..10_000 {
            assert_eq!(admit(&mut limiter, key, i64::from(key)), Ok(()));
        }
        assert!(limiter.usages.len() <= SWEEP_THRESHOLD, "idle keys are dropped: {}", limiter.usages.len());
        let mut limiter = RateLimiter::new(THREE_A_MINUTE);
        let keys = 3 * u32::try_from(MAX_KEYS).unwrap_or(u32::MAX);
        for key in 0..keys {
            assert_eq!(admit(&mut limiter, key, i64::from(key) / 10_000), Ok(()));
            assert!(limiter.usages.len() <= MAX_KEYS);
        }
        for _ in 0..2 {
            assert_eq!(admit(&mut limiter, keys - 1, 20), Ok(()));
        }
        assert!(admit(&mut limiter, keys - 1, 20).is_err(), "recent keys are remembered");
    }
}
