//! Times on the clocks of a time zone, which skip an hour in spring and show one twice in autumn.

use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// A time that the clocks do not show exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LocalTimeError {
    /// The clocks skip it when they go forward.
    #[error("the clocks skip this time")]
    Skipped {
        /// The same time before the clocks change.
        earlier: DateTime,
        /// The same time after the clocks change.
        later: DateTime,
    },
    /// The clocks show it twice when they go back.
    #[error("the clocks show this time twice")]
    Ambiguous {
        /// A time before both.
        earlier: DateTime,
        /// A time after both.
        later: DateTime,
    },
    /// It is too far from now.
    #[error("this time is too far from now")]
    OutOfRange,
}

/// Returns the moment at which the clocks of a time zone show a time.
///
/// # Errors
/// They skip the time, or show it twice.
pub fn resolve_local_time(time: DateTime, zone: &TimeZone) -> Result<Timestamp, LocalTimeError> {
    let ambiguous = zone.to_ambiguous_timestamp(time);
    if let AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } = ambiguous.offset() {
        let change = SignedDuration::from_secs(i64::from(after.seconds() - before.seconds()).abs());
        let (earlier, later) = (time.saturating_sub(change), time.saturating_add(change));
        return Err(match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => LocalTimeError::Skipped { earlier, later },
            _ => LocalTimeError::Ambiguous { earlier, later },
        });
    }
    ambiguous.compatible().map_err(|_| LocalTimeError::OutOfRange)
}
