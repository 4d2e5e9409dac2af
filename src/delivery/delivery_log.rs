//! One log line for each attempt, in the format of Postfix, so that its tools can read it. A recipient is a number
//! there, never an address.

use std::collections::VecDeque;
use std::time::Duration;

use tracing::Level;

use super::reply_classifier::DeliveryOutcome;
use super::run_context::RunContext;
use super::run_updates::Settled;
use super::worker::{CompletedDelivery, DeliveryTimings};
use crate::model::{DeliveryStatus, Issue, SubscriberId};

/// The log of a run. Rejections that a pause may still undo are not written before it is known what becomes of them, so
/// that the last line of each copy says what the ledger says.
pub(super) struct DeliveryLog<'a> {
    issue: &'a Issue,
    relay: String,
    /// Whether anybody reads the lines: else none is made.
    is_on: bool,
    undecided: VecDeque<UndecidedLines>,
}

/// The lines for a rejected copy, of which one will be written.
struct UndecidedLines {
    subscriber: SubscriberId,
    bounced: String,
    requeued: String,
}

impl<'a> DeliveryLog<'a> {
    pub(super) fn new(run: &RunContext<'a>) -> Self {
        let (relay, is_on) = (run.transport.to_string(), tracing::enabled!(Level::INFO));
        Self { issue: run.issue, relay, is_on, undecided: VecDeque::new() }
    }

    /// Logs what became of a copy, and the rejections that are no longer among the `undoable` ones.
    pub(super) fn record(
        &mut self,
        completed: &CompletedDelivery,
        status: DeliveryStatus,
        undoable: impl Iterator<Item = SubscriberId>,
    ) {
        if !self.is_on {
            return;
        }
        let line = self.line(completed, status);
        let undoable: Vec<_> = undoable.collect();
        let subscriber = completed.delivery.subscriber.id;
        if status == DeliveryStatus::Bounced && undoable.contains(&subscriber) {
            let requeued = self.line(completed, DeliveryStatus::Queued);
            self.undecided.push_back(UndecidedLines { subscriber, bounced: line, requeued });
        } else {
            tracing::info!("{line}");
        }
        while self.undecided.front().is_some_and(|lines| !undoable.contains(&lines.subscriber)) {
            self.undecided.pop_front().iter().for_each(|lines| tracing::info!("{}", lines.bounced));
        }
    }

    /// Logs the rejections that a pause has undone; those that it left are logged when the log is dropped.
    pub(super) fn record_requeued(&mut self, requeued: &[Settled]) {
        self.undecided.retain(|lines| {
            let is_requeued = requeued.iter().any(|settled| settled.subscriber == lines.subscriber);
            if is_requeued {
                tracing::info!("{}", lines.requeued);
            }
            !is_requeued
        });
    }

    fn line(&self, completed: &CompletedDelivery, status: DeliveryStatus) -> String {
        log_line(self.issue, &self.relay, completed, status)
    }
}

impl Drop for DeliveryLog<'_> {
    fn drop(&mut self) {
        self.undecided.iter().for_each(|lines| tracing::info!("{}", lines.bounced));
    }
}

