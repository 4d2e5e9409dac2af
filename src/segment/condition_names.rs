//! The names that a condition may use: fields, and letters that asked for answers.

use std::collections::{BTreeMap, BTreeSet};

use crate::database::{self, Database};
use crate::model::{FieldKind, NAME_FIELDS};

/// The names that a condition may use.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConditionNames {
    /// The fields, each with the type of its values.
    pub fields: BTreeMap<String, FieldKind>,
    /// The letters that asked for answers, each with the answers that it offered.
    pub questions: BTreeMap<String, Vec<String>>,
}

/// Returns the names that a condition may use.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn condition_names(database: &Database) -> Result<ConditionNames, database::Error> {
    let questions = database::answer_states::offered_choices(&mut database.begin_read().await?).await?;
    Ok(ConditionNames { fields: field_kinds(database).await?, questions })
}

/// Returns the fields that a condition may use, each with the type of its values.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn field_kinds(database: &Database) -> Result<BTreeMap<String, FieldKind>, database::Error> {
    let mut kinds = database::fields::all(&mut database.begin_read().await?).await?;
    for name in NAME_FIELDS {
        kinds.entry(name.to_owned()).or_insert(FieldKind::Text);
    }
    Ok(kinds)
}

/// Returns the names of all fields that a message or a condition may use.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn field_names(database: &Database) -> Result<BTreeSet<String>, database::Error> {
    Ok(field_kinds(database).await?.into_keys().collect())
}
