//! Settling deliveries and claiming others in one statement: what a run does all the time.

use std::sync::Arc;

use jiff::Timestamp;
use serde::Serialize;

use super::partition::Partition;
use crate::database::subscribers::read_subscriber;
use crate::database::{Database, DatabaseTransaction, Error, from_micros, to_json, to_micros};
use crate::model::{Delivery, DeliveryStatus, DomainQueueId, IssueId, RecipientFilter, RunId, SubscriberId};

/// Which deliveries to claim.
#[derive(Debug, Clone, Copy)]
pub struct ClaimRequest {
    /// The issue of the deliveries that are settled and claimed.
    pub issue: IssueId,
    /// The run that claims.
    pub run: RunId,
    /// The list, and who on it may get the issue.
    pub filter: RecipientFilter,
    /// The queue to claim from.
    pub domain_queue: DomainQueueId,
    /// The maximum number of deliveries.
    pub limit: usize,
    /// When the lease on what is claimed ends.
    pub lease_until: Timestamp,
    /// Where the copies of the issue are.
    pub partition: Partition,
}

/// What became of a claimed delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// The recipient.
    pub subscriber: SubscriberId,
    /// When it was claimed: a delivery that was claimed again since is not touched.
    pub claimed_at: Timestamp,
    /// The new status.
    pub status: DeliveryStatus,
    /// The number of attempts, including this one if it counts.
    pub attempts: i64,
    /// When it is due again, if it is.
    pub due_at: Timestamp,
    /// The relay's reply or what went wrong; `None` keeps the reply of the last attempt.
    pub reply: Option<Arc<str>>,
}

/// A settlement as the statement reads it.
#[derive(Serialize)]
struct SettledRow<'a> {
    subscriber_id: SubscriberId,
    claimed_at: i64,
    status: &'a str,
    attempts: i64,
    due_at: i64,
    reply: Option<&'a str>,
}

/// What one statement settled and claimed.
#[derive(Debug, Default)]
pub struct ClaimResult {
    /// Whose settlements changed their rows.
    pub settled: Vec<SubscriberId>,
    /// Deliveries that are now `sending`.
    pub claimed: Vec<Delivery>,
}

/// Changes a row for each settlement in the JSON array `$1`, one for each of `$7` deliveries that are due, and one for each
/// that is due of the subscribers in `$9`.
///
/// `$7 + 0`, because SQLite prepares a statement again whenever another value is bound to a bare `LIMIT`.
const SETTLE_AND_CLAIM_SQLITE: &str = "\
    WITH settled AS ( \
        SELECT value ->> '$.subscriber_id' AS subscriber_id, value ->> '$.claimed_at' AS claimed_at, \
            value ->> '$.status' AS status, value ->> '$.attempts' AS attempts, \
            value ->> '$.due_at' AS due_at, value ->> '$.reply' AS reply \
        FROM json_each($1) \
    ), due AS ( \
        SELECT waiting.subscriber_id \
        FROM delivery AS waiting \
        JOIN subscription ON subscription.list_id = $3 AND subscription.subscriber_id = waiting.subscriber_id \
            AND subscription.state IN ('confirmed', $4) \
        WHERE waiting.issue_id = $2 AND waiting.domain_queue_id = $5 \
            AND waiting.status IN ('queued', 'deferred') AND waiting.due_at <= $6 \
        ORDER BY waiting.due_at, waiting.subscriber_id \
        LIMIT $7 + 0 \
    ), named AS ( \
        SELECT waiting.subscriber_id \
        FROM json_each($9) AS entry \
        CROSS JOIN delivery AS waiting ON waiting.issue_id = $2 AND waiting.subscriber_id = entry.value \
        CROSS JOIN subscription \
            ON subscription.list_id = $3 AND subscription.subscriber_id = waiting.subscriber_id \
            AND subscription.state IN ('confirmed', $4) \
        WHERE waiting.domain_queue_id = $5 AND waiting.status IN ('queued', 'deferred') AND waiting.due_at <= $6 \
    ), change AS ( \
        SELECT subscriber_id, claimed_at, status, attempts, due_at, reply FROM settled \
        UNION ALL \
        SELECT subscriber_id, NULL, 'sending', NULL, $8, NULL FROM due \
        UNION ALL \
        SELECT subscriber_id, NULL, 'sending', NULL, $8, NULL FROM named \
    ) \
    UPDATE delivery \
    SET status = change.status, \
        attempts = coalesce(change.attempts, delivery.attempts), \
        due_at = change.due_at, \
        reply = coalesce(change.reply, delivery.reply), \
        first_attempt_at = CASE \
            WHEN change.reply IS NOT NULL AND change.status IN ('queued', 'deferred') \
            THEN coalesce(delivery.first_attempt_at, delivery.changed_at) \
            ELSE delivery.first_attempt_at END, \
        claimed_by = CASE WHEN change.claimed_at IS NULL THEN CAST($10 AS BIGINT) END, \
        changed_at = $6 \
    FROM change \
    WHERE delivery.issue_id = $2 AND delivery.subscriber_id = change.subscriber_id \
        AND (change.claimed_at IS NULL \
            OR (delivery.status IN ('sending', 'in_doubt') AND delivery.changed_at = change.claimed_at)) \
    RETURNING delivery.subscriber_id, \
        (SELECT address FROM subscriber WHERE id = delivery.subscriber_id AND delivery.status = 'sending'), \
        (SELECT fields FROM subscriber WHERE id = delivery.subscriber_id AND delivery.status = 'sending'), \
        delivery.attempts, delivery.first_attempt_at";
