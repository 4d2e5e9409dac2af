//! Settings that limit the sending rate.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use jiff::SignedDuration;
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::SendRate;

/// How fast messages are sent.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ThrottleSettings {
    /// The rates, such as `30/minute`; without any, the relay sets the pace.
    pub rate: RateLimits,
    /// The number of messages between two pauses; 0 disables pauses.
    pub batch: u32,
    /// The length of a pause.
    pub pause: SignedDuration,
    /// The rates of single recipient domains, by domain.
    pub domains: BTreeMap<String, DomainThrottleSettings>,
}

/// How fast messages are sent to one recipient domain.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DomainThrottleSettings {
    /// The rates for this domain.
    pub rate: RateLimits,
}

/// Rates that apply together: the one with the shortest interval spaces messages, the others are limits per period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RateLimits(Vec<SendRate>);

impl Default for ThrottleSettings {
    fn default() -> Self {
        Self { rate: RateLimits::default(), batch: 0, pause: SignedDuration::from_secs(10), domains: BTreeMap::new() }
    }
}

impl ThrottleSettings {
    /// Returns the minimum time from the first to the last of `copies` messages, whatever their domains.
    #[must_use]
    pub fn minimum_duration(&self, copies: u64) -> Duration {
        let gaps = copies.saturating_sub(1);
        let times = |span: Duration, count: u64| span.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX));
        let spaced = self.rate.pace().map_or(Duration::ZERO, |pace| times(pace.interval(), gaps));
        let batches = gaps.checked_div(self.batch.into()).unwrap_or(0);
        let paused = times(self.pause.unsigned_abs(), batches);
        let ceilings = self.rate.period_limits().iter();
        let held = ceilings.map(|ceiling| times(ceiling.period(), gaps / u64::from(ceiling.count()))).max();
        spaced.saturating_add(paused).max(held.unwrap_or_default())
    }
}

impl RateLimits {
    /// Returns the rate that spaces messages: the one with the shortest interval.
    #[must_use]
    pub fn pace(&self) -> Option<SendRate> {
        self.0.first().copied()
    }

    /// Returns the rates that only limit the number of messages per period.
    #[must_use]
    pub fn period_limits(&self) -> &[SendRate] {
        self.0.get(1..).unwrap_or_default()
    }
}

impl FromIterator<SendRate> for RateLimits {
    fn from_iter<I: IntoIterator<Item = SendRate>>(rates: I) -> Self {
        let mut rates: Vec<_> = rates.into_iter().collect();
        // Of two rates with the same period, only the slower one has an effect.
        rates.sort_by_key(|rate| (rate.period(), std::cmp::Reverse(rate.interval())));
        rates.dedup_by_key(|rate| rate.period());
        rates.sort_by_key(|rate| rate.interval());
        Self(rates)
    }
}

impl fmt::Display for RateLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rates: Vec<_> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&rates.join(" and "))
    }
}

impl<'de> Deserialize<'de> for RateLimits {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RateLimitsVisitor)
    }
}

struct RateLimitsVisitor;

impl<'de> Visitor<'de> for RateLimitsVisitor {
    type Value = RateLimits;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a rate such as \"30/minute\", or a list of rates")
    }

    /// A string may contain several rates separated by commas, for use in an environment variable.
    fn visit_str<E: Error>(self, text: &str) -> Result<RateLimits, E> {
        text.split(',').map(|rate| rate.trim().parse().map_err(E::custom)).collect()
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<RateLimits, A::Error> {
        let mut rates = Vec::new();
        while let Some(rate) = list.next_element::<SendRate>()? {
            rates.push(rate);
        }
        Ok(rates.into_iter().collect())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn minimum_duration_follows_all_rates() {
        let throttle: ThrottleSettings =
            toml::from_str("rate = '30/minute, 100/hour'\nbatch = 50\npause = '10s'").unwrap();
        for (copies, seconds) in [(0, 0), (1, 0), (31, 60), (51, 110), (100, 208), (101, 3_600), (350, 10_800)] {
            assert_eq!(throttle.minimum_duration(copies).as_secs(), seconds, "{copies}");
        }
        assert_eq!(ThrottleSettings::default().minimum_duration(u64::MAX), Duration::ZERO);
    }

    #[test]
    fn rate_with_shortest_interval_sets_pace() {
        for text in [
            "rate = '500/hour, 30/minute'",
            "rate = ['30/minute', '500/hour']",
            "rate = '30/minute'\ndomains.'example.org'.rate = '500/hour,30/minute'",
        ] {
            let throttle: ThrottleSettings = toml::from_str(text).unwrap();
            let domain = throttle.domains.get("example.org");
            let rates = domain.map_or(&throttle.rate, |domain| &domain.rate);
            assert_eq!(rates.to_string(), "30/minute and 500/hour", "{text}");
            assert_eq!(rates.pace().map(|rate| rate.to_string()).as_deref(), Some("30/minute"));
            assert_eq!(rates.period_limits().len(), 1);
        }
        let same: ThrottleSettings = toml::from_str("rate = '30/minute, 20/minute, 500/hour'").unwrap();
        assert_eq!(same.rate.to_string(), "20/minute and 500/hour");
        let none: ThrottleSettings = toml::from_str("").unwrap();
        assert!(none.rate.pace().is_none() && none.rate.period_limits().is_empty());
        for text in ["rate = ''", "rate = '30/minute,'", "rate = ['many']", "rate = 3", "domains.x.pace = '1/day'"] {
            assert!(toml::from_str::<ThrottleSettings>(text).is_err(), "{text}");
        }
    }
}
