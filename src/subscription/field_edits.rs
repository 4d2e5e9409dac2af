//! Changes to the fields of one person.

use std::collections::BTreeMap;

use crate::database::{self, DatabaseTransaction};
use crate::model::{FieldValue, SubscriberFields};

/// New values of fields, by name; `None` removes a value.
pub type FieldValues = BTreeMap<String, Option<FieldValue>>;

/// A change to one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldEdit {
    /// The name of the field.
    pub name: String,
    /// The former value.
    pub before: Option<FieldValue>,
    /// The new value.
    pub after: Option<FieldValue>,
}

/// Sets new values and returns the changes.
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

/// Records the names and types of fields that get a value, so that drafts can use them.
pub(super) async fn note_kinds(work: &mut DatabaseTransaction, values: &FieldValues) -> Result<(), database::Error> {
    for (name, value) in values {
        if let Some(value) = value {
            database::fields::add(work, name, value.kind()).await?;
        }
    }
    Ok(())
}
