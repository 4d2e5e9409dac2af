//! The wall clock: the only place that reads the current time.

use jiff::Timestamp;

/// Returns the current time, truncated to microseconds, which both databases store without loss.
#[must_use]
pub fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}
