//! Tables `throttle`, `throttle_waiter` and `throttle_window`: what went lately and who waits, in rows, so that a restart does
//! not burst and all senders share one pace.

use std::time::Duration;

use jiff::Timestamp;

use super::{Error, Work, micros, moment, on};
use crate::model::IssueId;

const TAKE: &str = "INSERT INTO throttle (name, next_at, interval_us) \
    VALUES ($1, CAST($2 AS BIGINT) + CAST($3 AS BIGINT), $4) \
    ON CONFLICT (name) DO UPDATE SET interval_us = excluded.interval_us, next_at = CAST($3 AS BIGINT) + \
        CASE WHEN throttle.next_at BETWEEN CAST($2 AS BIGINT) - excluded.interval_us / 2 AND CAST($2 AS BIGINT) \
            THEN throttle.next_at ELSE CAST($2 AS BIGINT) END \
    WHERE throttle.next_at - throttle.interval_us + excluded.interval_us <= CAST($2 AS BIGINT) \
    RETURNING next_at";

/// Takes time for copies that go now and need `span` at a pace of one in `cost`, if the next one is due; returns when the
/// one after them is due then.
///
/// This is the generic cell rate algorithm. Who comes up to half a copy late loses nothing by it, so that the pace is
/// kept; after a copy that went at another pace, ours counts from that copy.
///
/// # Errors
/// The database refused.
pub async fn take(
    work: &mut Work,
    name: &str,
    span: Duration,
    cost: Duration,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(TAKE)
        .bind(name).bind(micros(now)).bind(length(span)).bind(length(cost))
        .fetch_optional(&mut **tx).await?);
    row.map(|(at,)| moment(at)).transpose()
}

const NEXT: &str = "SELECT next_at FROM throttle WHERE name = $1";

/// Returns when the next copy is due.
///
/// # Errors
/// The database refused.
pub async fn next(work: &mut Work, name: &str) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(NEXT).bind(name).fetch_optional(&mut **tx).await?);
    row.map(|(at,)| moment(at)).transpose()
}

const GIVE_BACK: &str = "UPDATE throttle SET next_at = next_at - $2 WHERE name = $1";

