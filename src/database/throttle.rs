//! Table `throttle`: the moment at which the next copy may go (GCRA), in a row, so that a restart does not burst.

use std::time::Duration;

use jiff::Timestamp;

use super::{Error, Work, micros, moment, on};

const TAKE: &str = "INSERT INTO throttle (name, next_at) VALUES ($1, CAST($2 AS BIGINT) + $3) \
    ON CONFLICT (name) DO UPDATE SET next_at = CAST($2 AS BIGINT) + $3 \
    WHERE throttle.next_at <= CAST($2 AS BIGINT) OR throttle.next_at > CAST($2 AS BIGINT) + $4 \
    RETURNING next_at";

/// Takes room for copies that cost `cost` in time; `false` when the next copy is not due yet.
///
/// No wait is longer than `longest`: one that is was taken at a slower pace, which no longer holds.
///
/// # Errors
/// The database refused.
pub async fn take(
    work: &mut Work,
    name: &str,
    cost: Duration,
    longest: Duration,
    now: Timestamp,
) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(TAKE)
        .bind(name).bind(micros(now)).bind(span(cost)).bind(span(longest))
        .fetch_optional(&mut **tx).await?);
    Ok(row.is_some())
}

const GIVE_BACK: &str = "UPDATE throttle SET next_at = next_at - $2 WHERE name = $1";

/// Gives room back that was taken and not used.
///
/// # Errors
/// The database refused.
pub async fn give_back(work: &mut Work, name: &str, cost: Duration) -> Result<(), Error> {
    on!(work, tx => sqlx::query(GIVE_BACK).bind(name).bind(span(cost)).execute(&mut **tx).await?.rows_affected());
    Ok(())
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

fn span(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX / 4)
}
