//! Settings for retries of deferred deliveries and for deliveries in doubt.

use jiff::{SignedDuration, Span};
use serde::{Deserialize, Deserializer};

/// When deferred deliveries are retried, and how deliveries in doubt are resolved.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetrySettings {
    /// The wait after the first attempt.
    #[serde(deserialize_with = "deserialize_wait")]
    pub first: SignedDuration,
    /// The maximum wait between attempts.
    #[serde(deserialize_with = "deserialize_wait")]
    pub longest: SignedDuration,
    /// How long after the start of its issue a deferred delivery expires.
    #[serde(deserialize_with = "deserialize_wait")]
    pub give_up: SignedDuration,
    /// How deliveries in doubt are resolved.
    pub in_doubt: InDoubtPolicy,
}

/// How to resolve a delivery whose message may or may not have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InDoubtPolicy {
    /// Wait for an operator to decide.
    Hold,
    /// Send again: the recipient may get the message twice.
    Resend,
    /// Count it as sent: the recipient may not get the message.
    Sent,
}

impl Default for RetrySettings {
    /// Makes two attempts in the first hour (RFC 5321 §4.5.4.1), the second one after the usual greylisting delay.
    /// Gives up after two days instead of the usual four to five, because newsletters lose their value quickly.
    fn default() -> Self {
        Self {
            first: SignedDuration::from_mins(15),
            longest: SignedDuration::from_hours(4),
            give_up: SignedDuration::from_hours(48),
            in_doubt: InDoubtPolicy::Hold,
        }
    }
}

/// Parses a positive duration such as `15m` or `2d`; a day has 24 hours.
fn deserialize_wait<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SignedDuration, D::Error> {
    let text = String::deserialize(deserializer)?;
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    let wait = text.parse::<Span>().ok().and_then(|span| span.to_duration(days).ok());
    wait.filter(SignedDuration::is_positive).ok_or_else(|| {
        serde::de::Error::custom(format!("`{text}` is not a waiting time: write one such as `15m`, `4h` or `2d`"))
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn durations_are_parsed() {
        let retry: RetrySettings = toml::from_str("first = '5m'\ngive_up = '2d'\nin_doubt = 'resend'").unwrap();
        assert_eq!((retry.first.as_mins(), retry.longest.as_hours(), retry.give_up.as_hours()), (5, 4, 48));
        assert_eq!(retry.in_doubt, InDoubtPolicy::Resend);
        for text in ["first = '0s'", "first = '-1h'", "first = 'soon'", "in_doubt = 'forget'", "last = '1h'"] {
            assert!(toml::from_str::<RetrySettings>(text).is_err(), "{text}");
        }
    }
}
