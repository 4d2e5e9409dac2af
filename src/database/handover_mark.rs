//! Table `handover`: whether this workspace was handed over, and sends no letters any more.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};

const HANDED_OVER_AT: &str = "SELECT handed_over_at FROM handover WHERE id = 1";

/// Returns when the workspace was handed over; `None` if it sends letters itself.
///
/// # Errors
/// The database failed.
pub async fn handed_over_at(work: &mut DatabaseTransaction) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(HANDED_OVER_AT).fetch_optional(&mut **tx).await?);
    row.map(|(at,)| from_micros(at)).transpose()
}

const SET: &str = "INSERT INTO handover (id, handed_over_at) VALUES (1, $1) \
    ON CONFLICT (id) DO UPDATE SET handed_over_at = excluded.handed_over_at";

/// Records that the workspace was handed over.
///
/// # Errors
/// The database failed.
pub async fn set(work: &mut DatabaseTransaction, at: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET).bind(to_micros(at)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const REMOVE: &str = "DELETE FROM handover WHERE id = 1";

/// Removes the record: the workspace sends letters again.
///
/// # Errors
/// The database failed.
pub async fn remove(work: &mut DatabaseTransaction) -> Result<(), Error> {
    on!(work, tx => sqlx::query(REMOVE).execute(&mut **tx).await?.rows_affected());
    Ok(())
}
