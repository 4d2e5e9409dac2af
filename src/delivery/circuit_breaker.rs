//! A relay in trouble: how often it failed, and how long it is left alone.

use std::time::Duration;

use tokio::time::Instant;

use super::retry::RetryPolicy;

/// The longest wait for a relay in trouble.
const MAX_DELAY: Duration = Duration::from_mins(1);

/// How a relay does.
pub(super) struct CircuitBreaker {
    retry_policy: RetryPolicy,
    /// How often in a row it failed.
    failures: u32,
    /// Whether the one copy is out that tries a relay which was in trouble.
    probing: bool,
    /// Before then, nothing is handed over.
    retry_at: Option<Instant>,
}

impl CircuitBreaker {
    pub(super) fn new(retry_policy: RetryPolicy) -> Self {
        Self { retry_policy, failures: 0, probing: false, retry_at: None }
    }

    /// Returns how many copies may go now, of `idle` carriers out of `all`: while it is in trouble, one tries it.
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

    /// Notes that copies went out.
    pub(super) fn record_sent(&mut self, copies: usize) {
        // Turns that hand nothing out come between the probe and its end.
        if copies > 0 {
            self.probing = self.failures > 0;
        }
    }

    /// Notes that the relay answered for a copy.
    pub(super) fn record_success(&mut self) {
        self.failures = 0;
    }

    /// Counts a failure; `true` when there have been too many. Copies that were out when the trouble began count once
    /// together.
    pub(super) fn record_failure(&mut self) -> bool {
        if self.failures == 0 || self.probing {
            self.failures += 1;
            let wait = self.retry_policy.first_delay * (1 << (self.failures - 1).min(10));
            self.retry_at = Some(Instant::now() + wait.min(MAX_DELAY));
        }
        self.failures >= self.retry_policy.max_failures
    }

    /// Returns until when the relay is left alone.
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
            // Turns that hand nothing out come before its answer.
            trouble.record_sent(0);
            assert_eq!(trouble.record_failure(), failure == 4, "failure {failure}");
        }
        trouble.record_success();
        assert_eq!(trouble.capacity(3, 3), 3);
    }
}
