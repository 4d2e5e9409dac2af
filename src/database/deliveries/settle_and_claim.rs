//! Settling copies and claiming others, in one statement: what a run does all the time.

use std::sync::Arc;

use jiff::Timestamp;
use sqlx::QueryBuilder;

use crate::database::subscribers::read_subscriber;
use crate::database::{Database, DatabaseTransaction, Error, from_micros, to_micros};
use crate::model::{Delivery, DeliveryStatus, DomainQueueId, IssueId, RecipientFilter, SubscriberId};

/// Which copies are wanted.
#[derive(Debug, Clone, Copy)]
pub struct ClaimRequest {
    /// Of which issue.
    pub issue: IssueId,
    /// For whom of which list.
    pub filter: RecipientFilter,
    /// From which lane.
    pub domain_queue: DomainQueueId,
    /// How many at most.
    pub limit: usize,
    /// Until when they are held.
    pub lease_until: Timestamp,
}

/// What became of a claimed copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Whose copy.
    pub subscriber: SubscriberId,
    /// When it was claimed: a copy that was claimed again since is not touched.
    pub claimed_at: Timestamp,
    /// What it is now.
    pub status: DeliveryStatus,
    /// How often it was tried, this try included if it counts.
    pub attempts: i64,
    /// When it is due again, if it is.
    pub due_at: Timestamp,
    /// What the relay said, or what went wrong; `None` leaves what stands there.
    pub reply: Option<Arc<str>>,
}

/// What one statement settled and claimed.
#[derive(Debug, Default)]
pub struct ClaimResult {
    /// Whose settlements changed their rows.
    pub settled: Vec<SubscriberId>,
    /// Copies that are now `sending`.
    pub claimed: Vec<Delivery>,
}

/// A change for each settled copy, and one for each copy that is due, in one statement: the ledger's quickest way on.
const SETTLED: &str = "WITH settled (subscriber_id, claimed_at, status, attempts, due_at, reply) AS (";
const SETTLED_NONE: &str =
    "SELECT CAST(0 AS BIGINT), CAST(0 AS BIGINT), '', CAST(0 AS BIGINT), CAST(0 AS BIGINT), '' WHERE 1 = 0";
const DUE: &str = "), due AS (SELECT waiting.subscriber_id FROM delivery AS waiting \
    JOIN subscription ON subscription.subscriber_id = waiting.subscriber_id AND subscription.state ";
/// Spelt out, so that the usual claim stays what the engines know best.
const READERS: &str = "= 'confirmed'";
const READERS_OF_NOTICES: &str = "IN ('confirmed', 'notices_only')";
const DUE_WHERE: &str = " \
    WHERE waiting.status IN ('queued', 'deferred') AND waiting.issue_id = ";
const DUE_LIMIT: &str = " ORDER BY waiting.due_at, waiting.subscriber_id LIMIT ";
/// The fork: only PostgreSQL has several writers at once, and only there a row must be locked to be claimed once.
const LOCK_POSTGRES: &str = " FOR UPDATE OF waiting SKIP LOCKED";
const CHANGE: &str = "), change AS ( \
    SELECT subscriber_id, claimed_at, status, attempts, due_at, reply FROM settled \
    UNION ALL SELECT subscriber_id, NULL, 'sending', NULL, ";
const UPDATE: &str = ", NULL FROM due) \
    UPDATE delivery SET status = change.status, attempts = coalesce(change.attempts, delivery.attempts), \
        due_at = change.due_at, reply = coalesce(change.reply, delivery.reply), \
        first_attempt_at = CASE WHEN change.reply IS NOT NULL AND change.status IN ('queued', 'deferred') \
            THEN coalesce(delivery.first_attempt_at, delivery.changed_at) ELSE delivery.first_attempt_at END, \
        changed_at = ";
const WHERE: &str = " FROM change WHERE delivery.subscriber_id = change.subscriber_id \
    AND (change.claimed_at IS NULL \
        OR (delivery.status IN ('sending', 'in_doubt') AND delivery.changed_at = change.claimed_at)) \
    AND delivery.issue_id = ";
const RETURNING: &str = " RETURNING delivery.subscriber_id, \
    (SELECT address FROM subscriber WHERE id = delivery.subscriber_id AND delivery.status = 'sending'), \
    (SELECT fields FROM subscriber WHERE id = delivery.subscriber_id AND delivery.status = 'sending'), \
    delivery.attempts, delivery.first_attempt_at";

type Row = (SubscriberId, Option<String>, Option<String>, i64, Option<i64>);

/// Builds the statement and runs it by `$executor`.
macro_rules! exchange {
    ($executor:expr, $lock:expr, $settled:expr, $claim:expr, $now:expr) => {{
        let (settled, claim, now): (&[Settlement], ClaimRequest, i64) = ($settled, $claim, to_micros($now));
        let mut query = QueryBuilder::new(SETTLED);
        if settled.is_empty() {
            query.push(SETTLED_NONE);
        } else {
            query.push_values(settled, |mut row, copy| {
                row.push_bind(copy.subscriber)
                    .push_bind(to_micros(copy.claimed_at))
                    .push_bind(<&str>::from(copy.status))
                    .push_bind(copy.attempts)
                    .push_bind(to_micros(copy.due_at))
                    .push_bind(copy.reply.as_deref());
            });
        }
        let readers = if claim.filter.statutory { READERS_OF_NOTICES } else { READERS };
        query.push(DUE).push(readers).push(DUE_WHERE).push_bind(claim.issue);
        query.push(" AND waiting.domain_queue_id = ").push_bind(claim.domain_queue);
        query.push(" AND waiting.due_at <= ").push_bind(now);
        query.push(" AND subscription.list_id = ").push_bind(claim.filter.list);
        query.push(DUE_LIMIT).push_bind(i64::try_from(claim.limit).unwrap_or(i64::MAX)).push($lock);
        query.push(CHANGE).push_bind(to_micros(claim.lease_until)).push(UPDATE).push_bind(now);
        query.push(WHERE).push_bind(claim.issue).push(RETURNING);
        let rows: Vec<Row> = query.build_query_as().fetch_all($executor).await?;
        rows
    }};
}

/// Writes down what became of claimed copies, and marks due copies as `sending`, which it returns; who has left the list
/// in the meantime is passed over. All of it happens, or nothing.
///
/// # Errors
/// The database refused.
pub async fn settle_and_claim(
    database: &Database,
    settled: &[Settlement],
    claim: ClaimRequest,
    now: Timestamp,
) -> Result<ClaimResult, Error> {
    let rows = match database {
        Database::Sqlite { writer, .. } => exchange!(writer, "", settled, claim, now),
        Database::Postgres(pool) => exchange!(pool, LOCK_POSTGRES, settled, claim, now),
    };
    read_rows(rows, claim, now)
}

/// Does what [`exchange()`] does as a part of a unit of work.
///
/// # Errors
/// The database refused.
pub async fn settle_and_claim_in(
    work: &mut DatabaseTransaction,
    settled: &[Settlement],
    claim: ClaimRequest,
    now: Timestamp,
) -> Result<ClaimResult, Error> {
    let rows = match work {
        DatabaseTransaction::Sqlite(tx) => exchange!(&mut **tx, "", settled, claim, now),
        DatabaseTransaction::Postgres(tx) => exchange!(&mut **tx, LOCK_POSTGRES, settled, claim, now),
    };
    read_rows(rows, claim, now)
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
