//! How much waits in the ledger, and for how long: figures for those who watch the program.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{EventKind, StatusCounts};

const OPEN_COUNTS: &str = "SELECT delivery.status, CAST(count(*) AS BIGINT) FROM issue \
    JOIN delivery ON delivery.issue_id = issue.id \
    WHERE issue.state IN ('sending', 'paused') AND NOT issue.is_trial GROUP BY delivery.status";

/// Returns the deliveries of all issues that have not ended, by status.
///
/// # Errors
/// The database failed.
pub async fn open_counts(work: &mut DatabaseTransaction) -> Result<StatusCounts, Error> {
    let rows: Vec<(String, i64)> = on!(work, tx => sqlx::query_as(OPEN_COUNTS).fetch_all(&mut **tx).await?);
    let read = |(status, count): (String, i64)| {
        let status = status.parse().map_err(|_| Error::InvalidValue("delivery status"))?;
        Ok((status, count.unsigned_abs()))
    };
    rows.into_iter().map(read).collect()
}

// The first of each queue, because the index has the queues before the time. Queue 0 has no row.
const OLDEST_DUE: &str = "SELECT min(first.due_at) FROM (\
        SELECT (SELECT due_at FROM delivery WHERE issue_id = issue.id AND domain_queue_id = 0 \
            AND status IN ('queued', 'deferred') ORDER BY due_at LIMIT 1) AS due_at \
        FROM issue WHERE state = 'sending' AND starts_at <= $1 AND NOT is_trial \
        UNION ALL \
        SELECT (SELECT due_at FROM delivery WHERE issue_id = issue.id AND domain_queue_id = domain_queue.id \
            AND status IN ('queued', 'deferred') ORDER BY due_at LIMIT 1) \
        FROM issue CROSS JOIN domain_queue WHERE state = 'sending' AND starts_at <= $1 AND NOT is_trial) AS first";

/// Returns since when the oldest copy waits that could be sent now; `None` if none does.
///
/// # Errors
/// The database failed.
pub async fn oldest_due(work: &mut DatabaseTransaction, now: Timestamp) -> Result<Option<Timestamp>, Error> {
    let oldest: Option<i64> =
        on!(work, tx => sqlx::query_scalar(OLDEST_DUE).bind(to_micros(now)).fetch_one(&mut **tx).await?);
    Ok(oldest.map(from_micros).transpose()?.filter(|at| *at <= now))
}

// By list, because the index has the lists before the time.
const EVENT_COUNTS: &str = "SELECT kind, CAST(count(*) AS BIGINT) FROM subscription_event \
    WHERE list_id IN (SELECT id FROM list) AND occurred_at >= $1 AND subscriber_id IS NOT NULL GROUP BY kind";

/// Returns how many events of each kind were recorded for single people on lists since a time.
///
/// # Errors
/// The database failed.
pub async fn event_counts(work: &mut DatabaseTransaction, since: Timestamp) -> Result<Vec<(EventKind, u64)>, Error> {
    let rows: Vec<(String, i64)> =
        on!(work, tx => sqlx::query_as(EVENT_COUNTS).bind(to_micros(since)).fetch_all(&mut **tx).await?);
    let read = |(kind, count): (String, i64)| {
        let kind = kind.parse().map_err(|_| Error::InvalidValue("event kind"))?;
        Ok((kind, count.unsigned_abs()))
    };
    rows.into_iter().map(read).collect()
}
