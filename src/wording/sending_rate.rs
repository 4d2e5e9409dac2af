//! The sending rate, in words.

use super::time_words::format_duration;
use crate::config::{ChosenRelay, RateLimits, SendRate};
use crate::model::{format_count, format_number};

/// How many recipient domains are named.
const MAX_DOMAINS: usize = 3;

/// Describes how fast copies are sent through a relay.
#[must_use]
pub fn rate_words(relay: &ChosenRelay<'_>) -> String {
    let throttle = relay.throttle;
    let mut words = match throttle.rate.pace() {
        Some(_) => format_rates(&throttle.rate),
        None => "as fast as the relay takes them".to_owned(),
    };
    if throttle.batch > 0 {
        words = format!(
            "{words}, a pause of {} after every {}",
            format_duration(throttle.pause.unsigned_abs()),
            throttle.batch
        );
    }
    words = format!("{words}, up to {}", format_count(relay.settings.connections.into(), "connection", "connections"));
    for (domain, own) in throttle.domains.iter().take(MAX_DOMAINS) {
        words = format!("{words}; to {domain} {}", format_rates(&own.rate));
    }
    if let more @ 1.. = throttle.domains.len().saturating_sub(MAX_DOMAINS) {
        words = format!("{words}; to {} as set", format_count(more as u64, "more domain", "more domains"));
    }
    words
}

/// Writes the minimum duration of sending so many copies, if it is a second or more.
#[must_use]
pub fn duration_words(relay: &ChosenRelay<'_>, copies: u64) -> Option<String> {
    let time = relay.throttle.minimum_duration(copies);
    (time.as_secs() > 0).then(|| format!("{} at least", format_duration(time)))
}

/// Writes a rate with its limits: `30 a minute, never more than 500 in any hour`.
fn format_rates(rates: &RateLimits) -> String {
    let pace = rates.pace().map(|pace| {
        format!("{} {} {}", format_number(pace.count().into()), indefinite_article(pace), pace.unit_name())
    });
    let ceilings: Vec<_> = rates
        .period_limits()
        .iter()
        .map(|rate| format!("{} in any {}", format_number(rate.count().into()), rate.unit_name()))
        .collect();
    let pace = pace.unwrap_or_default();
    if ceilings.is_empty() { pace } else { format!("{pace}, never more than {}", ceilings.join(" or ")) }
}

fn indefinite_article(rate: SendRate) -> &'static str {
    if rate.unit_name() == "hour" { "an" } else { "a" }
}
