//! Limits how often the form may be sent: by network, and for all networks together.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::web::rate_limiter::{Quota, RateLimiter};

/// The number of requests from a network before it must wait, as many as a household or an office may send.
const FREE_REQUESTS: u32 = 5;
/// The first wait; each further one is twice as long.
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(1);
/// The longest wait; a network without a request for this long is forgotten.
const MAX_WAIT: SignedDuration = SignedDuration::from_hours(24);
/// The period of the ceiling for all networks together.
const HOUR: SignedDuration = SignedDuration::from_hours(1);

const QUOTA: Quota = Quota { cost: wait, burst: SignedDuration::ZERO, memory: MAX_WAIT };

/// Counts the requests that were admitted.
#[derive(Debug)]
pub(super) struct SignupRateLimiter {
    ceiling: usize,
    requests: Mutex<Requests>,
}

#[derive(Debug)]
struct Requests {
    networks: RateLimiter<IpAddr>,
    last_hour: VecDeque<Timestamp>,
    warned: Option<Timestamp>,
}

impl SignupRateLimiter {
    /// Creates a limiter that admits `ceiling` requests within any hour.
    pub(super) fn new(ceiling: u32) -> Self {
        let requests = Requests { networks: RateLimiter::new(QUOTA), last_hour: VecDeque::new(), warned: None };
        Self { ceiling: usize::try_from(ceiling).unwrap_or(usize::MAX), requests: Mutex::new(requests) }
    }

    /// Counts a request if it may be admitted now.
    ///
    /// # Errors
    /// Returns how long the network has to wait.
    pub(super) fn admit(&self, network: IpAddr, now: Timestamp) -> Result<(), SignedDuration> {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.networks.check(&network, now)?;
        requests.check_ceiling(self.ceiling, now)?;
        requests.last_hour.push_back(now);
        requests.networks.record(network, now);
        Ok(())
    }
}

impl Requests {
    fn check_ceiling(&mut self, ceiling: usize, now: Timestamp) -> Result<(), SignedDuration> {
        while self.last_hour.front().is_some_and(|first| now.duration_since(*first) >= HOUR) {
            self.last_hour.pop_front();
        }
        if self.last_hour.len() < ceiling {
            return Ok(());
        }
        if self.warned.is_none_or(|at| now.duration_since(at) >= HOUR) {
            self.warned = Some(now);
            tracing::warn!(
                "the form was sent {ceiling} times within an hour: it takes no more requests for now (`joins_per_hour` in `[web]`)"
            );
        }
        Err(self.last_hour.front().map_or(HOUR, |first| HOUR - now.duration_since(*first)))
    }
}

/// Returns how long a network waits after its `admissions`th request.
fn wait(admissions: u32) -> SignedDuration {
    match admissions.checked_sub(FREE_REQUESTS) {
        None => SignedDuration::ZERO,
        Some(more) => FIRST_WAIT.checked_mul(1 << more.min(16)).map_or(MAX_WAIT, |wait| wait.min(MAX_WAIT)),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

    fn source(last: u8) -> IpAddr {
        [192, 0, 2, last].into()
    }

    #[test]
    fn network_waits_longer_each_time() {
        let limiter = SignupRateLimiter::new(1_000);
        let mut now = NOW;
        for _ in 0..FREE_REQUESTS {
            limiter.admit(source(1), now).unwrap();
        }
        let mut waits = Vec::new();
        for _ in 0..12 {
            let wait = limiter.admit(source(1), now).unwrap_err();
            assert_eq!(limiter.admit(source(1), now), Err(wait), "trying again does not make it longer");
            waits.push(wait.as_mins());
            now += wait;
            if wait < MAX_WAIT {
                limiter.admit(source(1), now).unwrap();
            }
        }
        assert_eq!(waits[..11], [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024]);
        assert_eq!(waits[11], 1_440);
        assert_eq!(limiter.admit(source(2), now), Ok(()), "other networks do not wait");
    }

    #[test]
    fn network_idle_for_a_day_starts_afresh() {
        let limiter = SignupRateLimiter::new(1_000);
        for _ in 0..FREE_REQUESTS {
            limiter.admit(source(1), NOW).unwrap();
        }
        assert!(limiter.admit(source(1), NOW).is_err());
        for _ in 0..FREE_REQUESTS {
            limiter.admit(source(1), NOW + MAX_WAIT).unwrap();
        }
        assert!(limiter.admit(source(1), NOW + MAX_WAIT).is_err());
    }

    #[test]
    fn ceiling_applies_to_all_networks_within_any_hour() {
        let limiter = SignupRateLimiter::new(3);
        for second in 0..3 {
            limiter.admit(source(second), NOW + SignedDuration::from_secs(second.into())).unwrap();
        }
        assert_eq!(limiter.admit(source(9), NOW + SignedDuration::from_mins(30)), Err(SignedDuration::from_mins(30)));
        limiter.admit(source(9), NOW + HOUR).unwrap();
        assert_eq!(limiter.admit(source(8), NOW + HOUR), Err(SignedDuration::from_secs(1)));
        assert!(SignupRateLimiter::new(0).admit(source(1), NOW).is_err());
    }
}
