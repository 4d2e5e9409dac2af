//! An axis with ticks at round values.

/// The approximate number of steps on an axis.
const TARGET_STEPS: f64 = 4.0;

/// An axis that begins and ends at round values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AxisScale {
    low: f64,
    high: f64,
    step: f64,
}

impl AxisScale {
    /// Creates an axis that includes zero, as columns require.
    #[must_use]
    pub fn from_zero(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = min_max(values).unwrap_or((0.0, 0.0));
        Self::new(low.min(0.0), high.max(0.0))
    }

    /// Creates an axis that fits the values; it includes zero unless all values are far from it.
    #[must_use]
    pub fn fitted(values: impl Iterator<Item = f64>) -> Self {
        let (low, high) = min_max(values).unwrap_or((0.0, 0.0));
        if low > high / 2.0 { Self::new(low, high) } else { Self::new(low.min(0.0), high.max(0.0)) }
    }

    fn new(low: f64, high: f64) -> Self {
        let step = nice_step((high - low) / TARGET_STEPS);
        let (mut low, mut high) = ((low / step).floor() * step, (high / step).ceil() * step);
        if high <= low {
            high = low + step;
            low = if low >= step { low - step } else { low };
        }
        Self { low, high, step }
    }

    /// Returns the ticks, lowest first.
    pub fn ticks(&self) -> impl Iterator<Item = f64> + use<> {
        let Self { low, high, step } = *self;
        let mut count = 0.0;
        std::iter::from_fn(move || {
            // Multiplication rounds once, whereas repeated addition would accumulate errors.
            let tick = low + step * count;
            count += 1.0;
            (tick <= high + step / 2.0 && count < 100.0).then_some(tick)
        })
    }

    /// Returns the position of a value between the ends of the axis, from 0 to 1.
    #[must_use]
    pub fn fraction(&self, value: f64) -> f64 {
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

/// Returns the smallest of 1, 2 and 5 times a power of ten that is not less than `step`; at least 1, because people are
/// counted in whole numbers.
fn nice_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.max(1.0).log10().floor());
    let digit = [1.0, 2.0, 5.0].into_iter().find(|digit| digit * power >= step);
    digit.unwrap_or(10.0) * power
}

fn min_max(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.filter(|value| value.is_finite()).fold(None, |ends, value| {
        let (low, high) = ends.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    })
}

/// Formats a value with thousands separators, and with one decimal if needed.
#[must_use]
pub fn format_tick(value: f64) -> String {
    let text = format!("{:.1}", value.abs());
    let (whole, decimal) = text.split_once('.').unwrap_or((&text, "0"));
    let mut written = if value < 0.0 { "−".to_owned() } else { String::new() };
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    if decimal != "0" {
        written.push('.');
        written.push_str(decimal);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_at_round_values() {
        for (values, ticks) in [
            (&[][..], &[0.0, 1.0][..]),
            (&[0.0], &[0.0, 1.0]),
            (&[3.0], &[0.0, 1.0, 2.0, 3.0]),
            (&[21.7], &[0.0, 10.0, 20.0, 30.0]),
            (&[10.0, -5.0], &[-5.0, 0.0, 5.0, 10.0]),
            (&[-7.0], &[-8.0, -6.0, -4.0, -2.0, 0.0]),
            (&[1_234_567.0], &[0.0, 500_000.0, 1_000_000.0, 1_500_000.0]),
        ] {
            assert_eq!(AxisScale::from_zero(values.iter().copied()).ticks().collect::<Vec<_>>(), ticks, "{values:?}");
        }
        let around = |values: &[f64]| AxisScale::fitted(values.iter().copied()).ticks().collect::<Vec<_>>();
        assert_eq!(around(&[120.0, 131.0, 140.0]), [120.0, 125.0, 130.0, 135.0, 140.0]);
        assert_eq!(around(&[20.0, 140.0]), [0.0, 50.0, 100.0, 150.0]);
        assert_eq!(around(&[140.0, 140.0]), [139.0, 140.0, 141.0]);
        assert_eq!(around(&[f64::NAN, 1.0]), [0.0, 1.0, 2.0]);
    }

    #[test]
    fn ticks_are_formatted_with_separators() {
        for (value, text) in [(0.0, "0"), (21.7, "21.7"), (1_204.0, "1,204"), (-3.0, "−3"), (999.96, "1,000")] {
            assert_eq!(format_tick(value), text);
        }
    }
}
