//! Phrases about one person: why an address takes no mail, and what was changed.

use crate::model::{FieldValue, SuppressionReason};
use crate::subscription::FieldEdit;

/// Tells in a clause why an address is not mailed.
#[must_use]
pub fn suppression_clause(reason: SuppressionReason) -> &'static str {
    match reason {
        SuppressionReason::Bounced => "mail to it could not be delivered",
        SuppressionReason::Operator => "it was suppressed by hand",
        SuppressionReason::Erased => "they were erased",
        SuppressionReason::Complained => "they complained to their provider",
    }
}

/// Tells a change of a field: its name, the former value and the new one.
#[must_use]
pub fn field_edit_words(edit: &FieldEdit) -> String {
    let shown = |value: &FieldValue| FieldValue::describe(Some(value));
    let FieldEdit { name, before, after } = edit;
    match (before, after) {
        (None, Some(after)) => format!("{name}: {} (new)", shown(after)),
        (Some(before), Some(after)) => format!("{name}: {} → {}", shown(before), shown(after)),
        (Some(before), None) => format!("{name}: {} → (removed)", shown(before)),
        (None, None) => name.clone(),
    }
}