/// Writes the line: `ISSUE.SUBSCRIBER: to=<SUBSCRIBER>, relay=…, delay=…, delays=a/b/c/d, dsn=…, status=… (reply)`.
///
/// The delays are seconds before the claim, between claim and talk, for the connection, and for the copy itself.
fn log_line(issue: &Issue, relay: &str, carried: &CompletedDelivery, status: DeliveryStatus) -> String {
    let delivery = &carried.delivery;
    let (subscriber, issue, starts_at) = (delivery.subscriber.id, issue.id, issue.starts_at);
    let DeliveryTimings { queue: before, connect: open, send } = carried.timings;
    let waited = Duration::try_from(delivery.claimed_at.duration_since(starts_at)).unwrap_or_default();
    let delays: Vec<_> = [waited, before, open, send].iter().map(|span| format_seconds(*span)).collect();
    let delay = format_seconds(waited + before + open + send);
    let words = match &carried.outcome {
        DeliveryOutcome::Stopped => "stopped before it was handed over",
        DeliveryOutcome::Sent(words)
        | DeliveryOutcome::Deferred(words)
        | DeliveryOutcome::RateLimited(words)
        | DeliveryOutcome::InDoubt(words)
        | DeliveryOutcome::RelayFailed { reason: words, .. }
        | DeliveryOutcome::SenderRefused { reply: words, .. }
        | DeliveryOutcome::Bounced { reply: words, .. } => words,
    };
    let (status, class) = match status {
        DeliveryStatus::Sent => ("sent", 2),
        DeliveryStatus::Bounced => ("bounced", 5),
        DeliveryStatus::Expired => ("expired", 4),
        DeliveryStatus::InDoubt => ("in-doubt", 4),
        // Postfix has one word for whatever waits.
        _ => ("deferred", 4),
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
    use jiff::Timestamp;

    use super::*;
    use crate::delivery::BounceBlame;
    use crate::model::{Delivery, DomainQueueId, IssueId, IssueState, ListId, Subscriber, SubscriberFields};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn issue() -> Issue {
        Issue {
            id: IssueId::new(3),
            slug: "spring".to_owned(),
            subject: String::new(),
            list: ListId::new(1),
            relay: None,
            hash: String::new(),
            state: IssueState::Sending,
            pause: None,
            statutory: false,
            trial: false,
            accepts_rejections: false,
            created_at: at(1_000),
            starts_at: at(1_000),
        }
    }

    fn completed(outcome: DeliveryOutcome) -> CompletedDelivery {
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
        let timings = DeliveryTimings {
            queue: Duration::from_millis(4),
            connect: Duration::ZERO,
            send: Duration::from_millis(1_240),
        };
        CompletedDelivery { worker: 0, delivery, outcome, connection_refused: false, is_connected: true, timings }
    }

    #[test]
    fn line_has_the_grammar_of_postfix_and_no_address() {
        let later = DeliveryOutcome::Deferred("the relay answered `450 4.2.1 <ann@example.org>: later` to RCPT".into());
        let line = |status| log_line(&issue(), "127.0.0.1:25", &completed(later.clone()), status);
        assert_eq!(
            line(DeliveryStatus::Deferred),
            "3.17: to=<17>, relay=127.0.0.1:25, delay=13, delays=12/0.00/0.00/1.24, dsn=4.2.1, \
             status=deferred (the relay answered `450 4.2.1 <...> later` to RCPT)"
        );
        assert!(line(DeliveryStatus::Expired).contains("dsn=4.2.1, status=expired ("));
        assert_eq!(dsn_code("250 Ok: queued as 4.2", 2), "2.0.0");
    }

    #[test]
    fn rejection_is_logged_once_it_is_decided() {
        let reply = "the relay answered `554 5.7.1 no` to RCPT";
        let bounced = || completed(DeliveryOutcome::Bounced { reply: reply.into(), blame: BounceBlame::Sender });
        let issue = issue();
        let mut log = DeliveryLog { issue: &issue, relay: String::new(), is_on: true, undecided: VecDeque::new() };
        let subscriber = SubscriberId::new(17);
        log.record(&bounced(), DeliveryStatus::Bounced, [subscriber].into_iter());
        assert!(log.undecided[0].bounced.contains("dsn=5.7.1, status=bounced ("));
        assert!(log.undecided[0].requeued.contains("dsn=4.0.0, status=deferred ("));
        log.record(&bounced(), DeliveryStatus::Bounced, [].into_iter());
        assert_eq!(log.undecided.len(), 0, "it left the window");
        log.record(&bounced(), DeliveryStatus::Bounced, [subscriber].into_iter());
        let settled = Settled { issue: issue.id, subscriber, status: DeliveryStatus::Queued, attempts: 0, reply: None };
        log.record_requeued(&[settled]);
        assert_eq!(log.undecided.len(), 0, "it goes again");
    }
}
