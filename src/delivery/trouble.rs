//! A relay in trouble: how often it failed, and how long it is left alone.

use std::time::Duration;

use tokio::time::Instant;

use super::run::Patience;

/// The longest wait for a relay in trouble.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// How a relay does.
pub(super) struct Trouble {
    patience: Patience,
    /// How often in a row it failed.
    failures: u32,
    /// Whether the one copy is out that tries a relay which was in trouble.
    probing: bool,
    /// Before then, nothing is handed over.
    not_before: Option<Instant>,
}

impl Trouble {
    pub(super) fn new(patience: Patience) -> Self {
        Self { patience, failures: 0, probing: false, not_before: None }
    }

    /// Returns how many copies may go now, of `idle` carriers out of `all`: while it is in trouble, one tries it.
    pub(super) fn room(&mut self, idle: usize, all: usize) -> usize {
        if self.not_before.is_some_and(|at| at > Instant::now()) {
            return 0;
        }
        self.not_before = None;
        match self.failures {
            0 => idle,
            _ if idle == all => 1,
            _ => 0,
        }
    }

    /// Notes that copies went out.
    pub(super) fn went(&mut self, copies: usize) {
        // Turns that hand nothing out come between the probe and its end.
        if copies > 0 {
            self.probing = self.failures > 0;
        }
    }

    /// Notes that the relay answered for a copy.
    pub(super) fn answered(&mut self) {
        self.failures = 0;
    }

    /// Counts a failure; `true` when there have been too many. Copies that were out when the trouble began count once
    /// together.
    pub(super) fn failed(&mut self) -> bool {
        if self.failures == 0 || self.probing {
            self.failures += 1;
            let wait = self.patience.first * (1 << (self.failures - 1).min(10));
            self.not_before = Some(Instant::now() + wait.min(LONGEST_WAIT));
        }
        self.failures >= self.patience.tries
    }

    /// Returns until when the relay is left alone.
    pub(super) fn not_before(&self) -> Option<Instant> {
        self.not_before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_relay_that_fails_slowly_is_given_up_all_the_same() {
        let mut trouble = Trouble::new(Patience { tries: 4, first: Duration::ZERO });
        for (failure, copies) in [(1, 3), (2, 1), (3, 1), (4, 1)] {
            assert_eq!(trouble.room(3, 3), copies);
            trouble.went(1);
            assert_eq!(trouble.room(2, 3), if failure == 1 { 2 } else { 0 }, "one tries it");
            // Turns that hand nothing out come before its answer.
            trouble.went(0);
            assert_eq!(trouble.failed(), failure == 4, "failure {failure}");
        }
        trouble.answered();
        assert_eq!(trouble.room(3, 3), 3);
    }
}
