//! Table `suppressed_address_hash`: addresses of people whom we do not hold and must not mail, each as a keyed hash.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use super::{Error, Work, micros, moment, on, portions};
use crate::model::{AddressHash, Cause};

/// The forks: SQLite has one writer, so that there nobody comes between in any case.
const SHARE_POSTGRES: &str = "LOCK TABLE suppressed_address_hash IN ROW SHARE MODE";
const HOLD_POSTGRES: &str = "LOCK TABLE suppressed_address_hash IN EXCLUSIVE MODE";

/// Lets nobody become a stranger until the work ends: whoever may bring somebody does this before all else. Several may at
/// once.
///
/// # Errors
/// The database refused.
pub async fn share(work: &mut Work) -> Result<(), Error> {
    if let Work::Postgres(tx) = work {
        sqlx::query(SHARE_POSTGRES).execute(&mut **tx).await?;
    }
    Ok(())
}

/// Lets nobody be brought until the work ends: whoever may make a stranger of somebody does this before all else.
///
/// # Errors
/// The database refused.
pub async fn hold(work: &mut Work) -> Result<(), Error> {
    if let Work::Postgres(tx) = work {
        sqlx::query(HOLD_POSTGRES).execute(&mut **tx).await?;
    }
    Ok(())
}

const ADD: &str = "INSERT INTO suppressed_address_hash (address_hash, reason, suppressed_at) VALUES ($1, $2, $3) \
    ON CONFLICT (address_hash) DO NOTHING";

/// Keeps that an address must not be mailed; the first reason stands.
///
/// # Errors
/// The database refused.
pub async fn add(work: &mut Work, hash: &AddressHash, cause: Cause, now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD)
        .bind(hash.as_slice()).bind(<&str>::from(cause)).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const PUT: &str = "INSERT INTO suppressed_address_hash (address_hash, reason, suppressed_at) VALUES ($1, $2, $3) \
    ON CONFLICT (address_hash) DO UPDATE SET reason = excluded.reason, suppressed_at = excluded.suppressed_at";

/// Keeps why an address must not be mailed, in the place of what was kept before.
///
/// # Errors
/// The database refused.
pub async fn put(work: &mut Work, hash: &AddressHash, cause: Cause, now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(PUT)
        .bind(hash.as_slice()).bind(<&str>::from(cause)).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const GET: &str = "SELECT reason, suppressed_at FROM suppressed_address_hash WHERE address_hash = $1";

/// Returns why an address must not be mailed, and since when; `None` when it may be.
///
/// # Errors
/// The database refused.
pub async fn get(work: &mut Work, hash: &AddressHash) -> Result<Option<(Cause, Timestamp)>, Error> {
    let row: Option<(String, i64)> =
        on!(work, tx => sqlx::query_as(GET).bind(hash.as_slice()).fetch_optional(&mut **tx).await?);
    row.map(|(cause, at)| Ok((read(&cause)?, moment(at)?))).transpose()
}

const COUNTS: &str = "SELECT reason, count(*) FROM suppressed_address_hash GROUP BY reason";

/// Counts by cause the addresses that we do not hold and must not mail.
///
/// # Errors
/// The database refused.
pub async fn counts(work: &mut Work) -> Result<Vec<(Cause, u64)>, Error> {
    let rows: Vec<(String, i64)> = on!(work, tx => sqlx::query_as(COUNTS).fetch_all(&mut **tx).await?);
    rows.into_iter().map(|(cause, count)| Ok((read(&cause)?, count.unsigned_abs()))).collect()
}

const CAUSE: &str = "SELECT reason FROM suppressed_address_hash WHERE address_hash = $1";

/// Returns why an address must not be mailed; `None` when it may be.
///
/// # Errors
/// The database refused.
pub async fn cause(work: &mut Work, hash: &AddressHash) -> Result<Option<Cause>, Error> {
    let row: Option<(String,)> =
        on!(work, tx => sqlx::query_as(CAUSE).bind(hash.as_slice()).fetch_optional(&mut **tx).await?);
    row.map(|(cause,)| read(&cause)).transpose()
}

const ANY: &str = "SELECT 1 FROM suppressed_address_hash LIMIT 1";

/// Tells whether there is any.
///
/// # Errors
/// The database refused.
pub async fn any(work: &mut Work) -> Result<bool, Error> {
    Ok(on!(work, tx => sqlx::query(ANY).fetch_optional(&mut **tx).await?.is_some()))
}

const CAUSES: &str = "WITH wanted (address_hash) AS (";
const CAUSES_ROWS: &str = ") SELECT suppressed.address_hash, suppressed.reason FROM wanted \
    CROSS JOIN suppressed_address_hash AS suppressed WHERE suppressed.address_hash = wanted.address_hash";

/// Returns which of these must not be mailed, and why.
///
/// # Errors
/// The database refused.
pub async fn causes(work: &mut Work, hashes: &[AddressHash]) -> Result<Vec<(AddressHash, Cause)>, Error> {
    let mut causes = Vec::new();
    for hashes in portions(hashes) {
        let rows: Vec<(Vec<u8>, String)> = on!(work, tx => {
            let mut query = QueryBuilder::new(CAUSES);
            query.push_values(hashes, |mut row, hash| { row.push_bind(hash.as_slice()); });
            query.push(CAUSES_ROWS).build_query_as().fetch_all(&mut **tx).await?
        });
        for (hash, cause) in rows {
            let hash = hash.try_into().map_err(|_| Error::Unreadable("key"))?;
            causes.push((hash, cause.parse().map_err(|_| Error::Unreadable("reason of a suppression"))?));
        }
    }
    Ok(causes)
}

const REMOVE: &str = "DELETE FROM suppressed_address_hash WHERE address_hash = $1";

/// Forgets that an address must not be mailed.
///
/// # Errors
/// The database refused.
pub async fn remove(work: &mut Work, hash: &AddressHash) -> Result<(), Error> {
    on!(work, tx => sqlx::query(REMOVE).bind(hash.as_slice()).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

fn read(cause: &str) -> Result<Cause, Error> {
    cause.parse().map_err(|_| Error::Unreadable("reason of a suppression"))
}