/// The fork: only PostgreSQL has several writers at once, so that a row must be locked to be claimed once, and only there can
/// one statement update twice. What is claimed is named by an array: PostgreSQL expects ten elements of any, reads their rows
/// by index, and, as the limit is hidden from it, finds no plan for the values at hand that is better than the one it keeps.
const SETTLE_AND_CLAIM_POSTGRES: &str = "\
    WITH due AS ( \
        SELECT waiting.subscriber_id \
        FROM delivery AS waiting \
        JOIN subscription ON subscription.list_id = $3 AND subscription.subscriber_id = waiting.subscriber_id \
            AND subscription.state IN ('confirmed', $4) \
        WHERE waiting.issue_id = $2 AND waiting.domain_queue_id = $5 \
            AND waiting.status IN ('queued', 'deferred') AND waiting.due_at <= $6 \
        ORDER BY waiting.due_at, waiting.subscriber_id \
        LIMIT (SELECT CAST($7 AS BIGINT)) FOR UPDATE OF waiting SKIP LOCKED \
    ), named AS ( \
        SELECT waiting.subscriber_id \
        FROM delivery AS waiting \
        JOIN subscription ON subscription.list_id = $3 AND subscription.subscriber_id = waiting.subscriber_id \
            AND subscription.state IN ('confirmed', $4) \
        WHERE waiting.issue_id = $2 AND waiting.subscriber_id = ANY (ARRAY( \
                SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($9 AS json)) AS value)) \
            AND waiting.domain_queue_id = $5 AND waiting.status IN ('queued', 'deferred') AND waiting.due_at <= $6 \
        FOR UPDATE OF waiting SKIP LOCKED \
    ), settled AS ( \
        UPDATE delivery AS held \
        SET status = change.status, attempts = change.attempts, due_at = change.due_at, \
            reply = coalesce(change.reply, held.reply), \
            first_attempt_at = CASE \
                WHEN change.reply IS NOT NULL AND change.status IN ('queued', 'deferred') \
                THEN coalesce(held.first_attempt_at, held.changed_at) \
                ELSE held.first_attempt_at END, \
            claimed_by = NULL, changed_at = $6 \
        FROM ( \
            SELECT subscriber_id, claimed_at, status, attempts, due_at, reply \
            FROM json_to_recordset(CAST($1 AS json)) AS entry ( \
                subscriber_id BIGINT, claimed_at BIGINT, status TEXT, attempts BIGINT, due_at BIGINT, reply TEXT) \
            LIMIT json_array_length(CAST($1 AS json)) \
        ) AS change \
        WHERE held.issue_id = $2 AND held.subscriber_id = change.subscriber_id \
            AND held.status IN ('sending', 'in_doubt') AND held.changed_at = change.claimed_at \
        RETURNING held.subscriber_id \
    ), claimed AS ( \
        UPDATE delivery AS taken \
        SET status = 'sending', due_at = $8, claimed_by = $10, changed_at = $6 \
        WHERE taken.issue_id = $2 AND taken.subscriber_id = ANY (ARRAY( \
            SELECT subscriber_id FROM due UNION ALL SELECT subscriber_id FROM named)) \
        RETURNING taken.subscriber_id, taken.attempts, taken.first_attempt_at \
    ) \
    SELECT subscriber_id, NULL, NULL, CAST(0 AS BIGINT), CAST(NULL AS BIGINT) FROM settled \
    UNION ALL \
    SELECT subscriber.id, subscriber.address, subscriber.fields, claimed.attempts, claimed.first_attempt_at \
    FROM claimed JOIN subscriber ON subscriber.id = claimed.subscriber_id";

