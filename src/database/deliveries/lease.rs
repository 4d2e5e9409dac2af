//! Leases on claimed deliveries, and whether more could be claimed.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::settle_and_claim::ClaimRequest;
use crate::database::subscribers::read_subscriber;
use crate::database::{DatabaseTransaction, Error, from_json, on, to_json, to_micros};
use crate::model::{DomainQueueId, IssueId, RecipientFilter, RelayName, RunId, Subscriber, SubscriberId};

const HAS_DUE: &str = "SELECT due.subscriber_id FROM delivery AS due \
    JOIN subscription ON subscription.list_id = $2 AND subscription.subscriber_id = due.subscriber_id \
        AND subscription.state IN ('confirmed', $5) \
    WHERE due.issue_id = $1 AND due.domain_queue_id = $3 AND due.status IN ('queued', 'deferred') \
        AND due.due_at <= $4 \
    ORDER BY due.due_at, due.subscriber_id LIMIT 1";

/// Returns `true` if a delivery could be claimed from a queue now.
///
/// # Errors
/// The database failed.
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

// The first of each queue, so that an engine does not read all that waits. What is in progress are a few rows.
const OPEN_QUEUES: &str = "SELECT id FROM domain_queue WHERE relay = $2 \
        AND (SELECT subscriber_id FROM delivery WHERE issue_id = $1 AND domain_queue_id = domain_queue.id \
            AND status IN ('queued', 'deferred') ORDER BY due_at LIMIT 1) IS NOT NULL \
    UNION ALL SELECT domain_queue_id FROM delivery WHERE issue_id = $1 AND status = 'sending'";

