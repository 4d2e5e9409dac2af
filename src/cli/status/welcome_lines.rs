//! What `circular status` says about welcome letters.

use serde_json::{Map, Value, json};

use crate::cli::output::format_number;
use crate::model::{Address, DeliveryStatus};
use crate::subscription::WelcomeStatus;

/// Returns how many welcome letters of a list were sent, and what the chair may want to act on; nothing if there was none.
pub(super) fn status_lines(status: &WelcomeStatus) -> Vec<String> {
    let name = &status.list.name;
    let counts = [
        ("sent", &[DeliveryStatus::Sent][..]),
        ("waiting", &[DeliveryStatus::Queued, DeliveryStatus::Deferred, DeliveryStatus::Sending]),
        ("in doubt", &[DeliveryStatus::InDoubt]),
        ("bounced", &[DeliveryStatus::Bounced]),
        ("given up", &[DeliveryStatus::Expired]),
    ];
    let counts = counts.into_iter().map(|(label, statuses)| (label, status.count(statuses)));
    let counts: Vec<_> = counts
        .filter(|(_, count)| *count > 0)
        .map(|(label, count)| format!("{} {label}", format_number(count)))
        .collect();
    if counts.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![format!("Welcome letter of {name}: {}", counts.join(", "))];
    lines.extend(status.reason.as_ref().map(|reason| format!("  They wait: {reason}")));
    if !status.in_doubt.is_empty() {
        let named: Vec<_> = status.in_doubt.iter().map(ToString::to_string).collect();
        lines.push(format!("  May or may not have arrived: {}", named.join(", ")));
        lines.push(format!("  To send one again: circular subscriber add ADDRESS --list {name} --welcome"));
    }
    lines
}

/// Returns the same as JSON.
pub(super) fn status_json(status: &WelcomeStatus) -> Value {
    let counts: Map<String, Value> =
        status.counts.iter().map(|(status, count)| (status.to_string(), json!(count))).collect();
    json!({
        "list": status.list.name.as_str(),
        "draft": status.list.welcome,
        "counts": counts,
        "reason": status.reason,
        "in_doubt": status.in_doubt.iter().map(Address::as_str).collect::<Vec<_>>(),
    })
}
