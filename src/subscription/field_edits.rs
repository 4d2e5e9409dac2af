//! What becomes of the fields of one person.

use std::collections::BTreeMap;

use crate::database::{self, DatabaseTransaction};
use crate::model::{FieldValue, SubscriberFields};

/// New values of fields, by name; `None` removes a value.
pub type FieldValues = BTreeMap<String, Option<FieldValue>>;

/// One field whose value changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldEdit {
    /// The field.
    pub name: String,
    /// What was known, if anything was.
    pub before: Option<FieldValue>,
    /// What is known from then on.
    pub after: Option<FieldValue>,
}

/// Sets new values; returns those that change something.
pub(super) fn apply(fields: &mut SubscriberFields, values: &FieldValues) -> Vec<FieldEdit> {
    let mut edits = Vec::new();
    for (name, value) in values {
        let before = match value {
            Some(value) => fields.insert(name.clone(), value.clone()),
            None => fields.remove(name),
        };
        if before != *value {
            edits.push(FieldEdit { name: name.clone(), before, after: value.clone() });
        }
    }
    edits
}

/// Notes the names and kinds of fields that get a value, so that drafts can use them.
pub(super) async fn note_kinds(work: &mut DatabaseTransaction, values: &FieldValues) -> Result<(), database::Error> {
    for (name, value) in values {
        if let Some(value) = value {
            database::fields::add(work, name, value.kind()).await?;
        }
    }
    Ok(())
}
