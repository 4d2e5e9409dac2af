//! Table `secret_key`: keys that are made once and never change.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, on, to_micros};

const GET: &str = "SELECT secret FROM secret_key WHERE purpose = $1";

/// Returns the key for one purpose, if it was made yet.
///
/// # Errors
/// The database failed.
pub async fn get(work: &mut DatabaseTransaction, name: &str) -> Result<Option<[u8; 32]>, Error> {
    let row: Option<(Vec<u8>,)> = on!(work, tx => sqlx::query_as(GET).bind(name).fetch_optional(&mut **tx).await?);
    row.map(|(secret,)| secret.try_into().map_err(|_| Error::InvalidValue("key"))).transpose()
}

const ADD: &str = "INSERT INTO secret_key (purpose, secret, created_at) VALUES ($1, $2, $3) \
    ON CONFLICT (purpose) DO NOTHING";

/// Keeps the key for one purpose; should another writer have made it in the meantime, that one stays.
///
/// # Errors
/// The database failed.
pub async fn add(work: &mut DatabaseTransaction, name: &str, secret: &[u8; 32], now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD)
        .bind(name).bind(secret.as_slice()).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}
