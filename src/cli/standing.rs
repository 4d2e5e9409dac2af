//! How an issue stands, in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::output::{day_and_time, number};
use crate::model::{Counts, Issue, IssueState, Status};

/// Tells how far an issue is: `under way`, `scheduled for …`.
pub(super) fn state(issue: &Issue, now: Timestamp, zone: &TimeZone) -> String {
    let starts = || day_and_time(issue.starts_at, zone);
    match issue.state {
        IssueState::Sending if issue.starts_at > now => format!("scheduled for {}", starts()),
        IssueState::Sending => "under way".to_owned(),
        IssueState::Paused if issue.starts_at > now => format!("paused, scheduled for {}", starts()),
        IssueState::Paused => "paused".to_owned(),
        IssueState::Cancelled => "called off".to_owned(),
        IssueState::Finished => "finished".to_owned(),
    }
}

/// Tells how many copies have which status, in the ledger's words.
pub(super) fn counts(counts: &Counts) -> String {
    let counts: Vec<_> = counts.iter().map(|(status, count)| format!("{} {}", number(count), word(status))).collect();
    counts.join(", ")
}

/// Returns a status as people read it.
pub(super) fn word(status: Status) -> String {
    status.to_string().replace('_', " ")
}

/// Tells how many copies were sent, and what became of the others: `Sent 2 of 3; 1 bounced.`
pub(super) fn sent(counts: &Counts) -> String {
    let mut text = format!("Sent {} of {}", number(counts.of(Status::Sent)), number(counts.total()));
    let others = [
        (Status::Bounced, "bounced"),
        (Status::Expired, "given up"),
        (Status::Skipped, "left before their copy went"),
        (Status::Cancelled, "called off"),
        (Status::InDoubt, "in doubt"),
        (Status::Deferred, "deferred"),
        (Status::Queued, "waiting"),
        (Status::Sending, "being handed over"),
    ];
    let mut sign = ";";
    for (status, words) in others {
        let count = counts.of(status);
        if count > 0 {
            text = format!("{text}{sign} {} {words}", number(count));
            sign = ",";
        }
    }
    text + "."
}

/// Returns how many copies still wait for their turn.
pub(super) fn waiting(counts: &Counts) -> u64 {
    counts.of(Status::Queued) + counts.of(Status::Deferred)
}
