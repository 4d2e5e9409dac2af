//! What the server remembers about sending while it runs.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::test_page::TestOutcome;
use crate::clock;
use crate::config::{ThrottleSettings, Workspace};
use crate::database::Database;
use crate::model::{IssueId, StatusCounts};
use crate::sending::{RateMeter, SendingService};

/// What the server remembers about sending while it runs.
pub(in crate::web::admin) struct SendingDesk {
    /// Sends what is due.
    pub(in crate::web::admin) service: SendingService,
    /// Locked while a letter is released, so that a second press waits and then sees that it is on its way.
    pub(super) releasing: tokio::sync::Mutex<()>,
    /// The last test of each draft.
    tests: Mutex<HashMap<String, TestOutcome>>,
    meters: Mutex<HashMap<IssueId, ProgressMeter>>,
}

/// How fast an issue gets on, seen from its counts.
struct ProgressMeter {
    /// How many copies were settled when it was first looked at.
    settled_before: u64,
    meter: RateMeter,
}

impl SendingDesk {
    pub(in crate::web::admin) fn new(workspace: &Workspace, database: Database) -> Self {
        Self {
            service: SendingService::new(workspace, database, clock::now),
            releasing: tokio::sync::Mutex::default(),
            tests: Mutex::default(),
            meters: Mutex::default(),
        }
    }

    /// Remembers how a test of a draft went.
    pub(super) fn remember_test(&self, slug: &str, outcome: TestOutcome) {
        self.tests.lock().unwrap_or_else(PoisonError::into_inner).insert(slug.to_owned(), outcome);
    }

    /// Returns how the last test of a draft went.
    pub(super) fn last_test(&self, slug: &str) -> Option<TestOutcome> {
        self.tests.lock().unwrap_or_else(PoisonError::into_inner).get(slug).cloned()
    }

    /// Records how far an issue is, and estimates how long the `waiting` copies will take.
    pub(super) fn time_left(
        &self,
        issue: IssueId,
        counts: &StatusCounts,
        waiting: u64,
        throttle: &ThrottleSettings,
    ) -> Option<Duration> {
        let (now, settled) = (Instant::now(), counts.settled_count());
        let mut meters = self.meters.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || ProgressMeter { settled_before: settled, meter: RateMeter::new(now) };
        let known = meters.entry(issue).or_insert_with(fresh);
        // Copies that were rejected can be queued again.
        if settled < known.settled_before {
            *known = fresh();
        }
        known.meter.record(settled - known.settled_before, now);
        known.meter.time_left(waiting, throttle)
    }
}
