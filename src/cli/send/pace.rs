//! How fast copies will go, in plain words.

use crate::cli::output::{counted, number, span};
use crate::config::{Rate, Rates, Settings};

/// How many recipient domains are named.
const DOMAINS: usize = 3;

/// Tells how fast copies will go by a relay.
pub(super) fn words(settings: &Settings) -> String {
    let throttle = &settings.throttle;
    let mut words = match throttle.rate.pace() {
        Some(_) => rates(&throttle.rate),
        None => "as fast as the relay takes them".to_owned(),
    };
    if throttle.batch > 0 {
        words = format!("{words}, a pause of {} after every {}", span(throttle.pause.unsigned_abs()), throttle.batch);
    }
    words = format!("{words}, up to {}", counted(settings.relay.connections.into(), "connection", "connections"));
    for (domain, own) in throttle.domains.iter().take(DOMAINS) {
        words = format!("{words}; to {domain} {}", rates(&own.rate));
    }
    if let more @ 1.. = throttle.domains.len().saturating_sub(DOMAINS) {
        words = format!("{words}; to {} as set", counted(more as u64, "more domain", "more domains"));
    }
    words
}

/// Tells how long so many copies take at least, if that is worth a word.
pub(super) fn time(settings: &Settings, copies: u64) -> Option<String> {
    let time = settings.throttle.least_time(copies);
    (time.as_secs() > 0).then(|| format!("{} at least", span(time)))
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
