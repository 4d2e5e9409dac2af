//! The counts of an audience as JSON.

use serde_json::{Value, json};

use crate::segment::{Condition, Segment, SegmentStats};

/// Creates the JSON object of these counts.
pub(super) fn recipients_json(segment: &Segment, stats: &SegmentStats) -> Value {
    json!({
        "list": segment.list.name.as_str(),
        "where": segment.condition.as_ref().map(Condition::text),
        "exclude": segment.exclusion.as_ref().map(Condition::text),
        "statutory": segment.statutory,
        "recipients": stats.recipients,
        "left_out": { "where": stats.excluded_by_where, "exclude": stats.excluded_by_exclude },
        "only_notices": if segment.statutory { stats.notices_only_recipients } else { stats.excluded_notices_only },
        "unsubscribed": stats.unsubscribed,
        "suppressed": stats.suppressed,
    })
}
