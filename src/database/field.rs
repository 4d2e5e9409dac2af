//! Table `field`: the names that drafts may use.

use std::collections::BTreeSet;

use super::{Error, Work, on};

const ADD: &str = "INSERT INTO field (name) VALUES ($1) ON CONFLICT (name) DO NOTHING";

/// Keeps a field's name.
///
/// # Errors
/// The database refused.
pub async fn add(work: &mut Work, name: &str) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD).bind(name).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const ALL: &str = "SELECT name FROM field";

/// Returns all names.
///
/// # Errors
/// The database refused.
pub async fn all(work: &mut Work) -> Result<BTreeSet<String>, Error> {
    let rows: Vec<(String,)> = on!(work, tx => sqlx::query_as(ALL).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(name,)| name).collect())
}
