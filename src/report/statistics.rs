//! Rates and percentages, rounded for display.

/// Returns the rate per 1,000, to one decimal; `None` if `of` is zero.
#[must_use]
pub fn per_thousand(count: u64, of: u64) -> Option<f64> {
    round_to_tenths(i128::from(count) * 1_000, of)
}

/// Returns the growth from `before` to `now` in per cent, to one decimal; `None` if `before` is zero.
#[must_use]
pub fn growth_percent(before: u64, now: u64) -> Option<f64> {
    round_to_tenths((i128::from(now) - i128::from(before)) * 100, before)
}

/// Returns whether `count` is unusual when `expected` is the mean: above what chance explains in 19 of 20 cases, and at
/// least three.
#[must_use]
pub fn is_unusual(count: u64, expected: f64) -> bool {
    #[expect(clippy::cast_precision_loss, reason = "no list has 2^52 members")]
    let count = count as f64;
    count >= 3.0 && count > expected + 2.0 * expected.sqrt()
}

/// Divides and rounds to one decimal, with halves away from zero.
fn round_to_tenths(count: i128, of: u64) -> Option<f64> {
    let of = i128::from(of);
    if of == 0 {
        return None;
    }
    let tenths = (count.abs() * 20 + of) / (2 * of) * count.signum();
    #[expect(clippy::cast_precision_loss, reason = "a share has few digits")]
    Some(tenths as f64 / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_rounded_once() {
        for (count, of, rate) in [
            (0, 0, None),
            (3, 0, None),
            (0, 140, Some(0.0)),
            (3, 138, Some(21.7)),
            (1, 20_000, Some(0.1)),
            (1, 20_001, Some(0.0)),
            (138, 138, Some(1_000.0)),
            (u64::MAX, u64::MAX, Some(1_000.0)),
        ] {
            assert_eq!(per_thousand(count, of), rate, "{count} of {of}");
        }
        for (before, now, change) in
            [(0, 9, None), (120, 142, Some(18.3)), (142, 120, Some(-15.5)), (8, 8, Some(0.0)), (8, 0, Some(-100.0))]
        {
            assert_eq!(growth_percent(before, now), change, "{before} to {now}");
        }
    }

    #[test]
    fn small_counts_are_never_unusual() {
        for (count, expected, unusual) in
            [(2, 0.0, false), (3, 0.0, true), (3, 1.0, false), (4, 1.0, true), (14, 8.0, true), (13, 8.0, false)]
        {
            assert_eq!(is_unusual(count, expected), unusual, "{count} where {expected} are usual");
        }
    }
}
