//! Table `field`: the names that drafts may use.

use std::collections::BTreeMap;

use super::{DatabaseTransaction, Error, on};
use crate::model::FieldKind;

const ADD: &str = "INSERT INTO field (name, kind) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";

/// Keeps a field's name and what its values are; a field that is known stays what it is.
///
/// # Errors
/// The database failed.
pub async fn add(work: &mut DatabaseTransaction, name: &str, kind: FieldKind) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD).bind(name).bind(<&str>::from(kind)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const ALL: &str = "SELECT name, kind FROM field";

/// Returns all names, each with what its values are.
///
/// # Errors
/// The database failed.
pub async fn all(work: &mut DatabaseTransaction) -> Result<BTreeMap<String, FieldKind>, Error> {
    let rows: Vec<(String, String)> = on!(work, tx => sqlx::query_as(ALL).fetch_all(&mut **tx).await?);
    let kind = |kind: String| kind.parse().map_err(|_| Error::InvalidValue("kind of a field"));
    rows.into_iter().map(|(name, text)| Ok((name, kind(text)?))).collect()
}
