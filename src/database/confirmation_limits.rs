//! Table `confirmation_limit`: how often we wrote to addresses that never answered, each as a keyed hash.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, on, to_micros};
use crate::model::AddressHash;

const GET: &str = "SELECT mails_sent, has_declined FROM confirmation_limit WHERE address_hash = $1";

/// Returns how many confirmation mails went to an address in vain, and whether its owner refused them.
///
/// # Errors
/// The database failed.
pub async fn get(work: &mut DatabaseTransaction, hash: &AddressHash) -> Result<(i64, bool), Error> {
    let row: Option<(i64, bool)> =
        on!(work, tx => sqlx::query_as(GET).bind(hash.as_slice()).fetch_optional(&mut **tx).await?);
    Ok(row.unwrap_or_default())
}

const UPSERT: &str = "INSERT INTO confirmation_limit (address_hash, mails_sent, has_declined, updated_at) \
    VALUES ($1, $2, $3, $4) ON CONFLICT (address_hash) \
    DO UPDATE SET mails_sent = excluded.mails_sent, \
        has_declined = (confirmation_limit.has_declined OR excluded.has_declined), updated_at = excluded.updated_at";

/// Keeps how many confirmation mails went to an address in vain; a refusal stays one.
///
/// # Errors
/// The database failed.
pub async fn upsert(
    work: &mut DatabaseTransaction,
    hash: &AddressHash,
    mails: i64,
    refused: bool,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(UPSERT)
        .bind(hash.as_slice()).bind(mails).bind(refused).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const DELETE: &str = "DELETE FROM confirmation_limit WHERE address_hash = $1";

/// Forgets an address, because its owner has answered.
///
/// # Errors
/// The database failed.
pub async fn delete(work: &mut DatabaseTransaction, hash: &AddressHash) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE).bind(hash.as_slice()).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const DELETE_OLDER_THAN: &str = "DELETE FROM confirmation_limit WHERE updated_at <= $1";

/// Forgets all addresses that were kept at `until` or before; returns how many.
///
/// # Errors
/// The database failed.
pub async fn delete_older_than(work: &mut DatabaseTransaction, until: Timestamp) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(DELETE_OLDER_THAN).bind(to_micros(until)).execute(&mut **tx).await?.rows_affected()))
}
