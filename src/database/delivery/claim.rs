//! Claiming copies, holding them, and settling them.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use crate::database::subscriber::subscriber;
use crate::database::{Error, Work, micros, on};
use crate::model::{Delivery, Status};

/// Which copies are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// Of which issue.
    pub issue: i64,
    /// For the confirmed subscribers of which list.
    pub list: i64,
    /// From which lane.
    pub lane: i64,
    /// How many at most.
    pub limit: usize,
    /// Until when they are held.
    pub until: Timestamp,
}

/// What became of a claimed copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// Whose copy.
    pub subscriber: i64,
    /// When it was claimed: a copy that was claimed again since is not touched.
    pub claimed_at: Timestamp,
    /// What it is now.
    pub status: Status,
    /// How often it was tried, this try included if it counts.
    pub attempts: i64,
    /// When it is due again, if it is.
    pub due_at: Timestamp,
    /// What the relay said, or what went wrong; `None` leaves what stands there.
    pub reply: Option<String>,
}

const CLAIM_SQLITE: &str = "UPDATE delivery SET status = 'sending', changed_at = $3, due_at = $6 \
    WHERE issue = $1 AND subscriber IN ( \
        SELECT due.subscriber FROM delivery AS due \
        JOIN subscription ON subscription.list = $4 AND subscription.subscriber = due.subscriber \
            AND subscription.state = 'confirmed' \
        WHERE due.issue = $1 AND due.lane = $2 AND due.status IN ('queued', 'deferred') AND due.due_at <= $3 \
        ORDER BY due.due_at, due.subscriber LIMIT $5) \
    RETURNING subscriber, \
        (SELECT address FROM subscriber WHERE id = delivery.subscriber), \
        (SELECT fields FROM subscriber WHERE id = delivery.subscriber), attempts";
/// The fork: only PostgreSQL has several writers at once, and only there a row must be locked to be claimed once.
const CLAIM_POSTGRES: &str = "UPDATE delivery SET status = 'sending', changed_at = $3, due_at = $6 \
    WHERE issue = $1 AND subscriber IN ( \
        SELECT due.subscriber FROM delivery AS due \
        JOIN subscription ON subscription.list = $4 AND subscription.subscriber = due.subscriber \
            AND subscription.state = 'confirmed' \
        WHERE due.issue = $1 AND due.lane = $2 AND due.status IN ('queued', 'deferred') AND due.due_at <= $3 \
        ORDER BY due.due_at, due.subscriber LIMIT $5 FOR UPDATE OF due SKIP LOCKED) \
    RETURNING subscriber, \
        (SELECT address FROM subscriber WHERE id = delivery.subscriber), \
        (SELECT fields FROM subscriber WHERE id = delivery.subscriber), attempts";

/// Marks due copies as `sending` and returns them; who has left the list in the meantime is passed over.
///
/// # Errors
/// The database refused.
pub async fn claim(work: &mut Work, claim: Claim, now: Timestamp) -> Result<Vec<Delivery>, Error> {
    let statement = match work {
        Work::Sqlite(_) => CLAIM_SQLITE,
        Work::Postgres(_) => CLAIM_POSTGRES,
    };
    let rows: Vec<(i64, String, String, i64)> = on!(work, tx => sqlx::query_as(statement)
        .bind(claim.issue).bind(claim.lane).bind(micros(now)).bind(claim.list)
        .bind(i64::try_from(claim.limit).unwrap_or(i64::MAX)).bind(micros(claim.until))
        .fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(id, address, fields, attempts)| {
            let subscriber = subscriber((id, address, fields))?;
            Ok(Delivery { subscriber, attempts, claimed_at: now, lane: claim.lane })
        })
        .collect()
}

const CAN_CLAIM: &str = "SELECT due.subscriber FROM delivery AS due \
    JOIN subscription ON subscription.list = $2 AND subscription.subscriber = due.subscriber \
        AND subscription.state = 'confirmed' \
    WHERE due.issue = $1 AND due.lane = $3 AND due.status IN ('queued', 'deferred') AND due.due_at <= $4 \
    ORDER BY due.due_at, due.subscriber LIMIT 1";

/// Tells whether a copy could be claimed from a lane now.
///
/// # Errors
/// The database refused.
pub async fn can_claim(work: &mut Work, issue: i64, list: i64, lane: i64, now: Timestamp) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(CAN_CLAIM)
        .bind(issue).bind(list).bind(lane).bind(micros(now))
        .fetch_optional(&mut **tx).await?);
    Ok(row.is_some())
}

const SETTLE: &str = "UPDATE delivery SET status = settled.column2, attempts = settled.column3, \
    due_at = settled.column4, reply = coalesce(settled.column5, delivery.reply), changed_at = settled.column6 FROM (";
const SETTLE_WHERE: &str = ") AS settled WHERE delivery.subscriber = settled.column1 \
    AND delivery.status IN ('sending', 'in_doubt') AND delivery.changed_at = settled.column7 AND delivery.issue = ";

/// Writes down what became of claimed copies.
///
/// # Errors
/// The database refused.
pub async fn settle(work: &mut Work, issue: i64, settled: &[Settlement], now: Timestamp) -> Result<(), Error> {
    if settled.is_empty() {
        return Ok(());
    }
    on!(work, tx => {
        let mut query = QueryBuilder::new(SETTLE);
        query.push_values(settled, |mut row, copy| {
            row.push_bind(copy.subscriber).push_bind(<&str>::from(copy.status)).push_bind(copy.attempts)
                .push_bind(micros(copy.due_at)).push_bind(copy.reply.as_deref()).push_bind(micros(now))
                .push_bind(micros(copy.claimed_at));
        });
        query.push(SETTLE_WHERE).push_bind(issue);
        query.build().execute(&mut **tx).await?.rows_affected()
    });
    Ok(())
}

const RENEW: &str = "UPDATE delivery SET due_at = held.column3 FROM (";
const RENEW_WHERE: &str = ") AS held WHERE delivery.subscriber = held.column1 \
    AND delivery.status = 'sending' AND delivery.changed_at = held.column2 AND delivery.issue = ";

/// Holds claimed copies, each named by its subscriber and the moment of its claim, until later.
///
/// # Errors
/// The database refused.
pub async fn renew(
    work: &mut Work,
    issue: i64,
    held: impl ExactSizeIterator<Item = (i64, Timestamp)>,
    until: Timestamp,
) -> Result<(), Error> {
    if held.len() == 0 {
        return Ok(());
    }
    on!(work, tx => {
        let mut query = QueryBuilder::new(RENEW);
        query.push_values(held, |mut row, (subscriber, claimed_at)| {
            row.push_bind(subscriber).push_bind(micros(claimed_at)).push_bind(micros(until));
        });
        query.push(RENEW_WHERE).push_bind(issue);
        query.build().execute(&mut **tx).await?.rows_affected()
    });
    Ok(())
}

const DOUBT: &str = "UPDATE delivery SET status = 'in_doubt', reply = $2 \
    WHERE issue = $1 AND status = 'sending' AND due_at <= $3";

/// Names in doubt what nobody holds any more; returns how many. When it was handed over stays known: should whoever
/// claimed it live after all, their settlements still find their rows.
///
/// # Errors
/// The database refused.
pub async fn doubt_abandoned(work: &mut Work, issue: i64, why: &str, now: Timestamp) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(DOUBT)
        .bind(issue).bind(why).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected()))
}
