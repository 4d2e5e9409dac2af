//! An unavailable relay: how often it failed, and how long it is left alone.

use std::time::Duration;

use tokio::time::Instant;

use super::retry::RetryPolicy;

/// The longest wait before an unavailable relay is tried again.
const MAX_DELAY: Duration = Duration::from_mins(1);

/// A relay that limits connections is left alone at once as long as another one at its sixth failure.
const CONNECTION_LIMIT_DOUBLINGS: u32 = 5;

/// The state of the relay.
pub(super) struct CircuitBreaker {
    retry_policy: RetryPolicy,
    /// Whether the relay ever replied about a copy.
    has_answered: bool,
    /// The number of failures in a row.
    failures: u32,
    /// Whether the one copy that probes a failed relay is in progress.
    probing: bool,
    /// Nothing is sent before then.
    retry_at: Option<Instant>,
}

impl CircuitBreaker {
    pub(super) fn new(retry_policy: RetryPolicy) -> Self {
        Self { retry_policy, has_answered: false, failures: 0, probing: false, retry_at: None }
    }

    /// Returns how many of the `idle` workers out of `all` may send: while the relay fails, one copy probes it.
    pub(super) fn capacity(&mut self, idle: usize, all: usize) -> usize {
        if self.retry_at.is_some_and(|at| at > Instant::now()) {
            return 0;
        }
        self.retry_at = None;
        match self.failures {
            0 => idle,
            _ if idle == all => 1,
            _ => 0,
        }
    }

    /// Returns whether the relay did not fail since it last replied.
    pub(super) fn is_closed(&self) -> bool {
        self.failures == 0
    }

    /// Records that copies were assigned to workers.
    pub(super) fn record_sent(&mut self, copies: usize) {
        // Empty claims come between the probe and its result.
        if copies > 0 {
            self.probing = self.failures > 0;
        }
    }

    /// Records that the relay replied about a copy.
    pub(super) fn record_success(&mut self) {
        self.has_answered = true;
        self.failures = 0;
    }

    /// Counts a failure; returns `true` if there have been too many. Copies in progress when the relay first failed count
    /// once together. After `refused_connection` the next attempt waits longer: relays that limit new connections count
    /// the refused ones too.
    pub(super) fn record_failure(&mut self, refused_connection: bool) -> bool {
        if self.failures == 0 || self.probing {
            self.failures += 1;
            let doublings = if refused_connection { CONNECTION_LIMIT_DOUBLINGS } else { self.failures - 1 };
            let wait = self.retry_policy.first_delay * (1 << doublings.min(10));
            self.retry_at = Some(Instant::now() + wait.min(MAX_DELAY));
        }
        self.failures >= self.retry_policy.max_failures
    }

    /// Returns whether the relay ever replied about a copy.
    pub(super) fn has_answered(&self) -> bool {
        self.has_answered
    }

    /// Returns when the relay may be tried again.
    pub(super) fn retry_at(&self) -> Option<Instant> {
        self.retry_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_that_fails_slowly_is_given_up_all_the_same() {
        let mut trouble = CircuitBreaker::new(RetryPolicy { max_failures: 4, first_delay: Duration::ZERO });
        for (failure, copies) in [(1, 3), (2, 1), (3, 1), (4, 1)] {
            assert_eq!(trouble.capacity(3, 3), copies);
            trouble.record_sent(1);
            assert_eq!(trouble.capacity(2, 3), if failure == 1 { 2 } else { 0 }, "one tries it");
            // Empty claims come before its result.
            trouble.record_sent(0);
            assert_eq!(trouble.record_failure(false), failure == 4, "failure {failure}");
        }
        trouble.record_success();
        assert_eq!(trouble.capacity(3, 3), 3);
        let policy = RetryPolicy { max_failures: 4, first_delay: Duration::from_secs(2) };
        let [mut short, mut long] = [CircuitBreaker::new(policy), CircuitBreaker::new(policy)];
        short.record_failure(false);
        long.record_failure(true);
        assert!(long.retry_at() > short.retry_at().map(|at| at + Duration::from_secs(50)));
    }
}
