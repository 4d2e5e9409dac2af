//! Table `suppressed_address_hash`: addresses of people whom we do not hold and must not mail, each as a keyed hash.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_json, to_micros};
use crate::model::{AddressHash, SuppressionReason, hex};

/// The forks: SQLite has one writer, so that there nobody comes between in any case.
const LOCK_SHARED_POSTGRES: &str = "LOCK TABLE suppressed_address_hash IN ROW SHARE MODE";
const LOCK_EXCLUSIVE_POSTGRES: &str = "LOCK TABLE suppressed_address_hash IN EXCLUSIVE MODE";

/// Lets nobody become a stranger until the work ends: whoever may bring somebody does this before all else. Several may at
/// once.
///
/// # Errors
/// The database failed.
pub async fn lock_shared(work: &mut DatabaseTransaction) -> Result<(), Error> {
    if let DatabaseTransaction::Postgres(tx) = work {
        sqlx::query(LOCK_SHARED_POSTGRES).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Lets nobody be brought until the work ends: whoever may make a stranger of somebody does this before all else.
///
/// # Errors
/// The database failed.
pub async fn lock_exclusive(work: &mut DatabaseTransaction) -> Result<(), Error> {
    if let DatabaseTransaction::Postgres(tx) = work {
        sqlx::query(LOCK_EXCLUSIVE_POSTGRES).execute(&mut **tx).await?;
    }
    Ok(())
}

const ADD: &str = "INSERT INTO suppressed_address_hash (address_hash, reason, suppressed_at) VALUES ($1, $2, $3) \
    ON CONFLICT (address_hash) DO NOTHING";

/// Keeps that an address must not be mailed; the first reason stands.
///
/// # Errors
/// The database failed.
pub async fn add(
    work: &mut DatabaseTransaction,
    hash: &AddressHash,
    cause: SuppressionReason,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD)
        .bind(hash.as_slice()).bind(<&str>::from(cause)).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const UPSERT: &str = "INSERT INTO suppressed_address_hash (address_hash, reason, suppressed_at) VALUES ($1, $2, $3) \
    ON CONFLICT (address_hash) DO UPDATE SET reason = excluded.reason, suppressed_at = excluded.suppressed_at";

/// Keeps why an address must not be mailed, in the place of what was kept before.
///
/// # Errors
/// The database failed.
pub async fn upsert(
    work: &mut DatabaseTransaction,
    hash: &AddressHash,
    cause: SuppressionReason,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(UPSERT)
        .bind(hash.as_slice()).bind(<&str>::from(cause)).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const GET: &str = "SELECT reason, suppressed_at FROM suppressed_address_hash WHERE address_hash = $1";

/// Returns why an address must not be mailed, and since when; `None` when it may be.
///
/// # Errors
/// The database failed.
pub async fn get(
    work: &mut DatabaseTransaction,
    hash: &AddressHash,
) -> Result<Option<(SuppressionReason, Timestamp)>, Error> {
    let row: Option<(String, i64)> =
        on!(work, tx => sqlx::query_as(GET).bind(hash.as_slice()).fetch_optional(&mut **tx).await?);
    row.map(|(cause, at)| Ok((parse_reason(&cause)?, from_micros(at)?))).transpose()
}

const COUNT_BY_REASON: &str = "SELECT reason, count(*) FROM suppressed_address_hash GROUP BY reason";

/// Counts by cause the addresses that we do not hold and must not mail.
///
/// # Errors
/// The database failed.
pub async fn count_by_reason(work: &mut DatabaseTransaction) -> Result<Vec<(SuppressionReason, u64)>, Error> {
    let rows: Vec<(String, i64)> = on!(work, tx => sqlx::query_as(COUNT_BY_REASON).fetch_all(&mut **tx).await?);
    rows.into_iter().map(|(cause, count)| Ok((parse_reason(&cause)?, count.unsigned_abs()))).collect()
}

const REASON: &str = "SELECT reason FROM suppressed_address_hash WHERE address_hash = $1";

/// Returns why an address must not be mailed; `None` when it may be.
///
/// # Errors
/// The database failed.
pub async fn reason(work: &mut DatabaseTransaction, hash: &AddressHash) -> Result<Option<SuppressionReason>, Error> {
    let row: Option<(String,)> =
        on!(work, tx => sqlx::query_as(REASON).bind(hash.as_slice()).fetch_optional(&mut **tx).await?);
    row.map(|(cause,)| parse_reason(&cause)).transpose()
}

const HAS_ANY: &str = "SELECT 1 FROM suppressed_address_hash LIMIT 1";

/// Returns whether there is any.
///
/// # Errors
/// The database failed.
pub async fn has_any(work: &mut DatabaseTransaction) -> Result<bool, Error> {
    Ok(on!(work, tx => sqlx::query(HAS_ANY).fetch_optional(&mut **tx).await?.is_some()))
}

const REASONS_FOR_SQLITE: &str = "SELECT suppressed.address_hash, suppressed.reason \
    FROM json_each($1) AS wanted CROSS JOIN suppressed_address_hash AS suppressed \
    WHERE suppressed.address_hash = unhex(wanted.value)";
const REASONS_FOR_POSTGRES: &str = "SELECT suppressed.address_hash, suppressed.reason \
    FROM json_array_elements_text(CAST($1 AS json)) AS wanted (value) CROSS JOIN suppressed_address_hash AS suppressed \
    WHERE suppressed.address_hash = decode(wanted.value, 'hex')";

/// Returns which of these addresses must not be mailed, and why.
///
/// # Errors
/// The database failed.
pub async fn reasons_for(
    work: &mut DatabaseTransaction,
    hashes: &[AddressHash],
) -> Result<Vec<(AddressHash, SuppressionReason)>, Error> {
    let statement = work.select(REASONS_FOR_SQLITE, REASONS_FOR_POSTGRES);
    let wanted = to_json(hashes.iter().map(|hash| hex(hash)))?;
    let rows: Vec<(Vec<u8>, String)> =
        on!(work, tx => sqlx::query_as(statement).bind(wanted).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(hash, reason)| {
            let hash = hash.try_into().map_err(|_| Error::InvalidValue("key"))?;
            Ok((hash, parse_reason(&reason)?))
        })
        .collect()
}

const DELETE: &str = "DELETE FROM suppressed_address_hash WHERE address_hash = $1";

/// Forgets that an address must not be mailed.
///
/// # Errors
/// The database failed.
pub async fn delete(work: &mut DatabaseTransaction, hash: &AddressHash) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE).bind(hash.as_slice()).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

fn parse_reason(cause: &str) -> Result<SuppressionReason, Error> {
    cause.parse().map_err(|_| Error::InvalidValue("reason of a suppression"))
}
