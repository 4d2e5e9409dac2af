//! Table `consent_text`: the words to which people agreed, each kept once.

use super::{DatabaseTransaction, Error, on};
use crate::model::ConsentTextId;

const ADD: &str =
    "INSERT INTO consent_text (text) VALUES ($1) ON CONFLICT (text) DO UPDATE SET text = excluded.text RETURNING id";

/// Returns the number of a wording, which it keeps if it is new.
///
/// # Errors
/// The database failed.
pub async fn get_or_insert(work: &mut DatabaseTransaction, text: &str) -> Result<ConsentTextId, Error> {
    let (id,): (ConsentTextId,) = on!(work, tx => sqlx::query_as(ADD).bind(text).fetch_one(&mut **tx).await?);
    Ok(id)
}