/// Returns the queues of a relay in which deliveries of an issue wait or are in progress. The shared queue is among them
/// only while one in it is in progress.
///
/// # Errors
/// The database failed.
pub async fn open_queues(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    relay: Option<&RelayName>,
) -> Result<BTreeSet<DomainQueueId>, Error> {
    let relay = relay.map_or("", RelayName::as_str);
    let rows: Vec<(DomainQueueId,)> =
        on!(work, tx => sqlx::query_as(OPEN_QUEUES).bind(issue).bind(relay).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The fork: SQLite hands over all rows at once, as for a page of recipients. `$6 + 0`, because it prepares a statement
/// again whenever another value is bound to a bare `LIMIT`.
const LIST_DUE_SQLITE: &str = "SELECT json_group_array(json_array(due_at, id, address, fields)) FROM ( \
        SELECT due.due_at, subscriber.id, subscriber.address, subscriber.fields FROM delivery AS due \
        JOIN subscription ON subscription.list_id = $2 AND subscription.subscriber_id = due.subscriber_id \
            AND subscription.state IN ('confirmed', $5) \
        JOIN subscriber ON subscriber.id = due.subscriber_id \
        WHERE due.issue_id = $1 AND due.domain_queue_id = $3 AND due.status IN ('queued', 'deferred') \
            AND due.due_at <= $4 \
        ORDER BY due.due_at, due.subscriber_id LIMIT $6 + 0)";
const LIST_DUE_POSTGRES: &str = "SELECT due.due_at, subscriber.id, subscriber.address, subscriber.fields \
    FROM delivery AS due \
    JOIN subscription ON subscription.list_id = $2 AND subscription.subscriber_id = due.subscriber_id \
        AND subscription.state IN ('confirmed', $5) \
    JOIN subscriber ON subscriber.id = due.subscriber_id \
    WHERE due.issue_id = $1 AND due.domain_queue_id = $3 AND due.status IN ('queued', 'deferred') \
        AND due.due_at <= $4 \
    ORDER BY due.due_at, due.subscriber_id LIMIT (SELECT CAST($6 AS BIGINT))";

type DueRow = (i64, SubscriberId, String, String);

/// Returns the subscribers whose deliveries would be claimed next from a queue, without claiming them.
///
/// # Errors
/// The database failed.
pub async fn list_due(
    work: &mut DatabaseTransaction,
    claim: ClaimRequest,
    now: Timestamp,
) -> Result<Vec<Subscriber>, Error> {
    let ClaimRequest { issue, filter, domain_queue, .. } = claim;
    let (state, limit) = (<&str>::from(filter.additional_state()), i64::try_from(claim.limit).unwrap_or(i64::MAX));
    let rows: Vec<DueRow> = match work {
        DatabaseTransaction::Sqlite(tx) => {
            let query = sqlx::query_scalar(LIST_DUE_SQLITE).bind(issue).bind(filter.list).bind(domain_queue);
            let page: String = query.bind(to_micros(now)).bind(state).bind(limit).fetch_one(&mut **tx).await?;
            from_json(&page, |(due_at, id, _, _): &DueRow| (*due_at, *id))?
        }
        DatabaseTransaction::Postgres(tx) => {
            let statement = claim.partition.name_in(LIST_DUE_POSTGRES);
            let query = sqlx::query_as(statement).bind(issue).bind(filter.list).bind(domain_queue);
            query.bind(to_micros(now)).bind(state).bind(limit).fetch_all(&mut **tx).await?
        }
    };
    rows.into_iter().map(|(_, id, address, fields)| read_subscriber((id, address, fields))).collect()
}

const RENEW_LEASES_SQLITE: &str = "UPDATE delivery SET due_at = $3 \
    FROM (SELECT value ->> 0 AS subscriber_id, value ->> 1 AS claimed_at FROM json_each($1)) AS leased \
    WHERE delivery.issue_id = $2 AND delivery.subscriber_id = leased.subscriber_id \
        AND delivery.status = 'sending' AND delivery.changed_at = leased.claimed_at";
/// The `LIMIT` is there for the planner, which otherwise expects 100 rows.
const RENEW_LEASES_POSTGRES: &str = "UPDATE delivery SET due_at = $3 \
    FROM (SELECT CAST(value ->> 0 AS BIGINT) AS subscriber_id, CAST(value ->> 1 AS BIGINT) AS claimed_at \
        FROM json_array_elements(CAST($1 AS json)) AS value \
        LIMIT json_array_length(CAST($1 AS json))) AS leased \
    WHERE delivery.issue_id = $2 AND delivery.subscriber_id = leased.subscriber_id \
        AND delivery.status = 'sending' AND delivery.changed_at = leased.claimed_at";

/// Extends the leases on claimed deliveries, each named by its subscriber and when it was claimed.
///
/// # Errors
/// The database failed.
pub async fn renew_leases(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    leased: impl ExactSizeIterator<Item = (SubscriberId, Timestamp)>,
    until: Timestamp,
) -> Result<(), Error> {
    if leased.len() == 0 {
        return Ok(());
    }
    let leased = to_json(leased.map(|(subscriber, claimed_at)| (subscriber, to_micros(claimed_at))))?;
    let statement = work.select(RENEW_LEASES_SQLITE, RENEW_LEASES_POSTGRES);
    on!(work, tx => sqlx::query(statement)
        .bind(leased).bind(issue).bind(to_micros(until))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const MARK_EXPIRED_LEASES: &str = "UPDATE delivery SET status = 'in_doubt', reply = $2 \
    WHERE issue_id = $1 AND status = 'sending' AND due_at <= $3 RETURNING subscriber_id";

/// Marks deliveries whose lease has ended as in doubt; returns whose they are. `changed_at` is kept, so that the settlements of
/// a sender that is alive after all still find their rows.
///
/// # Errors
/// The database failed.
pub async fn mark_expired_leases(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    why: &str,
    now: Timestamp,
) -> Result<Vec<SubscriberId>, Error> {
    Ok(on!(work, tx => sqlx::query_scalar(MARK_EXPIRED_LEASES)
        .bind(issue).bind(why).bind(to_micros(now))
        .fetch_all(&mut **tx).await?))
}

const RETURN_CLAIMED: &str = "UPDATE delivery \
    SET status = CASE WHEN attempts > 0 THEN 'deferred' ELSE 'queued' END, due_at = $4, claimed_by = NULL \
    WHERE issue_id = $1 AND claimed_by = $2 AND changed_at = $3 AND status = 'sending'";
/// A lease that ended while the database was away has put them in doubt. A statement of its own, because each status has
/// its index.
const RETURN_DOUBTED: &str = "UPDATE delivery \
    SET status = CASE WHEN attempts > 0 THEN 'deferred' ELSE 'queued' END, due_at = $4, claimed_by = NULL, reply = NULL \
    WHERE issue_id = $1 AND claimed_by = $2 AND changed_at = $3 AND status = 'in_doubt'";

/// Lets the deliveries wait again that a run claimed at a moment, and of which none was handed to the relay; returns how
/// many. Those whose result was recorded at that moment are not touched: they are no longer claimed.
///
/// # Errors
/// The database failed.
pub async fn return_unsent(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    run: RunId,
    claimed_at: Timestamp,
    now: Timestamp,
) -> Result<u64, Error> {
    let mut count = 0;
    for statement in [RETURN_CLAIMED, RETURN_DOUBTED] {
        count += on!(work, tx => sqlx::query(statement)
            .bind(issue).bind(run).bind(to_micros(claimed_at)).bind(to_micros(now))
            .execute(&mut **tx).await?.rows_affected());
    }
    Ok(count)
}
