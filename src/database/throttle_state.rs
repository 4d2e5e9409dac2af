//! Tables `throttle`, `throttle_waiter` and `throttle_window`: what went lately and who waits, in rows, so that a restart does
//! not burst and all senders share one pace.

use std::time::Duration;

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::IssueId;

const TRY_RESERVE: &str = "INSERT INTO throttle (name, next_at, interval_us) \
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
/// The database failed.
pub async fn try_reserve(
    work: &mut DatabaseTransaction,
    name: &str,
    span: Duration,
    cost: Duration,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(TRY_RESERVE)
        .bind(name).bind(to_micros(now)).bind(duration_micros(span)).bind(duration_micros(cost))
        .fetch_optional(&mut **tx).await?);
    row.map(|(at,)| from_micros(at)).transpose()
}

const NEXT_SEND_AT: &str = "SELECT next_at FROM throttle WHERE name = $1";

/// Returns when the next copy may be sent.
///
/// # Errors
/// The database failed.
pub async fn next_send_at(work: &mut DatabaseTransaction, name: &str) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(NEXT_SEND_AT).bind(name).fetch_optional(&mut **tx).await?);
    row.map(|(at,)| from_micros(at)).transpose()
}

const REFUND: &str = "UPDATE throttle SET next_at = next_at - $2 WHERE name = $1";

/// Refunds reserved time that was not used.
///
/// # Errors
/// The database failed.
pub async fn refund(work: &mut DatabaseTransaction, name: &str, span: Duration) -> Result<(), Error> {
    on!(work, tx => sqlx::query(REFUND).bind(name).bind(duration_micros(span)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const LOCK_POSTGRES: &str = "INSERT INTO throttle (name, next_at) VALUES ('lock', 0) \
    ON CONFLICT (name) DO UPDATE SET batch_count = throttle.batch_count";

/// Locks the throttles until the transaction ends; on SQLite there is only one writer anyway.
///
/// # Errors
/// The database failed.
pub async fn lock_throttles(work: &mut DatabaseTransaction) -> Result<(), Error> {
    if let DatabaseTransaction::Postgres(tx) = work {
        sqlx::query(LOCK_POSTGRES).execute(&mut **tx).await?;
    }
    Ok(())
}

const HAS_EARLIER_WAITER: &str = "SELECT issue_id FROM throttle_waiter AS other WHERE name = $1 AND issue_id <> $2 \
        AND last_seen_at > $3 \
    AND waiting_since < coalesce((SELECT waiting_since FROM throttle_waiter WHERE name = $1 \
        AND issue_id = $2), CAST($4 AS BIGINT)) LIMIT 1";

/// Returns `true` if another issue that was seen after `seen` has waited for longer.
///
/// # Errors
/// The database failed.
pub async fn has_earlier_waiter(
    work: &mut DatabaseTransaction,
    name: &str,
    issue: IssueId,
    seen: Timestamp,
    now: Timestamp,
) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(HAS_EARLIER_WAITER)
        .bind(name).bind(issue).bind(to_micros(seen)).bind(to_micros(now))
        .fetch_optional(&mut **tx).await?);
    Ok(row.is_some())
}

const JOIN_QUEUE: &str = "INSERT INTO throttle_waiter (name, issue_id, waiting_since, last_seen_at) \
    VALUES ($1, $2, $3, $3) \
    ON CONFLICT (name, issue_id) DO UPDATE SET last_seen_at = excluded.last_seen_at \
    WHERE throttle_waiter.last_seen_at < CAST($4 AS BIGINT)";

/// Lets an issue wait, since now if it does not wait yet; that it still does is kept if it was last seen before `seen`.
///
/// # Errors
/// The database failed.
pub async fn join_queue(
    work: &mut DatabaseTransaction,
    name: &str,
    issue: IssueId,
    seen: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(JOIN_QUEUE)
        .bind(name).bind(issue).bind(to_micros(now)).bind(to_micros(seen))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const LEAVE_QUEUE: &str = "DELETE FROM throttle_waiter WHERE name = $1 AND issue_id = $2";

/// Removes an issue from a waiting line.
///
/// # Errors
/// The database failed.
pub async fn leave_queue(work: &mut DatabaseTransaction, name: &str, issue: IssueId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(LEAVE_QUEUE).bind(name).bind(issue).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const LEAVE_ALL_QUEUES: &str = "DELETE FROM throttle_waiter WHERE issue_id = $1";

/// Removes an issue from every waiting line.
///
/// # Errors
/// The database failed.
pub async fn leave_all_queues(work: &mut DatabaseTransaction, issue: IssueId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(LEAVE_ALL_QUEUES).bind(issue).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const BATCH_STATE: &str = "SELECT next_at, batch_count FROM throttle WHERE name = $1";

/// Returns when the last pause ends, and how many copies were sent since.
///
/// # Errors
/// The database failed.
pub async fn batch_state(work: &mut DatabaseTransaction, name: &str) -> Result<(Timestamp, u32), Error> {
    let row: Option<(i64, i64)> =
        on!(work, tx => sqlx::query_as(BATCH_STATE).bind(name).fetch_optional(&mut **tx).await?);
    let (next, used) = row.unwrap_or_default();
    Ok((from_micros(next)?, u32::try_from(used).unwrap_or(u32::MAX)))
}

const SET_BATCH_STATE: &str = "INSERT INTO throttle (name, next_at, batch_count) VALUES ($1, $2, $3) \
    ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at, batch_count = excluded.batch_count";

/// Stores when the pause ends, and how many copies were sent since.
///
/// # Errors
/// The database failed.
pub async fn set_batch_state(
    work: &mut DatabaseTransaction,
    name: &str,
    pause_until: Timestamp,
    used: u32,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_BATCH_STATE)
        .bind(name).bind(to_micros(pause_until)).bind(i64::from(used))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const USED: &str = "SELECT CAST(coalesce(sum(sent_count), 0) AS BIGINT), min(slot) FROM throttle_window \
    WHERE name = $1 AND slot > $2";

/// Returns how many copies were sent in the slots after `slot`, and the first of these slots that is not empty.
///
/// # Errors
/// The database failed.
pub async fn used_since(work: &mut DatabaseTransaction, name: &str, slot: i64) -> Result<(u64, Option<i64>), Error> {
    let (used, first): (i64, Option<i64>) =
        on!(work, tx => sqlx::query_as(USED).bind(name).bind(slot).fetch_one(&mut **tx).await?);
    Ok((used.unsigned_abs(), first))
}

const COUNT_IN_SLOT: &str = "INSERT INTO throttle_window (name, slot, sent_count) VALUES ($1, $2, $3) \
    ON CONFLICT (name, slot) DO UPDATE SET sent_count = throttle_window.sent_count + excluded.sent_count";
const DELETE_OLD_SLOTS: &str = "DELETE FROM throttle_window WHERE name = $1 AND slot <= $2";

/// Counts copies in a slot, and deletes the slots up to `past`.
///
/// # Errors
/// The database failed.
pub async fn count_in_slot(
    work: &mut DatabaseTransaction,
    name: &str,
    slot: i64,
    copies: u32,
    past: i64,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(COUNT_IN_SLOT)
        .bind(name).bind(slot).bind(i64::from(copies))
        .execute(&mut **tx).await?.rows_affected());
    on!(work, tx => sqlx::query(DELETE_OLD_SLOTS).bind(name).bind(past).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

fn duration_micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX / 4)
}
