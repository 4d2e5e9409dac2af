//! How an issue stands, in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::output::{format_long_time, format_number};
use crate::model::{DeliveryStatus, Issue, IssueState, StatusCounts};

/// Tells how far an issue is: `under way`, `scheduled for …`.
pub(super) fn state_text(issue: &Issue, now: Timestamp, zone: &TimeZone) -> String {
    let starts = || format_long_time(issue.starts_at, zone);
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
pub(super) fn counts_text(counts: &StatusCounts) -> String {
    let counts: Vec<_> =
        counts.iter().map(|(status, count)| format!("{} {}", format_number(count), status_label(status))).collect();
    counts.join(", ")
}

/// Returns a status as people read it.
pub(super) fn status_label(status: DeliveryStatus) -> String {
    status.to_string().replace('_', " ")
}

/// Tells how many copies were sent, and what became of the others: `Sent 2 of 3; 1 bounced.`
pub(super) fn sent_summary(counts: &StatusCounts) -> String {
    let mut text =
        format!("Sent {} of {}", format_number(counts.count(DeliveryStatus::Sent)), format_number(counts.total()));
    let others = [
        (DeliveryStatus::Bounced, "bounced"),
        (DeliveryStatus::Expired, "given up"),
        (DeliveryStatus::Skipped, "left before their copy went"),
        (DeliveryStatus::Cancelled, "called off"),
        (DeliveryStatus::InDoubt, "in doubt"),
        (DeliveryStatus::Deferred, "deferred"),
        (DeliveryStatus::Queued, "waiting"),
        (DeliveryStatus::Sending, "being handed over"),
    ];
    let mut sign = ";";
    for (status, words) in others {
        let count = counts.count(status);
        if count > 0 {
            text = format!("{text}{sign} {} {words}", format_number(count));
            sign = ",";
        }
    }
    text + "."
}

/// Returns how many copies still wait for their turn.
pub(super) fn waiting_count(counts: &StatusCounts) -> u64 {
    counts.count(DeliveryStatus::Queued) + counts.count(DeliveryStatus::Deferred)
}
