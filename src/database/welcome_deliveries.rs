//! Table `welcome_delivery`: the ledger of welcome letters, at most one per person and list.

mod returned_letters;
mod welcome_status;

pub use returned_letters::{mark_returned, sent_letter};
pub use welcome_status::{WelcomeCount, WelcomeRecord, counts, in_doubt_addresses, of_subscriber};

use jiff::{SignedDuration, Timestamp};

use super::{DatabaseTransaction, Error, on, subscribers, to_micros};
use crate::model::{DeliveryStatus, ListId, Subscriber, SubscriberId};

/// After how long a letter that is being handed over is in doubt: longer than any conversation with a relay takes.
const LEASE: SignedDuration = SignedDuration::from_mins(30);

/// A welcome letter that was claimed for sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimedWelcome {
    /// The person.
    pub subscriber: Subscriber,
    /// The number of attempts, with this one.
    pub attempts: i64,
    /// The time of the claim.
    pub claimed_at: Timestamp,
}

/// What became of a welcome letter that was claimed.
#[derive(Debug, Clone, Copy)]
pub struct WelcomeResult<'a> {
    /// The status.
    pub status: DeliveryStatus,
    /// When it is tried again, if it is.
    pub due_at: Timestamp,
    /// The relay's reply, or what went wrong.
    pub reply: &'a str,
}

const ENQUEUE: &str = "INSERT INTO welcome_delivery (list_id, subscriber_id, status, attempts, queued_at, due_at, \
        changed_at) VALUES ($1, $2, 'queued', 0, $3, $3, $3) ON CONFLICT (list_id, subscriber_id) DO UPDATE \
    SET status = 'queued', attempts = 0, queued_at = $3, due_at = $3, changed_at = $3, reply = NULL \
    WHERE welcome_delivery.status = 'skipped'";

/// Queues the letter of somebody who has joined; one that was handed over before stays as it is.
///
/// # Errors
/// The database failed.
pub async fn enqueue(
    work: &mut DatabaseTransaction,
    list: ListId,
    subscriber: SubscriberId,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ENQUEUE)
        .bind(list).bind(subscriber).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const REQUEST: &str = "INSERT INTO welcome_delivery (list_id, subscriber_id, status, attempts, queued_at, due_at, \
        changed_at) VALUES ($1, $2, 'queued', 0, $3, $3, $3) ON CONFLICT (list_id, subscriber_id) DO UPDATE \
    SET status = 'queued', attempts = 0, queued_at = $3, due_at = $3, changed_at = $3, reply = NULL \
    WHERE welcome_delivery.status NOT IN ('queued', 'deferred', 'sending', 'sent')";

/// Queues a letter that an operator asks for, also one that is in doubt; returns `false` if it was sent or waits already.
///
/// # Errors
/// The database failed.
pub async fn request(
    work: &mut DatabaseTransaction,
    list: ListId,
    subscriber: SubscriberId,
    now: Timestamp,
) -> Result<bool, Error> {
    let rows = on!(work, tx => sqlx::query(REQUEST)
        .bind(list).bind(subscriber).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected());
    Ok(rows == 1)
}

const HAS_DUE: &str = "SELECT 1 FROM welcome_delivery \
    WHERE status IN ('queued', 'deferred', 'sending') AND due_at <= $1 ORDER BY due_at LIMIT 1";

/// Returns whether a letter is due, or was left behind by a sender that has died.
///
/// # Errors
/// The database failed.
pub async fn has_due(work: &mut DatabaseTransaction, now: Timestamp) -> Result<bool, Error> {
    Ok(on!(work, tx => sqlx::query(HAS_DUE).bind(to_micros(now)).fetch_optional(&mut **tx).await?.is_some()))
}

const DUE_LISTS: &str = "SELECT DISTINCT list_id FROM welcome_delivery \
    WHERE status IN ('queued', 'deferred') AND due_at <= $1 ORDER BY list_id";

/// Returns the lists with letters that are due.
///
/// # Errors
/// The database failed.
pub async fn due_lists(work: &mut DatabaseTransaction, now: Timestamp) -> Result<Vec<ListId>, Error> {
    let rows: Vec<(ListId,)> =
        on!(work, tx => sqlx::query_as(DUE_LISTS).bind(to_micros(now)).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(list,)| list).collect())
}

const SKIP_UNSUBSCRIBED: &str = "UPDATE welcome_delivery SET status = 'skipped', changed_at = $2 \
    WHERE list_id = $1 AND status IN ('queued', 'deferred') AND due_at <= $2 AND ( \
        NOT EXISTS (SELECT 1 FROM subscription WHERE subscription.list_id = welcome_delivery.list_id \
            AND subscription.subscriber_id = welcome_delivery.subscriber_id AND subscription.state = 'confirmed') \
        OR EXISTS (SELECT 1 FROM suppression WHERE suppression.subscriber_id = welcome_delivery.subscriber_id))";

