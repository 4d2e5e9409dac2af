//! How many mails had which outcome.

use serde_json::Value;

use super::outcome_words::{outcome_json, outcome_line};
use crate::cli::output::{format_count, print_status};
use crate::inbound::{Classification, InboundOutcome};

/// What a mail in the mailbox is called.
pub(super) const MAILBOX_MAIL: &str = "a mail in the mailbox";

/// How many mails of the mailbox are named that are left for a person.
const MAX_NAMED: usize = 20;

/// How many mails had which outcome, and the mails as JSON if it is asked for.
#[derive(Debug, Default)]
pub(super) struct InboundTally {
    counts: [u64; LABELS.len()],
    pub(super) unreadable: u64,
    pub(super) as_json: bool,
    mails: Vec<Value>,
    /// How many mails of the mailbox are left for a person.
    named: usize,
}

/// What the summary calls the outcomes, in the order in which it lists them.
const LABELS: [&str; 17] = [
    "unsubscribed",
    "already unsubscribed",
    "suppressed",
    "came back without consequences",
    "refused because of the sender or a filter",
    "complained",
    "about a test letter",
    "about nothing that failed",
    "read before",
    "asked to join",
    "confirmed that they join",
    "confirmed too late or twice",
    "sent automatically",
    "left for you to read",
    "asked to join from an address that does not exist",
    "answered what a letter asks",
    "stored with the views",
];

fn label_index(outcome: &InboundOutcome) -> usize {
    match outcome {
        InboundOutcome::Unsubscribed(_) => 0,
        InboundOutcome::AlreadyUnsubscribed => 1,
        InboundOutcome::Returned(returned) | InboundOutcome::RequestReturned(returned) if returned.is_suppressed => 2,
        InboundOutcome::RequestReturned(returned) if returned.reason.is_hard() && !returned.needs_reading() => 14,
        InboundOutcome::Returned(returned) | InboundOutcome::RequestReturned(returned) if !returned.needs_reading() => {
            3
        }
        InboundOutcome::Returned(_) | InboundOutcome::RequestReturned(_) | InboundOutcome::FilterRejected(_) => 4,
        InboundOutcome::Complained(_) => 5,
        InboundOutcome::TestLetter => 6,
        InboundOutcome::NothingFailed => 7,
        InboundOutcome::AlreadyProcessed(_) => 8,
        InboundOutcome::JoinRequested(_) => 9,
        InboundOutcome::JoinConfirmed(_) => 10,
        InboundOutcome::JoinExpired => 11,
        InboundOutcome::AutoReply => 12,
        InboundOutcome::Answered { is_unclear: false, .. } => 15,
        InboundOutcome::ViewStored { is_unclear: false, .. } => 16,
        InboundOutcome::Answered { .. }
        | InboundOutcome::ViewStored { .. }
        | InboundOutcome::UnverifiedReport(_)
        | InboundOutcome::Replied
        | InboundOutcome::Unrecognized => 13,
    }
}

impl InboundTally {
    /// Creates an empty tally; as JSON, nothing is said about single mails.
    pub(super) fn new(as_json: bool) -> Self {
        Self { as_json, ..Self::default() }
    }

    /// Counts a mail in the mailbox, and says what followed from it; of those that are left for a person, the first few
    /// are named by `label`.
    pub(super) fn count_in_mailbox(&mut self, label: impl FnOnce() -> String, outcome: &InboundOutcome) {
        self.add(outcome);
        if self.as_json || matches!(outcome, InboundOutcome::AlreadyProcessed(_)) {
            return;
        }
        let line = if outcome.is_handled() {
            outcome_line(MAILBOX_MAIL, outcome)
        } else {
            self.named += 1;
            (self.named <= MAX_NAMED).then(|| outcome_line(&label(), outcome)).flatten()
        };
        if let Some(line) = line {
            print_status(line);
        }
    }

    /// Counts a mail, and says what became of it if that is of interest.
    pub(super) fn count(&mut self, name: &str, outcome: &InboundOutcome) {
        self.add(outcome);
        if let Some(line) = outcome_line(name, outcome).filter(|_| !self.as_json) {
            print_status(line);
        }
    }

    fn add(&mut self, outcome: &InboundOutcome) {
        if let Some(count) = self.counts.get_mut(label_index(outcome)) {
            *count += 1;
        }
    }

    /// Keeps a mail for the JSON output.
    pub(super) fn keep(&mut self, name: &str, mail: &Classification, outcome: &InboundOutcome) {
        self.mails.push(outcome_json(name, mail, outcome));
    }

    pub(super) fn mails(&self) -> &[Value] {
        &self.mails
    }

    pub(super) fn is_empty(&self) -> bool {
        self.total() == 0
    }

    fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Returns the counts in a sentence.
    pub(super) fn summary(&self) -> String {
        let counts = self.counts.iter().zip(LABELS).filter(|(count, _)| **count > 0);
        let parts: Vec<String> = counts.map(|(count, words)| format!("{count} {words}")).collect();
        let all = format_count(self.total(), "mail", "mails");
        if parts.is_empty() { format!("Read {all}.") } else { format!("Read {all}: {}.", parts.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_confirmation_is_not_counted_as_read_before() {
        let mut tally = InboundTally::new(true);
        tally.count("a mail", &InboundOutcome::JoinExpired);
        assert_eq!(tally.summary(), "Read 1 mail: 1 confirmed too late or twice.");
    }
}
