//! How many messages were sent in a period.

use jiff::Timestamp;

use crate::database::event_log::list_id_range;
use crate::database::{DatabaseTransaction, Error, on, to_micros};
use crate::model::ListId;

const COUNT_SENT: &str = "SELECT count(DISTINCT issue.id), count(*) \
    FROM issue JOIN delivery ON delivery.issue_id = issue.id \
    WHERE issue.list_id BETWEEN $1 AND $2 AND issue.is_trial = $3 AND issue.starts_at >= $4 AND issue.starts_at < $5 \
        AND delivery.status = 'sent'";

/// Counts the issues that started from `from` until before `until`, on one list or on all, and their deliveries that the
/// relay accepted. Trials do not count.
///
/// # Errors
/// The database failed.
pub async fn count_sent(
    work: &mut DatabaseTransaction,
    list: Option<ListId>,
    from: Timestamp,
    until: Timestamp,
) -> Result<(u64, u64), Error> {
    let (low, high) = list_id_range(list);
    let (issues, letters): (i64, i64) = on!(work, tx => sqlx::query_as(COUNT_SENT)
        .bind(low).bind(high).bind(false).bind(to_micros(from)).bind(to_micros(until))
        .fetch_one(&mut **tx).await?);
    Ok((issues.unsigned_abs(), letters.unsigned_abs()))
}
