//! Table `signing_key`: keys are only ever added, because links in old letters must open for ever.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{SigningKey, SigningKeys};

const ALL: &str = "SELECT id, secret FROM signing_key ORDER BY id";

/// Returns all keys, the newest last.
///
/// # Errors
/// The database failed.
pub async fn all(work: &mut DatabaseTransaction) -> Result<SigningKeys, Error> {
    read_keys(on!(work, tx => sqlx::query_as(ALL).fetch_all(&mut **tx).await?))
}

const AT: &str = "SELECT id, secret FROM signing_key \
    WHERE created_at <= $1 OR id = (SELECT min(id) FROM signing_key) ORDER BY id";

/// Returns the keys that existed at a time, the newest last; the first one always counts.
///
/// # Errors
/// The database failed.
pub async fn at(work: &mut DatabaseTransaction, then: Timestamp) -> Result<SigningKeys, Error> {
    read_keys(on!(work, tx => sqlx::query_as(AT).bind(to_micros(then)).fetch_all(&mut **tx).await?))
}

fn read_keys(rows: Vec<(i64, Vec<u8>)>) -> Result<SigningKeys, Error> {
    let keys: Option<Vec<SigningKey>> = rows
        .into_iter()
        .map(|(id, secret)| Some(SigningKey { id: u8::try_from(id).ok()?, secret: secret.try_into().ok()? }))
        .collect();
    keys.map(SigningKeys::new).ok_or(Error::InvalidValue("key"))
}

const CREATION_DATES: &str = "SELECT id, created_at FROM signing_key ORDER BY id";

/// Returns the numbers of all keys, the newest last, each with when it was made.
///
/// # Errors
/// The database failed.
pub async fn creation_dates(work: &mut DatabaseTransaction) -> Result<Vec<(u8, Timestamp)>, Error> {
    let rows: Vec<(i64, i64)> = on!(work, tx => sqlx::query_as(CREATION_DATES).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(id, at)| Ok((u8::try_from(id).map_err(|_| Error::InvalidValue("key"))?, from_micros(at)?)))
        .collect()
}

const ADD: &str = "INSERT INTO signing_key (id, secret, created_at) \
    SELECT coalesce(max(id), 0) + 1, $1, $2 FROM signing_key \
    HAVING coalesce(max(id), 0) < 255 ON CONFLICT (id) DO NOTHING";

/// Adds a key, which signs from now on; should another writer add one at the same time, only one stays. Number 255 is
/// the last: a token has one octet for it.
///
/// # Errors
/// The database failed.
pub async fn add(work: &mut DatabaseTransaction, secret: &[u8; 32], now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD).bind(secret.as_slice()).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}
