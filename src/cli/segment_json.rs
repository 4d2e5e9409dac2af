//! The recipients of a segment as JSON.

use serde_json::{Value, json};

use crate::segment::{Condition, Segment, SegmentStats};

/// Returns who gets an issue, and how many do not, as documented in `docs/json.md`.
pub(super) fn segment_json(segment: &Segment, stats: &SegmentStats) -> Value {
    json!({
        "list": segment.list.name.as_str(),
        "where": segment.condition.as_ref().map(Condition::text),
        "exclude": segment.exclusion.as_ref().map(Condition::text),
        "statutory": segment.statutory,
        "recipients": stats.recipients,
        "notices_only_recipients": stats.notices_only_recipients,
        "excluded": {
            "where": stats.excluded_by_where,
            "exclude": stats.excluded_by_exclude,
            "notices_only": stats.excluded_notices_only,
            "unsubscribed": stats.unsubscribed,
            "suppressed": stats.suppressed,
        },
    })
}
