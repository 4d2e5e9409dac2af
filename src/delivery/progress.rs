//! How far a run is.

use std::collections::BTreeMap;

use crate::model::Status;

/// The counts of an issue's copies while it is being sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Progress {
    counts: BTreeMap<Status, i64>,
    /// How many copies this run has settled or put off.
    pub handled: u64,
    /// What the relay's trouble is, while it lasts.
    pub trouble: Option<String>,
}

impl Progress {
    /// Starts from the ledger's counts.
    #[must_use]
    pub fn new(counts: Vec<(Status, i64)>) -> Self {
        Self { counts: counts.into_iter().collect(), ..Self::default() }
    }

    /// Returns how many copies have a status.
    #[must_use]
    pub fn count(&self, status: Status) -> u64 {
        self.counts.get(&status).map_or(0, |count| (*count).try_into().unwrap_or(0))
    }

    /// Returns how many copies the issue has.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.values().sum::<i64>().try_into().unwrap_or(0)
    }

    /// Returns how many copies are settled.
    #[must_use]
    pub fn settled(&self) -> u64 {
        self.counts.keys().filter(|status| status.is_settled()).map(|status| self.count(*status)).sum()
    }

    /// Notes that a copy which waited is now something else.
    pub(super) fn note(&mut self, status: Status) {
        let waiting = if self.count(Status::Queued) > 0 { Status::Queued } else { Status::Deferred };
        *self.counts.entry(waiting).or_default() -= 1;
        *self.counts.entry(status).or_default() += 1;
        self.handled += 1;
    }
}
