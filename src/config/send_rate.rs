//! A rate: a number of messages per period.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;

/// A sending rate such as `30/minute`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct SendRate {
    count: u32,
    unit: RateUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RateUnit {
    Second,
    Minute,
    Hour,
    Day,
}

const RATE_UNITS: [(RateUnit, &str, u64); 4] = [
    (RateUnit::Second, "second", 1),
    (RateUnit::Minute, "minute", 60),
    (RateUnit::Hour, "hour", 3_600),
    (RateUnit::Day, "day", 86_400),
];

/// A text that is not a valid rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a rate: write a number and a unit, such as `30/minute` or `500/hour`")]
pub struct ParseRateError(String);

impl SendRate {
    /// Returns the maximum number of messages per period.
    #[must_use]
    pub fn count(self) -> u32 {
        self.count
    }

    /// Returns the length of the period.
    #[must_use]
    pub fn period(self) -> Duration {
        Duration::from_secs(self.unit_entry().2)
    }

    /// Returns the name of the period: `second`, `minute`, `hour` or `day`.
    #[must_use]
    pub fn unit_name(self) -> &'static str {
        self.unit_entry().1
    }

    /// Returns the interval between two messages.
    #[must_use]
    pub fn interval(self) -> Duration {
        self.period() / self.count
    }

    fn unit_entry(self) -> (RateUnit, &'static str, u64) {
        RATE_UNITS[self.unit as usize]
    }
}

impl FromStr for SendRate {
    type Err = ParseRateError;

    fn from_str(text: &str) -> Result<Self, ParseRateError> {
        let bad = || ParseRateError(text.to_owned());
        let (count, unit) = text.split_once('/').ok_or_else(bad)?;
        let count = count.trim().parse().ok().filter(|count| *count > 0).ok_or_else(bad)?;
        let (unit, ..) = RATE_UNITS.into_iter().find(|(_, name, _)| *name == unit.trim()).ok_or_else(bad)?;
        Ok(Self { count, unit })
    }
}

impl TryFrom<String> for SendRate {
    type Error = ParseRateError;

    fn try_from(text: String) -> Result<Self, ParseRateError> {
        text.parse()
    }
}

impl fmt::Display for SendRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.count, self.unit_entry().1)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn rates_are_parsed_and_formatted() {
        for (text, millis) in [("30/minute", 2_000), ("500/hour", 7_200), ("20/second", 50), ("1/day", 86_400_000)] {
            let rate: SendRate = text.parse().unwrap();
            assert_eq!(rate.interval(), Duration::from_millis(millis));
            assert_eq!(rate.to_string(), text);
        }
        for text in ["", "30", "0/minute", "-1/hour", "30/fortnight", "many/hour"] {
            assert!(text.parse::<SendRate>().is_err(), "{text:?} was taken");
        }
    }
}
