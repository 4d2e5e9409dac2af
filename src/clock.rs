//! The wall clock: the only place that asks what time it is.

use jiff::Timestamp;

/// Returns the present moment, cut to microseconds: what both databases keep and give back unchanged.
#[must_use]
pub fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is the one place")]
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}