/// Sets aside the letters of people who have left the list meanwhile or must not be mailed.
///
/// # Errors
/// The database failed.
pub async fn skip_unsubscribed(work: &mut DatabaseTransaction, list: ListId, now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SKIP_UNSUBSCRIBED)
        .bind(list).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const CANCEL: &str = "UPDATE welcome_delivery SET status = 'skipped', changed_at = $2 \
    WHERE list_id = $1 AND status IN ('queued', 'deferred')";

/// Sets aside all letters of a list that wait.
///
/// # Errors
/// The database failed.
pub async fn cancel(work: &mut DatabaseTransaction, list: ListId, now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(CANCEL).bind(list).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const EXPIRE: &str = "UPDATE welcome_delivery SET status = 'expired', changed_at = $2 \
    WHERE status IN ('queued', 'deferred') AND queued_at <= $1";

/// Gives up the letters that were queued at `until` or before.
///
/// # Errors
/// The database failed.
pub async fn expire(work: &mut DatabaseTransaction, until: Timestamp, now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(EXPIRE)
        .bind(to_micros(until)).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const MARK_IN_DOUBT: &str = "UPDATE welcome_delivery SET status = 'in_doubt', reply = $2 \
    WHERE status = 'sending' AND due_at <= $1";

/// Marks the letters whose sender has died, with the reason.
///
/// # Errors
/// The database failed.
pub async fn mark_expired_leases(work: &mut DatabaseTransaction, reason: &str, now: Timestamp) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(MARK_IN_DOUBT)
        .bind(to_micros(now)).bind(reason).execute(&mut **tx).await?.rows_affected()))
}

const POSTPONE: &str = "UPDATE welcome_delivery SET due_at = $3, reply = $4 \
    WHERE list_id = $1 AND status IN ('queued', 'deferred') AND due_at <= $2";

/// Lets all due letters of a list wait until `due_at`, for a reason.
///
/// # Errors
/// The database failed.
pub async fn postpone(
    work: &mut DatabaseTransaction,
    list: ListId,
    due_at: Timestamp,
    reason: &str,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(POSTPONE)
        .bind(list).bind(to_micros(now)).bind(to_micros(due_at)).bind(reason)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const NEXT_DUE: &str = "SELECT subscriber.id, subscriber.address, subscriber.fields, welcome_delivery.attempts \
    FROM welcome_delivery \
    JOIN subscriber ON subscriber.id = welcome_delivery.subscriber_id \
    JOIN subscription ON subscription.list_id = welcome_delivery.list_id \
        AND subscription.subscriber_id = subscriber.id AND subscription.state = 'confirmed' \
    WHERE welcome_delivery.list_id = $1 AND welcome_delivery.status IN ('queued', 'deferred') \
        AND welcome_delivery.due_at <= $2 \
    ORDER BY welcome_delivery.due_at, subscriber.id LIMIT 1";
const CLAIM: &str = "UPDATE welcome_delivery SET status = 'sending', attempts = attempts + 1, changed_at = $3, due_at = $4 \
    WHERE list_id = $1 AND subscriber_id = $2 AND status IN ('queued', 'deferred')";

/// Claims the next letter of a list; from here on it is never sent again by itself, even if this process dies.
///
/// # Errors
/// The database failed.
pub async fn claim(
    work: &mut DatabaseTransaction,
    list: ListId,
    now: Timestamp,
) -> Result<Option<ClaimedWelcome>, Error> {
    let row: Option<(SubscriberId, String, String, i64)> = on!(work, tx => sqlx::query_as(NEXT_DUE)
        .bind(list).bind(to_micros(now)).fetch_optional(&mut **tx).await?);
    let Some((id, address, fields, attempts)) = row else { return Ok(None) };
    let subscriber = subscribers::read_subscriber((id, address, fields))?;
    let rows = on!(work, tx => sqlx::query(CLAIM)
        .bind(list).bind(id).bind(to_micros(now)).bind(to_micros(now + LEASE))
        .execute(&mut **tx).await?.rows_affected());
    Ok((rows == 1).then(|| ClaimedWelcome { subscriber, attempts: attempts + 1, claimed_at: now }))
}

const SETTLE: &str = "UPDATE welcome_delivery SET status = $4, due_at = $5, reply = $6 \
    WHERE list_id = $1 AND subscriber_id = $2 AND changed_at = $3 AND status IN ('sending', 'in_doubt')";

/// Records what became of a claimed letter.
///
/// # Errors
/// The database failed.
pub async fn settle(
    work: &mut DatabaseTransaction,
    list: ListId,
    claimed: &ClaimedWelcome,
    result: WelcomeResult<'_>,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SETTLE)
        .bind(list).bind(claimed.subscriber.id).bind(to_micros(claimed.claimed_at))
        .bind(<&str>::from(result.status)).bind(to_micros(result.due_at)).bind(result.reply)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}
