//! Queueing an issue's copies.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use crate::database::{DatabaseTransaction, Error, on, to_micros};
use crate::model::{IssueId, RecipientFilter, SubscriberId};

const ENQUEUE_LIST: &str = "INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
    SELECT $1, subscriber_id, 'queued', 0, $3, $4 FROM subscription WHERE list_id = $2 \
        AND state IN ('confirmed', $5) \
    ORDER BY subscriber_id";

/// Queues a copy for each reader of a list, due at `due_at`, inside the database; returns how many.
///
/// # Errors
/// The database refused.
pub async fn enqueue_list(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    whom: RecipientFilter,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(ENQUEUE_LIST)
        .bind(issue).bind(whom.list).bind(to_micros(due_at)).bind(to_micros(now)).bind(<&str>::from(whom.additional_state()))
        .execute(&mut **tx).await?.rows_affected()))
}

const ENQUEUE_SUBSCRIBERS: &str =
    "INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at) ";

/// Queues a copy for each of some subscribers, at most a few thousand at a time.
///
/// # Errors
/// The database refused.
pub async fn enqueue_subscribers(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscribers: &[SubscriberId],
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    if subscribers.is_empty() {
        return Ok(());
    }
    on!(work, tx => {
        let mut query = QueryBuilder::new(ENQUEUE_SUBSCRIBERS);
        query.push_values(subscribers, |mut row, subscriber| {
            row.push_bind(issue).push_bind(*subscriber).push("'queued'").push("0")
                .push_bind(to_micros(due_at)).push_bind(to_micros(now));
        });
        query.build().execute(&mut **tx).await?.rows_affected()
    });
    Ok(())
}