type Row = (SubscriberId, Option<String>, Option<String>, i64, Option<i64>);

/// Runs the statement of an engine.
macro_rules! fetch_changed {
    ($executor:expr, $statement:expr, $settled:expr, $claim:expr, $named:expr, $now:expr) => {{
        let claim: ClaimRequest = $claim;
        let rows: Vec<Row> = sqlx::query_as($statement)
            .bind(settlements_to_json($settled)?)
            .bind(claim.issue)
            .bind(claim.filter.list)
            .bind(<&str>::from(claim.filter.additional_state()))
            .bind(claim.domain_queue)
            .bind(to_micros($now))
            .bind(i64::try_from(claim.limit).unwrap_or(i64::MAX))
            .bind(to_micros(claim.lease_until))
            .bind(to_json($named.iter())?)
            .bind(claim.run)
            .fetch_all($executor)
            .await?;
        rows
    }};
}

/// Records what became of claimed deliveries, and marks due ones as `sending`, which it returns: those of `named`
/// subscribers, and as many others as the claim allows. Subscribers who have left the list since are passed over. All of
/// it happens, or nothing.
///
/// # Errors
/// The database failed.
pub async fn settle_and_claim(
    database: &Database,
    settled: &[Settlement],
    claim: ClaimRequest,
    named: &[SubscriberId],
    now: Timestamp,
) -> Result<ClaimResult, Error> {
    let rows = match database {
        Database::Sqlite { writer, .. } => {
            fetch_changed!(writer, SETTLE_AND_CLAIM_SQLITE, settled, claim, named, now)
        }
        Database::Postgres(pool) => {
            fetch_changed!(pool, claim.partition.name_in(SETTLE_AND_CLAIM_POSTGRES), settled, claim, named, now)
        }
    };
    read_rows(rows, claim, now)
}

/// Does the same as [`settle_and_claim`] within a transaction, without names.
///
/// # Errors
/// The database failed.
pub async fn settle_and_claim_in(
    work: &mut DatabaseTransaction,
    settled: &[Settlement],
    claim: ClaimRequest,
    now: Timestamp,
) -> Result<ClaimResult, Error> {
    change_in(work, settled, claim, &[], now).await
}

/// Claims deliveries as [`settle_and_claim`] does, within a transaction.
///
/// # Errors
/// The database failed.
pub async fn claim_in(
    work: &mut DatabaseTransaction,
    claim: ClaimRequest,
    named: &[SubscriberId],
    now: Timestamp,
) -> Result<Vec<Delivery>, Error> {
    Ok(change_in(work, &[], claim, named, now).await?.claimed)
}

async fn change_in(
    work: &mut DatabaseTransaction,
    settled: &[Settlement],
    claim: ClaimRequest,
    named: &[SubscriberId],
    now: Timestamp,
) -> Result<ClaimResult, Error> {
    let rows = match work {
        DatabaseTransaction::Sqlite(tx) => {
            fetch_changed!(&mut **tx, SETTLE_AND_CLAIM_SQLITE, settled, claim, named, now)
        }
        DatabaseTransaction::Postgres(tx) => {
            fetch_changed!(&mut **tx, claim.partition.name_in(SETTLE_AND_CLAIM_POSTGRES), settled, claim, named, now)
        }
    };
    read_rows(rows, claim, now)
}

fn settlements_to_json(settled: &[Settlement]) -> Result<String, Error> {
    to_json(settled.iter().map(|settlement| SettledRow {
        subscriber_id: settlement.subscriber,
        claimed_at: to_micros(settlement.claimed_at),
        status: settlement.status.into(),
        attempts: settlement.attempts,
        due_at: to_micros(settlement.due_at),
        reply: settlement.reply.as_deref(),
    }))
}

fn read_rows(rows: Vec<Row>, claim: ClaimRequest, now: Timestamp) -> Result<ClaimResult, Error> {
    let mut result = ClaimResult::default();
    for (id, address, fields, attempts, first_attempt_at) in rows {
        let (Some(address), Some(fields)) = (address, fields) else {
            result.settled.push(id);
            continue;
        };
        result.claimed.push(Delivery {
            subscriber: read_subscriber((id, address, fields))?,
            attempts,
            claimed_at: now,
            first_attempt_at: first_attempt_at.map(from_micros).transpose()?.unwrap_or(now),
            domain_queue: claim.domain_queue,
        });
    }
    Ok(result)
}
