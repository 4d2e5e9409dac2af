//! Which issues rest, until when and why: kept by a service, and read by whoever shows what it does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::Error;
use super::relay_failure::RelayFailureKind;
use crate::model::IssueId;

/// A rest of an issue.
#[derive(Debug, Clone)]
pub struct IssueRest {
    /// When it is tried again.
    pub until: Timestamp,
    /// Why it rests.
    pub reason: RestReason,
}

/// Why an issue rests.
#[derive(Debug, Clone)]
pub enum RestReason {
    /// Nothing of it is due.
    NextDue,
    /// The relay takes nothing.
    RelayFailed {
        /// The relay's reply, or what went wrong.
        reason: Arc<str>,
        /// What kind of failure it is.
        kind: RelayFailureKind,
    },
    /// It cannot be sent.
    Failed(Arc<Error>),
    /// The run ended unexpectedly.
    Crashed,
}

/// The issues that rest; clones share them.
#[derive(Debug, Clone, Default)]
pub struct IssueRests(Arc<Mutex<BTreeMap<IssueId, TimedRest>>>);

/// A rest with its end on the clock that nobody sets.
#[derive(Debug)]
struct TimedRest {
    ends_at: Instant,
    rest: IssueRest,
}

impl IssueRests {
    /// Returns the rest of an issue, if it rests.
    #[must_use]
    pub fn get(&self, issue: IssueId) -> Option<IssueRest> {
        self.lock().get(&issue).filter(|timed| timed.ends_at > Instant::now()).map(|timed| timed.rest.clone())
    }

    /// Ends the rest of an issue, so that it is tried at once.
    pub fn end(&self, issue: IssueId) {
        self.lock().remove(&issue);
    }

    /// Lets an issue rest for a while.
    pub(super) fn begin(&self, issue: IssueId, time: Duration, reason: RestReason, now: Timestamp) {
        let until = now.saturating_add(SignedDuration::try_from(time).unwrap_or(SignedDuration::MAX));
        let rest = IssueRest { until: until.unwrap_or(Timestamp::MAX), reason };
        self.lock().insert(issue, TimedRest { ends_at: Instant::now() + time, rest });
    }

    /// Returns the issues that rest, and forgets those whose rest is over.
    pub(super) fn resting(&self) -> BTreeSet<IssueId> {
        let mut all = self.lock();
        all.retain(|_, timed| timed.ends_at > Instant::now());
        all.keys().copied().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<IssueId, TimedRest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
