//! The clock of one run, which goes on if somebody sets the wall clock back.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use crate::model::Issue;

/// A clock that goes back by more than this was set back.
const TOLERANCE: SignedDuration = SignedDuration::from_secs(1);

/// The wall clock; while somebody has set it back, the time that has passed since: what was due stays due.
#[derive(Debug, Clone)]
pub(super) struct RunClock {
    wall: fn() -> Timestamp,
    /// The last time that was told, and when.
    last: Arc<Mutex<(Timestamp, Instant)>>,
}

impl RunClock {
    /// Starts the clock for a run of `issue`. An issue that was not scheduled is due from the moment it was frozen.
    pub(super) fn start(wall: fn() -> Timestamp, issue: &Issue) -> Self {
        let frozen = Some(issue.starts_at).filter(|starts_at| *starts_at <= issue.created_at);
        let last = (frozen.unwrap_or_else(wall), Instant::now());
        Self { wall, last: Arc::new(Mutex::new(last)) }
    }

    /// Returns the time.
    pub(super) fn now(&self) -> Timestamp {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (told, at) = *last;
        let mut now = (self.wall)();
        if now + TOLERANCE < told {
            let passed = i64::try_from(at.elapsed().as_micros()).unwrap_or_default();
            now = told + SignedDuration::from_micros(passed);
        }
        *last = (now, Instant::now());
        now
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    static WALL: AtomicI64 = AtomicI64::new(7_200);

    fn wall() -> Timestamp {
        Timestamp::from_second(WALL.load(Ordering::Relaxed)).unwrap()
    }

    #[test]
    fn clock_goes_on_until_the_wall_clock_has_caught_up() {
        let begun = wall();
        let clock = RunClock { wall, last: Arc::new(Mutex::new((begun, Instant::now()))) };
        WALL.store(3_600, Ordering::Relaxed);
        for _ in 0..2 {
            assert!((begun..begun + SignedDuration::from_mins(1)).contains(&clock.now()), "set back");
        }
        WALL.store(7_260, Ordering::Relaxed);
        assert_eq!(clock.now(), wall(), "set right again");
    }
}
