//! The clock of one run, which goes on if somebody sets the wall clock back.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::model::Issue;

/// A clock that goes back by more than this was set back.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(1);

/// The wall clock, and from the moment when somebody sets it back the time that has passed since: what was due stays due.
#[derive(Debug, Clone)]
pub(super) struct RunClock {
    wall: fn() -> Timestamp,
    state: Arc<Mutex<ClockState>>,
}

#[derive(Debug)]
struct ClockState {
    last: Timestamp,
    at: Instant,
    /// What is added to the wall clock.
    offset: SignedDuration,
}

impl RunClock {
    /// Starts the clock for a run of `issue`. An issue that was not scheduled is due from the moment it was frozen.
    pub(super) fn start(wall: fn() -> Timestamp, issue: &Issue) -> Self {
        let frozen = Some(issue.starts_at).filter(|starts_at| *starts_at <= issue.created_at);
        let last = frozen.unwrap_or_else(wall);
        let state = ClockState { last, at: Instant::now(), offset: SignedDuration::ZERO };
        Self { wall, state: Arc::new(Mutex::new(state)) }
    }

    /// Returns the time.
    pub(super) fn now(&self) -> Timestamp {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let wall = (self.wall)();
        let mut now = wall + state.offset;
        if now + TOLERANCE < state.last {
            let passed = i64::try_from(state.at.elapsed().as_micros()).unwrap_or_default();
            now = state.last + SignedDuration::from_micros(passed);
            state.offset = now.duration_since(wall);
        }
        (state.last, state.at) = (now, Instant::now());
        now
    }
}
