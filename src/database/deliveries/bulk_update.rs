//! Changes to many deliveries at once.

use jiff::Timestamp;

use crate::database::{DatabaseTransaction, Error, on, to_micros};
use crate::model::{DeliveryStatus, DomainQueueId, InboundKind, IssueId, RecipientFilter, SubscriberId};

const SKIP_INELIGIBLE: &str = "UPDATE delivery SET status = 'skipped', changed_at = $3 \
    WHERE issue_id = $1 AND status IN ('queued', 'deferred') AND NOT EXISTS ( \
        SELECT 1 FROM subscription WHERE subscription.list_id = $2 \
            AND subscription.subscriber_id = delivery.subscriber_id AND subscription.state IN ('confirmed', $4))";

/// Skips the deliveries to subscribers who are no longer recipients of the list; returns how many.
///
/// # Errors
/// The database failed.
pub async fn skip_ineligible(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    whom: RecipientFilter,
    now: Timestamp,
) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(SKIP_INELIGIBLE)
        .bind(issue).bind(whom.list).bind(to_micros(now)).bind(<&str>::from(whom.additional_state()))
        .execute(&mut **tx).await?.rows_affected()))
}

const CANCEL: &str = "UPDATE delivery SET status = 'cancelled', changed_at = $2 \
    WHERE issue_id = $1 AND status IN ('queued', 'deferred')";

/// Cancels the deliveries that wait; returns how many.
///
/// # Errors
/// The database failed.
pub async fn cancel_waiting(work: &mut DatabaseTransaction, issue: IssueId, now: Timestamp) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(CANCEL).bind(issue).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected()))
}

const RESOLVE_IN_DOUBT: &str =
    "UPDATE delivery SET status = $2, due_at = $3, may_have_arrived = TRUE WHERE issue_id = $1 AND status = 'in_doubt'";

/// Settles all deliveries in doubt as `status`; returns how many.
///
/// # Errors
/// The database failed.
pub async fn resolve_in_doubt(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    status: DeliveryStatus,
    now: Timestamp,
) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(RESOLVE_IN_DOUBT)
        .bind(issue).bind(<&str>::from(status)).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected()))
}

const RESOLVE_ONE_IN_DOUBT: &str = "UPDATE delivery SET status = $3, due_at = $4, may_have_arrived = TRUE \
    WHERE issue_id = $1 AND subscriber_id = $2 AND status = 'in_doubt'";

/// Settles one delivery in doubt as `status`; returns how many, which is 0 if it is not in doubt.
///
/// # Errors
/// The database failed.
pub async fn resolve_one_in_doubt(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscriber: SubscriberId,
    status: DeliveryStatus,
    now: Timestamp,
) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(RESOLVE_ONE_IN_DOUBT)
        .bind(issue).bind(subscriber).bind(<&str>::from(status)).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected()))
}

const MARK_MAY_HAVE_ARRIVED: &str =
    "UPDATE delivery SET may_have_arrived = TRUE WHERE issue_id = $1 AND subscriber_id = $2";

/// Marks a delivery that is sent again although it may have arrived.
///
/// # Errors
/// The database failed.
pub async fn mark_may_have_arrived(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscriber: SubscriberId,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(MARK_MAY_HAVE_ARRIVED)
        .bind(issue).bind(subscriber).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const REQUEUE: &str = "UPDATE delivery SET status = 'queued', due_at = $3 \
    WHERE issue_id = $1 AND subscriber_id = $2 AND status = 'bounced' RETURNING attempts";

/// Queues a bounced delivery again, and returns its number of attempts; `None` if it is not bounced.
///
/// # Errors
/// The database failed.
pub async fn requeue(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscriber: SubscriberId,
    now: Timestamp,
) -> Result<Option<i64>, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(REQUEUE)
        .bind(issue).bind(subscriber).bind(to_micros(now))
        .fetch_optional(&mut **tx).await?);
    Ok(row.map(|(attempts,)| attempts))
}

const REQUEUE_REJECTED: &str = "UPDATE delivery SET status = 'queued', due_at = $2 \
    WHERE issue_id = $1 AND status = 'bounced' AND NOT EXISTS (SELECT 1 FROM inbound_message \
        WHERE inbound_message.issue_id = delivery.issue_id \
            AND inbound_message.subscriber_id = delivery.subscriber_id AND inbound_message.kind = $3)";

/// Queues the deliveries of an issue again that the relay rejected; returns how many. Those that came back by mail stay.
///
/// # Errors
/// The database failed.
pub async fn requeue_rejected(work: &mut DatabaseTransaction, issue: IssueId, now: Timestamp) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(REQUEUE_REJECTED)
        .bind(issue).bind(to_micros(now)).bind(<&str>::from(InboundKind::Bounce))
        .execute(&mut **tx).await?.rows_affected()))
}

const LEAVE_DOMAIN_QUEUE: &str = "UPDATE delivery SET domain_queue_id = 0 \
    WHERE subscriber_id = $1 AND issue_id IN (SELECT id FROM issue) AND domain_queue_id <> 0";

/// Takes a subscriber's copies out of the queue of the domain that their address had: also those that may be queued again.
///
/// # Errors
/// The database refused.
pub async fn leave_domain_queue(work: &mut DatabaseTransaction, subscriber: SubscriberId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(LEAVE_DOMAIN_QUEUE).bind(subscriber).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const MOVE_TO_DOMAIN_QUEUE: &str = "UPDATE delivery SET domain_queue_id = $2 \
    WHERE issue_id = $1 AND domain_queue_id = 0 AND status IN ('queued', 'deferred') AND subscriber_id IN ( \
        SELECT id FROM subscriber WHERE substr(normalized_address, \
        length(normalized_address) - length($3) + 1) = $3)";

/// Moves the waiting deliveries to a recipient domain into its queue; returns how many.
///
/// # Errors
/// The database failed.
pub async fn move_to_domain_queue(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    lane: DomainQueueId,
    domain: &str,
) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(MOVE_TO_DOMAIN_QUEUE)
        .bind(issue).bind(lane).bind(format!("@{domain}"))
        .execute(&mut **tx).await?.rows_affected()))
}
