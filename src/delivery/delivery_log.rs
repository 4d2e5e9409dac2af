//! One log line for each attempt, in the format of Postfix, so that its tools can read it. A recipient is a number
//! there, never an address.

use std::time::Duration;

use jiff::Timestamp;

use super::reply_classifier::DeliveryOutcome;
use super::run_context::RunContext;
use super::worker::{CompletedDelivery, DeliveryTimings};
use crate::model::IssueId;

/// Logs what became of a copy.
pub(super) fn log_delivery(run: &RunContext<'_>, carried: &CompletedDelivery) {
    tracing::info!("{}", log_line(run.issue.id, run.issue.starts_at, &run.transport.to_string(), carried));
}

/// Writes the line: `ISSUE.SUBSCRIBER: to=<SUBSCRIBER>, relay=…, delay=…, delays=a/b/c/d, dsn=…, status=… (reply)`.
///
/// The delays are seconds before the claim, between claim and talk, for the connection, and for the copy itself.
fn log_line(issue: IssueId, starts_at: Timestamp, relay: &str, carried: &CompletedDelivery) -> String {
    let delivery = &carried.delivery;
    let subscriber = delivery.subscriber.id;
    let DeliveryTimings { queue: before, connect: open, send } = carried.timings;
    let waited = Duration::try_from(delivery.claimed_at.duration_since(starts_at)).unwrap_or_default();
    let delays: Vec<_> = [waited, before, open, send].iter().map(|span| format_seconds(*span)).collect();
    let delay = format_seconds(waited + before + open + send);
    let (status, class, words) = match &carried.outcome {
        DeliveryOutcome::Stopped => ("deferred", 4, "stopped before it was handed over"),
        DeliveryOutcome::Sent(words) => ("sent", 2, &**words),
        DeliveryOutcome::Deferred(words)
        | DeliveryOutcome::RateLimited(words)
        | DeliveryOutcome::RelayFailed { reason: words, .. } => ("deferred", 4, &**words),
        DeliveryOutcome::InDoubt(words) => ("in-doubt", 4, &**words),
        DeliveryOutcome::Bounced { reply: words, .. } => ("bounced", 5, &**words),
    };
    format!(
        "{issue}.{subscriber}: to=<{subscriber}>, relay={relay}, delay={delay}, delays={}, dsn={}, status={status} ({})",
        delays.join("/"),
        dsn_code(words, class),
        redact_addresses(words)
    )
}

/// Formats seconds as Postfix does, with two significant digits.
fn format_seconds(span: Duration) -> String {
    let seconds = span.as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.2}") } else { format!("{seconds:.0}") }
}

/// Returns the first enhanced status code of a class in a text, or the general code of the class.
fn dsn_code(words: &str, class: u16) -> String {
    let is_code = |word: &&str| {
        let mut numbers = word.split('.').map(str::parse::<u16>);
        numbers.next() == Some(Ok(class)) && numbers.clone().count() == 2 && numbers.all(|number| number.is_ok())
    };
    let found = words.split(|c: char| !c.is_ascii_digit() && c != '.').find(is_code);
    found.map_or_else(|| format!("{class}.0.0"), str::to_owned)
}

/// Replaces whatever looks like an address in a reply.
#[must_use]
pub fn redact_addresses(reply: &str) -> String {
    let pieces = reply.split(' ').map(|word| if word.contains('@') { "<...>" } else { word });
    pieces.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::model::{Delivery, Subscriber, SubscriberFields};
    use crate::model::{DomainQueueId, SubscriberId};

    #[test]
    fn a_line_has_postfixs_grammar_and_no_address() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let subscriber = Subscriber {
            id: SubscriberId::new(17),
            address: "ann@example.org".parse().unwrap(),
            fields: SubscriberFields::new(),
        };
        let delivery = Delivery {
            subscriber,
            attempts: 0,
            claimed_at: at(1_012),
            first_attempt_at: at(1_012),
            domain_queue: DomainQueueId::SHARED,
        };
        let spent = DeliveryTimings {
            queue: Duration::from_millis(4),
            connect: Duration::ZERO,
            send: Duration::from_millis(1_240),
        };
        let verdict =
            DeliveryOutcome::Deferred("the relay answered `450 4.2.1 <ann@example.org>: later` to RCPT".into());
        let carried = CompletedDelivery {
            worker: 0,
            delivery,
            outcome: verdict,
            connection_refused: false,
            is_connected: true,
            timings: spent,
        };
        assert_eq!(
            log_line(IssueId::new(3), at(1_000), "127.0.0.1:25", &carried),
            "3.17: to=<17>, relay=127.0.0.1:25, delay=13, delays=12/0.00/0.00/1.24, dsn=4.2.1, \
             status=deferred (the relay answered `450 4.2.1 <...> later` to RCPT)"
        );
        assert_eq!(dsn_code("250 Ok: queued as 4.2", 2), "2.0.0");
    }
}
