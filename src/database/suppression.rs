//! Table `suppression`: addresses that must not be mailed.

use jiff::Timestamp;

use super::{Error, Work, micros, on};
use crate::model::Cause;

const ADD: &str = "INSERT INTO suppression (subscriber, reason, at, issue, note) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (subscriber) DO NOTHING";

/// Suppresses a subscriber's address, maybe because of an issue; the first reason stands.
///
/// # Errors
/// The database refused.
pub async fn add(
    work: &mut Work,
    subscriber: i64,
    cause: Cause,
    issue: Option<i64>,
    note: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD)
        .bind(subscriber).bind(<&str>::from(cause)).bind(micros(now)).bind(issue).bind(note)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const HAS: &str = "SELECT subscriber FROM suppression WHERE subscriber = $1";

/// Tells whether a subscriber's address is suppressed.
///
/// # Errors
/// The database refused.
pub async fn has(work: &mut Work, subscriber: i64) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(HAS).bind(subscriber).fetch_optional(&mut **tx).await?);
    Ok(row.is_some())
}

const OF_ISSUE: &str = "SELECT subscriber FROM suppression WHERE issue = $1 ORDER BY subscriber";

/// Returns whose addresses were suppressed because of an issue.
///
/// # Errors
/// The database refused.
pub async fn of_issue(work: &mut Work, issue: i64) -> Result<Vec<i64>, Error> {
    let rows: Vec<(i64,)> = on!(work, tx => sqlx::query_as(OF_ISSUE).bind(issue).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(subscriber,)| subscriber).collect())
}

const LIFT: &str = "DELETE FROM suppression WHERE subscriber = $1";

/// Lifts a suppression.
///
/// # Errors
/// The database refused.
pub async fn lift(work: &mut Work, subscriber: i64) -> Result<(), Error> {
    on!(work, tx => sqlx::query(LIFT).bind(subscriber).execute(&mut **tx).await?.rows_affected());
    Ok(())
}
