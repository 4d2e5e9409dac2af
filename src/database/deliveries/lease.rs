//! What can be claimed, and holding what was.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use crate::database::{DatabaseTransaction, Error, on, to_micros};
use crate::model::{DomainQueueId, IssueId, RecipientFilter, SubscriberId};

const HAS_DUE: &str = "SELECT due.subscriber_id FROM delivery AS due \
    JOIN subscription ON subscription.list_id = $2 AND subscription.subscriber_id = due.subscriber_id \
        AND subscription.state IN ('confirmed', $5) \
    WHERE due.issue_id = $1 AND due.domain_queue_id = $3 AND due.status IN ('queued', 'deferred') \
        AND due.due_at <= $4 \
    ORDER BY due.due_at, due.subscriber_id LIMIT 1";

/// Tells whether a copy could be claimed from a lane now.
///
/// # Errors
/// The database refused.
pub async fn has_due(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    whom: RecipientFilter,
    lane: DomainQueueId,
    now: Timestamp,
) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(HAS_DUE)
        .bind(issue).bind(whom.list).bind(lane).bind(to_micros(now)).bind(<&str>::from(whom.additional_state()))
        .fetch_optional(&mut **tx).await?);
    Ok(row.is_some())
}

const RENEW_LEASES: &str = "UPDATE delivery SET due_at = held.column3 FROM (";
const RENEW_LEASES_WHERE: &str = ") AS held WHERE delivery.subscriber_id = held.column1 \
    AND delivery.status = 'sending' AND delivery.changed_at = held.column2 AND delivery.issue_id = ";

/// Holds claimed copies, each named by its subscriber and the moment of its claim, until later.
///
/// # Errors
/// The database refused.
pub async fn renew_leases(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    held: impl ExactSizeIterator<Item = (SubscriberId, Timestamp)>,
    until: Timestamp,
) -> Result<(), Error> {
    if held.len() == 0 {
        return Ok(());
    }
    on!(work, tx => {
        let mut query = QueryBuilder::new(RENEW_LEASES);
        query.push_values(held, |mut row, (subscriber, claimed_at)| {
            row.push_bind(subscriber).push_bind(to_micros(claimed_at)).push_bind(to_micros(until));
        });
        query.push(RENEW_LEASES_WHERE).push_bind(issue);
        query.build().execute(&mut **tx).await?.rows_affected()
    });
    Ok(())
}

const MARK_EXPIRED_LEASES: &str = "UPDATE delivery SET status = 'in_doubt', reply = $2 \
    WHERE issue_id = $1 AND status = 'sending' AND due_at <= $3";

/// Names in doubt what nobody holds any more; returns how many. When it was handed over stays known: should whoever
/// claimed it live after all, their settlements still find their rows.
///
/// # Errors
/// The database refused.
pub async fn mark_expired_leases(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    why: &str,
    now: Timestamp,
) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(MARK_EXPIRED_LEASES)
        .bind(issue).bind(why).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected()))
}
