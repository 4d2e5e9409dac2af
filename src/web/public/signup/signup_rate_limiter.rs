//! Limits how often the form is answered: by network, and for all networks together.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::super::rate_limiter::{Quota, RateLimiter};

/// The number of requests from a network before it must wait, as many as a household or an office may send.
const FREE: u32 = 5;
/// The first wait; each further one is twice as long.
const FIRST: SignedDuration = SignedDuration::from_mins(1);
/// The longest wait; a network without a request for this long is forgotten.
const LONGEST: SignedDuration = SignedDuration::from_hours(24);
/// The period of the ceiling for all networks together.
const HOUR: SignedDuration = SignedDuration::from_hours(1);

const QUOTA: Quota = Quota { cost: wait, burst: SignedDuration::ZERO, memory: LONGEST };

/// Counts the requests that were let in.
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
    /// Makes one that lets `ceiling` requests in within any hour.
    pub(super) fn new(ceiling: u32) -> Self {
        let requests = Requests { networks: RateLimiter::new(QUOTA), last_hour: VecDeque::new(), warned: None };
        Self { ceiling: usize::try_from(ceiling).unwrap_or(usize::MAX), requests: Mutex::new(requests) }
    }

    /// Lets a request in.
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
                "{ceiling} people asked to join within an hour: the form lets no more in for now (`joins_per_hour` in `[web]`)"
            );
        }
        Err(self.last_hour.front().map_or(HOUR, |first| HOUR - now.duration_since(*first)))
    }
}

/// Returns how long a network waits after its `admissions`th request.
fn wait(admissions: u32) -> SignedDuration {
    match admissions.checked_sub(FREE) {
        None => SignedDuration::ZERO,
        Some(more) => FIRST.checked_mul(1 << more.min(16)).map_or(LONGEST, |wait| wait.min(LONGEST)),
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
    fn one_network_waits_longer_each_time() {
        let limiter = SignupRateLimiter::new(1_000);
        let mut now = NOW;
        for _ in 0..FREE {
            limiter.admit(source(1), now).unwrap();
        }
        let mut waits = Vec::new();
        for _ in 0..12 {
            let wait = limiter.admit(source(1), now).unwrap_err();
            assert_eq!(limiter.admit(source(1), now), Err(wait), "asking in vain makes it no longer");
            waits.push(wait.as_mins());
            now += wait;
            if wait < LONGEST {
                limiter.admit(source(1), now).unwrap();
            }
        }
        assert_eq!(waits[..11], [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024]);
        assert_eq!(waits[11], 1_440);
        assert_eq!(limiter.admit(source(2), now), Ok(()), "others do not wait for it");
    }

    #[test]
    fn a_quiet_day_is_forgiven() {
        let limiter = SignupRateLimiter::new(1_000);
        for _ in 0..FREE {
            limiter.admit(source(1), NOW).unwrap();
        }
        assert!(limiter.admit(source(1), NOW).is_err());
        for _ in 0..FREE {
            limiter.admit(source(1), NOW + LONGEST).unwrap();
        }
        assert!(limiter.admit(source(1), NOW + LONGEST).is_err());
    }

    #[test]
    fn all_together_have_a_ceiling_in_any_hour() {
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
