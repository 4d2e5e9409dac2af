//! The status of an issue, in words.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::output::{format_long_time, format_number};
use crate::model::{DeliveryStatus, Issue, IssueState, StatusCounts};

/// Writes the state of an issue: `in progress`, `scheduled for …`.
pub(super) fn state_text(issue: &Issue, now: Timestamp, zone: &TimeZone) -> String {
    let starts = || format_long_time(issue.starts_at, zone);
    match issue.state {
        IssueState::Sending if issue.starts_at > now => format!("scheduled for {}", starts()),
        IssueState::Sending => "in progress".to_owned(),
        IssueState::Paused if issue.starts_at > now => format!("paused, scheduled for {}", starts()),
        IssueState::Paused => "paused".to_owned(),
        IssueState::Cancelled => "cancelled".to_owned(),
        IssueState::Finished => "finished".to_owned(),
    }
}

/// Writes how many copies have each status.
pub(super) fn counts_text(counts: &StatusCounts) -> String {
    let counts: Vec<_> =
        counts.iter().map(|(status, count)| format!("{} {}", format_number(count), status_label(status))).collect();
    counts.join(", ")
}

/// Writes a status without underscores.
pub(super) fn status_label(status: DeliveryStatus) -> String {
    status.to_string().replace('_', " ")
}

/// Returns how many copies still wait.
pub(super) fn waiting_count(counts: &StatusCounts) -> u64 {
    counts.count(DeliveryStatus::Queued) + counts.count(DeliveryStatus::Deferred)
}

/// Returns the counts by status as JSON, without statuses that no copy has.
pub(super) fn count_fields(counts: &StatusCounts) -> Map<String, Value> {
    counts.iter().map(|(status, count)| (status.to_string(), json!(count))).collect()
}

/// Says what sends an issue that waits.
pub(super) fn sender_hint(issue: &Issue, named: &str) -> String {
    if issue.trial {
        format!("Next: circular send {named}")
    } else {
        format!("Next: circular send {named} --wait, unless `circular serve` runs: it sends what is due")
    }
}
