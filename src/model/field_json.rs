//! The value of a field as JSON.

use serde_json::{Value, json};

use super::FieldValue;

/// Returns a value as documented in `docs/json.md`: a date is a string such as `2019-06-01`, an unknown value `null`.
#[must_use]
pub fn value_json(value: Option<&FieldValue>) -> Value {
    match value {
        Some(FieldValue::Date(day)) => json!(day.date),
        other => json!(other),
    }
}
