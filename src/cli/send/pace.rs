//! How fast copies will go, in plain words.

use crate::cli::output::{counted, number, span};
use crate::config::{Rate, Rates, Settings};

/// How many recipient domains are named.
const DOMAINS: usize = 3;

/// Tells how fast so many copies will go by a relay, and how long that takes.
pub(super) fn words(settings: &Settings, copies: u64) -> String {
    let throttle = &settings.throttle;
    let mut words = match throttle.rate.pace() {
        Some(_) => rates(&throttle.rate),
        None => "as fast as the relay takes them".to_owned(),
    };
    if throttle.batch > 0 {
        words = format!("{words}, a pause of {:#} after every {}", throttle.pause, throttle.batch);
    }
    words = format!("{words}, up to {}", counted(settings.relay.connections.into(), "connection", "connections"));
    for (domain, own) in throttle.domains.iter().take(DOMAINS) {
        words = format!("{words}; to {domain} {}", rates(&own.rate));
    }
    if let more @ 1.. = throttle.domains.len().saturating_sub(DOMAINS) {
        words = format!("{words}; to {} as set", counted(more as u64, "more domain", "more domains"));
    }
    let time = throttle.least_time(copies);
    if time.as_secs() > 0 {
        words = format!("{words}: {} at least", span(time));
    }
    words
}

/// Tells a pace with its ceilings: `30 a minute, never more than 500 in any hour`.
fn rates(rates: &Rates) -> String {
    let pace = rates.pace().map(|pace| format!("{} {} {}", number(pace.count().into()), article(pace), pace.unit()));
    let ceilings: Vec<_> =
        rates.ceilings().iter().map(|rate| format!("{} in any {}", number(rate.count().into()), rate.unit())).collect();
    let pace = pace.unwrap_or_default();
    if ceilings.is_empty() { pace } else { format!("{pace}, never more than {}", ceilings.join(" or ")) }
}

fn article(rate: Rate) -> &'static str {
    if rate.unit() == "hour" { "an" } else { "a" }
}
