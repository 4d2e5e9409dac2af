//! Table `throttle`: the moment at which the next copy may go (GCRA), in a row, so that a restart does not burst.

use std::time::Duration;

use jiff::Timestamp;

use super::{Error, Work, micros, moment, on};

const TAKE: &str = "INSERT INTO throttle (name, next_at) VALUES ($1, $2 + $3) \
    ON CONFLICT (name) DO UPDATE \
    SET next_at = CASE WHEN throttle.next_at > $2 THEN throttle.next_at ELSE $2 END + $3 \
    WHERE throttle.next_at <= $2 \
    RETURNING next_at";

/// Takes room for copies that cost `cost` in time; `false` when the next copy is not due yet.
///
/// # Errors
/// The database refused.
pub async fn take(work: &mut Work, name: &str, cost: Duration, now: Timestamp) -> Result<bool, Error> {
    let cost = i64::try_from(cost.as_micros()).unwrap_or(i64::MAX / 4);
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(TAKE)
        .bind(name).bind(micros(now)).bind(cost)
        .fetch_optional(&mut **tx).await?);
    Ok(row.is_some())
}

const NEXT: &str = "SELECT next_at FROM throttle WHERE name = $1";

/// Returns when the next copy may go.
///
/// # Errors
/// The database refused.
pub async fn next(work: &mut Work, name: &str) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(NEXT).bind(name).fetch_optional(&mut **tx).await?);
    row.map(|(at,)| moment(at)).transpose()
}
