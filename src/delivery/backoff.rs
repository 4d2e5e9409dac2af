//! How long a deferred copy waits before it is tried again.

use jiff::SignedDuration;

/// The wait after the first try: greylisting asks for some minutes (RFC 5321 §4.5.4.1 suggests 30).
const FIRST: SignedDuration = SignedDuration::from_mins(15);
/// No wait is longer.
const LONGEST: SignedDuration = SignedDuration::from_hours(4);

/// A copy that is still deferred so long after its issue was frozen has expired: a newsletter is news (RFC 5321
/// §4.5.4.1 has four to five days for mail in general).
pub(super) const GIVE_UP: SignedDuration = SignedDuration::from_hours(48);

/// Returns the wait after the `attempts`-th try, from 1: it doubles up to four hours.
#[must_use]
pub(super) fn after(attempts: i64) -> SignedDuration {
    let doublings = u32::try_from(attempts.clamp(1, 16) - 1).unwrap_or(0);
    FIRST.checked_mul(1 << doublings).map_or(LONGEST, |wait| wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_to_a_limit() {
        let minutes: Vec<i64> = (1..=7).map(|attempt| after(attempt).as_mins()).collect();
        assert_eq!(minutes, [15, 30, 60, 120, 240, 240, 240]);
        assert_eq!(after(i64::MAX), LONGEST);
        assert_eq!(after(0), FIRST);
    }
}
