//! What `send --json` says: lines of JSON.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::delivery::{Ending, Progress};
use crate::model::{Counts, Issue, Status};

/// Tells how far a run is; `until` is when the next copy is due, where nothing goes before then.
pub(super) fn progress(
    issue: &str,
    progress: &Progress,
    rate: f64,
    left: Option<Duration>,
    until: Option<Timestamp>,
) -> Value {
    json!({
        "event": "progress",
        "issue": issue,
        "sent": progress.counts.of(Status::Sent),
        "total": progress.counts.total(),
        "rate": (rate * 10.0).round() / 10.0,
        "left_seconds": left.map(|left| left.as_secs()),
        "waits_until": until,
        "trouble": progress.trouble,
        "counts": counts(&progress.counts),
    })
}

/// Tells how it ended.
pub(super) fn ended(issue: &Issue, list: &str, ending: &Ending, scheduled: bool, all: &Counts) -> Value {
    let (name, due, pause, detail) = match ending {
        Ending::Done => ("done", None, None, None),
        Ending::Waiting(due) if scheduled => ("scheduled", Some(*due), None, None),
        Ending::Waiting(due) => ("waiting", Some(*due), None, None),
        Ending::Stopped => ("stopped", None, None, None),
        Ending::Relay { words, .. } => ("relay", None, None, Some(words)),
        Ending::Paused(pause) => ("paused", None, Some(pause.reason.to_string()), pause.detail.as_ref()),
        Ending::Cancelled => ("cancelled", None, None, None),
    };
    json!({
        "event": "ended",
        "ending": name,
        "issue": issue.slug,
        "list": list,
        "sent": all.of(Status::Sent),
        "total": all.total(),
        "next_due": due,
        "pause_reason": pause,
        "detail": detail,
        "counts": counts(all),
    })
}

/// Returns the counts by status; one without copies is left out.
pub(in crate::cli) fn counts(counts: &Counts) -> Map<String, Value> {
    counts.iter().map(|(status, count)| (status.to_string(), json!(count))).collect()
}
