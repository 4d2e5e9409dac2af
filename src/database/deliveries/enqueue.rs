//! Queueing the deliveries of an issue.

use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::partition::Partition;
use crate::database::{Database, DatabaseTransaction, Error, on, to_json, to_micros};
use crate::model::{IssueId, RecipientFilter, SubscriberId};

const ENQUEUE_LIST: &str = "INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
    SELECT $1, subscriber_id, 'queued', 0, $3, $4 FROM subscription WHERE list_id = $2 \
        AND state IN ('confirmed', $5) \
    ORDER BY subscriber_id";

/// Queues a delivery to each recipient on a list, due at `due_at`; returns how many.
///
/// # Errors
/// The database failed.
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

const ENQUEUE_SUBSCRIBERS_SQLITE: &str = "INSERT INTO delivery \
        (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
    SELECT $2, value, 'queued', 0, $3, $4 FROM json_each($1)";
const ENQUEUE_SUBSCRIBERS_POSTGRES: &str = "INSERT INTO delivery \
        (issue_id, subscriber_id, status, attempts, due_at, changed_at) \
    SELECT $2, CAST(value AS BIGINT), 'queued', 0, $3, $4 FROM json_array_elements_text(CAST($1 AS json)) AS value";

/// Queues a delivery to each of these subscribers.
///
/// # Errors
/// The database failed.
pub async fn enqueue_subscribers(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscribers: &[SubscriberId],
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), Error> {
    let statement = work.select(ENQUEUE_SUBSCRIBERS_SQLITE, ENQUEUE_SUBSCRIBERS_POSTGRES);
    on!(work, tx => sqlx::query(statement)
        .bind(to_json(subscribers.iter())?).bind(issue).bind(to_micros(due_at)).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

/// Counts the rows of the partition that an issue is in. Without figures about new rows, PostgreSQL reads all copies of
/// the issue for each claim until its own service has counted them.
///
/// # Errors
/// The database failed.
pub async fn analyze_copies(database: &Database, issue: IssueId) -> Result<(), Error> {
    let Database::Postgres(pool) = database else { return Ok(()) };
    let partition = Partition::of(&mut database.begin_read().await?, issue).await?;
    sqlx::query(AssertSqlSafe(format!("ANALYZE {}", partition.table()))).execute(pool).await?;
    Ok(())
}
