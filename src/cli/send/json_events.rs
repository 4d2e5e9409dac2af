//! The lines of JSON that `send --json` prints.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::issue_status::count_fields;
use crate::delivery::{RelayFailureKind, RunEnding, RunProgress};
use crate::model::{DeliveryStatus, Issue, StatusCounts};

/// Returns the progress of a run; `until` is when the next copy is due, if nothing is sent before.
pub(super) fn progress_event(
    issue: &str,
    progress: &RunProgress,
    rate: f64,
    left: Option<Duration>,
    until: Option<Timestamp>,
) -> Value {
    json!({
        "event": "progress",
        "issue": issue,
        "sent": progress.counts.count(DeliveryStatus::Sent),
        "recipients": progress.counts.total(),
        "rate_per_second": (rate * 10.0).round() / 10.0,
        "remaining_seconds": left.map(|left| left.as_secs()),
        "next_due_at": until,
        "relay_problem": progress.relay_problem.as_deref(),
        "connections": progress.connection_limit.as_ref().map(|limit| limit.connections),
        "counts": count_fields(&progress.counts),
    })
}

/// Returns how a run ended.
pub(super) fn finished_event(
    issue: &Issue,
    list: &str,
    ending: &RunEnding,
    scheduled: bool,
    all: &StatusCounts,
) -> Value {
    let outcome = match ending {
        RunEnding::Completed => "completed",
        RunEnding::Waiting(_) if scheduled => "scheduled",
        RunEnding::Waiting(_) => "waiting",
        RunEnding::Stopped => "stopped",
        RunEnding::RelayFailed { kind: RelayFailureKind::SendingLimit, .. } => "limit_reached",
        RunEnding::RelayFailed { .. } => "relay_failed",
        RunEnding::Paused(_) => "paused",
        RunEnding::Cancelled => "cancelled",
    };
    let (next_due, pause, relay_problem) = match ending {
        RunEnding::Waiting(due) => (Some(*due), None, None),
        RunEnding::Paused(pause) => (None, Some(pause), None),
        RunEnding::RelayFailed { reason, .. } => (None, None, Some(&**reason)),
        RunEnding::Completed | RunEnding::Stopped | RunEnding::Cancelled => (None, None, None),
    };
    json!({
        "event": "finished",
        "outcome": outcome,
        "issue": issue.slug,
        "list": list,
        "sent": all.count(DeliveryStatus::Sent),
        "recipients": all.total(),
        "next_due_at": next_due,
        "pause_reason": pause.map(|pause| pause.reason.to_string()),
        "pause_detail": pause.and_then(|pause| pause.detail.as_deref()),
        "relay_problem": relay_problem,
        "counts": count_fields(all),
    })
}
