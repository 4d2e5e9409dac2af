//! The lines of JSON that `send --json` prints.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::cli::issue_status::count_fields;
use crate::delivery::{RunEnding, RunProgress};
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
        "total": progress.counts.total(),
        "rate": (rate * 10.0).round() / 10.0,
        "left_seconds": left.map(|left| left.as_secs()),
        "waits_until": until,
        "trouble": progress.relay_problem.as_deref(),
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
    let (name, due, pause, detail) = match ending {
        RunEnding::Completed => ("done", None, None, None),
        RunEnding::Waiting(due) if scheduled => ("scheduled", Some(*due), None, None),
        RunEnding::Waiting(due) => ("waiting", Some(*due), None, None),
        RunEnding::Stopped => ("stopped", None, None, None),
        RunEnding::RelayFailed { reason, .. } => ("relay", None, None, Some(&**reason)),
        RunEnding::Paused(pause) => ("paused", None, Some(pause.reason.to_string()), pause.detail.as_deref()),
        RunEnding::Cancelled => ("cancelled", None, None, None),
    };
    json!({
        "event": "ended",
        "ending": name,
        "issue": issue.slug,
        "list": list,
        "sent": all.count(DeliveryStatus::Sent),
        "total": all.total(),
        "next_due": due,
        "pause_reason": pause,
        "detail": detail,
        "counts": count_fields(all),
    })
}
