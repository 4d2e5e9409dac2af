//! Waiting for what comes by itself: so long that a busy machine is no fault, and never for ever.

use std::time::{Duration, Instant};

/// How long something may take to come.
const MAX_WAIT: Duration = Duration::from_mins(1);

/// How long one waits before one looks again.
const PAUSE: Duration = Duration::from_millis(5);

/// Looks again and again until there is something, and returns it; fails with `missing` after a minute.
pub(crate) async fn wait_for<T>(mut look: impl AsyncFnMut() -> Option<T>, missing: impl AsyncFnOnce() -> String) -> T {
    let begun = Instant::now();
    while begun.elapsed() < MAX_WAIT {
        if let Some(found) = look().await {
            return found;
        }
        tokio::time::sleep(PAUSE).await;
    }
    panic!("{}", missing().await)
}