/// Gives time back that was taken and not used.
///
/// # Errors
/// The database refused.
pub async fn give_back(work: &mut Work, name: &str, span: Duration) -> Result<(), Error> {
    on!(work, tx => sqlx::query(GIVE_BACK).bind(name).bind(length(span)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const LOCK_POSTGRES: &str = "INSERT INTO throttle (name, next_at) VALUES ('lock', 0) \
    ON CONFLICT (name) DO UPDATE SET batch_count = throttle.batch_count";

/// Lets nobody else ask for room before this work ends: on a file, who writes is alone already.
///
/// # Errors
/// The database refused.
pub async fn lock(work: &mut Work) -> Result<(), Error> {
    if let Work::Postgres(tx) = work {
        sqlx::query(LOCK_POSTGRES).execute(&mut **tx).await?;
    }
    Ok(())
}

const AHEAD: &str = "SELECT issue_id FROM throttle_waiter AS other WHERE name = $1 AND issue_id <> $2 \
        AND last_seen_at > $3 \
    AND waiting_since < coalesce((SELECT waiting_since FROM throttle_waiter WHERE name = $1 \
        AND issue_id = $2), CAST($4 AS BIGINT)) LIMIT 1";

/// Tells whether another issue has waited for longer, of those that were seen after `seen`.
///
/// # Errors
/// The database refused.
pub async fn is_behind(
    work: &mut Work,
    name: &str,
    issue: IssueId,
    seen: Timestamp,
    now: Timestamp,
) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(AHEAD)
        .bind(name).bind(issue).bind(micros(seen)).bind(micros(now))
        .fetch_optional(&mut **tx).await?);
    Ok(row.is_some())
}

const QUEUE: &str = "INSERT INTO throttle_waiter (name, issue_id, waiting_since, last_seen_at) \
    VALUES ($1, $2, $3, $3) \
    ON CONFLICT (name, issue_id) DO UPDATE SET last_seen_at = excluded.last_seen_at \
    WHERE throttle_waiter.last_seen_at < CAST($4 AS BIGINT)";

/// Lets an issue wait, since now if it does not wait yet; that it still does is kept if it was last seen before `seen`.
///
/// # Errors
/// The database refused.
pub async fn queue(work: &mut Work, name: &str, issue: IssueId, seen: Timestamp, now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(QUEUE)
        .bind(name).bind(issue).bind(micros(now)).bind(micros(seen))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const LEAVE: &str = "DELETE FROM throttle_waiter WHERE name = $1 AND issue_id = $2";

/// Ends an issue's wait.
///
/// # Errors
/// The database refused.
pub async fn leave(work: &mut Work, name: &str, issue: IssueId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(LEAVE).bind(name).bind(issue).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const LEAVE_ALL: &str = "DELETE FROM throttle_waiter WHERE issue_id = $1";

/// Ends an issue's waiting for whatever pace.
///
/// # Errors
/// The database refused.
pub async fn leave_all(work: &mut Work, issue: IssueId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(LEAVE_ALL).bind(issue).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const BATCH: &str = "SELECT next_at, batch_count FROM throttle WHERE name = $1";

/// Returns when the last pause ends or ended, and how many copies went since.
///
/// # Errors
/// The database refused.
pub async fn batch(work: &mut Work, name: &str) -> Result<(Timestamp, u32), Error> {
    let row: Option<(i64, i64)> = on!(work, tx => sqlx::query_as(BATCH).bind(name).fetch_optional(&mut **tx).await?);
    let (next, used) = row.unwrap_or_default();
    Ok((moment(next)?, u32::try_from(used).unwrap_or(u32::MAX)))
}

const SET_BATCH: &str = "INSERT INTO throttle (name, next_at, batch_count) VALUES ($1, $2, $3) \
    ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at, batch_count = excluded.batch_count";

/// Keeps when the pause ends, and how many copies went since.
///
/// # Errors
/// The database refused.
pub async fn set_batch(work: &mut Work, name: &str, pause_until: Timestamp, used: u32) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_BATCH)
        .bind(name).bind(micros(pause_until)).bind(i64::from(used))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const USED: &str = "SELECT CAST(coalesce(sum(sent_count), 0) AS BIGINT), min(slot) FROM throttle_window \
    WHERE name = $1 AND slot > $2";

/// Returns how many copies went in the slots after `slot`, and the first of these slots in which any did.
///
/// # Errors
/// The database refused.
pub async fn used_since(work: &mut Work, name: &str, slot: i64) -> Result<(u64, Option<i64>), Error> {
    let (used, first): (i64, Option<i64>) =
        on!(work, tx => sqlx::query_as(USED).bind(name).bind(slot).fetch_one(&mut **tx).await?);
    Ok((used.unsigned_abs(), first))
}

const USE: &str = "INSERT INTO throttle_window (name, slot, sent_count) VALUES ($1, $2, $3) \
    ON CONFLICT (name, slot) DO UPDATE SET sent_count = throttle_window.sent_count + excluded.sent_count";
const FORGET: &str = "DELETE FROM throttle_window WHERE name = $1 AND slot <= $2";

/// Counts copies in a slot, and forgets the slots up to `past`.
///
/// # Errors
/// The database refused.
pub async fn use_slot(work: &mut Work, name: &str, slot: i64, copies: u32, past: i64) -> Result<(), Error> {
    on!(work, tx => sqlx::query(USE)
        .bind(name).bind(slot).bind(i64::from(copies))
        .execute(&mut **tx).await?.rows_affected());
    on!(work, tx => sqlx::query(FORGET).bind(name).bind(past).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

fn length(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX / 4)
}
