//! When deferred copies are tried again, and what becomes of those in doubt.

use jiff::{SignedDuration, Span};
use serde::{Deserialize, Deserializer};

/// When deferred copies are tried again, and what becomes of those in doubt.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RetrySettings {
    /// The wait after the first try.
    #[serde(deserialize_with = "deserialize_wait")]
    pub first: SignedDuration,
    /// No wait is longer.
    #[serde(deserialize_with = "deserialize_wait")]
    pub longest: SignedDuration,
    /// A copy still deferred so long after its issue began is given up.
    #[serde(deserialize_with = "deserialize_wait")]
    pub give_up: SignedDuration,
    /// What becomes of a copy that may or may not have arrived.
    pub in_doubt: InDoubtPolicy,
}

/// What becomes of a copy that may or may not have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum InDoubtPolicy {
    /// It waits for somebody to decide.
    Hold,
    /// It goes again: somebody may get the letter twice.
    Resend,
    /// It counts as sent: somebody may not have got the letter.
    Sent,
}

impl Default for RetrySettings {
    /// Two tries in the first hour (RFC 5321 §4.5.4.1), the second after what greylisting asks for; and two days in
    /// place of the four to five of mail in general, because a newsletter is news.
    fn default() -> Self {
        Self {
            first: SignedDuration::from_mins(15),
            longest: SignedDuration::from_hours(4),
            give_up: SignedDuration::from_hours(48),
            in_doubt: InDoubtPolicy::Hold,
        }
    }
}

/// Reads a time such as `15m` or `2d`, longer than nothing; a day has 24 hours.
fn deserialize_wait<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SignedDuration, D::Error> {
    let text = String::deserialize(deserializer)?;
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    let wait = text.parse::<Span>().ok().and_then(|span| span.to_duration(days).ok());
    wait.filter(SignedDuration::is_positive).ok_or_else(|| {
        serde::de::Error::custom(format!("`{text}` is no time to wait: write one such as `15m`, `4h` or `2d`"))
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn waits_are_read() {
        let retry: RetrySettings = toml::from_str("first = '5m'\ngive_up = '2d'\nin_doubt = 'resend'").unwrap();
        assert_eq!((retry.first.as_mins(), retry.longest.as_hours(), retry.give_up.as_hours()), (5, 4, 48));
        assert_eq!(retry.in_doubt, InDoubtPolicy::Resend);
        for text in ["first = '0s'", "first = '-1h'", "first = 'soon'", "in_doubt = 'forget'", "last = '1h'"] {
            assert!(toml::from_str::<RetrySettings>(text).is_err(), "{text}");
        }
    }
}
