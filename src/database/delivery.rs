//! Table `delivery`: the ledger's rows.
//!
//! Statuses stand here as words, because a partial index serves only a statement that spells its condition out;
//! a test holds them against the enum.

use jiff::Timestamp;
use sqlx::QueryBuilder;

use super::subscriber::subscriber;
use super::{Error, Work, micros, moment, on};
use crate::model::{Address, Counts, Delivery, Status};

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

/// A row as people ask for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// To whom; `None` when the person was erased.
    pub address: Option<Address>,
    /// How often it was tried.
    pub attempts: i64,
    /// When it is due again.
    pub due_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// What the relay said, or what went wrong.
    pub reply: Option<String>,
}

const PLAN_LIST: &str = "INSERT INTO delivery (issue, subscriber, status, attempts, due_at, changed_at) \
    SELECT $1, subscriber, 'queued', 0, $3, $3 FROM subscription WHERE list = $2 AND state = 'confirmed'";

/// Queues a copy for each confirmed subscriber of a list, inside the database; returns how many.
///
/// # Errors
/// The database refused.
pub async fn plan_list(work: &mut Work, issue: i64, list: i64, now: Timestamp) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(PLAN_LIST)
        .bind(issue).bind(list).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected()))
}

const PLAN_SOME: &str = "INSERT INTO delivery (issue, subscriber, status, attempts, due_at, changed_at) ";

/// Queues a copy for each of some subscribers, at most a few thousand at a time.
///
/// # Errors
/// The database refused.
pub async fn plan_some(work: &mut Work, issue: i64, subscribers: &[i64], now: Timestamp) -> Result<(), Error> {
    if subscribers.is_empty() {
        return Ok(());
    }
    on!(work, tx => {
        let mut query = QueryBuilder::new(PLAN_SOME);
        query.push_values(subscribers, |mut row, subscriber| {
            row.push_bind(issue).push_bind(*subscriber).push("'queued'").push("0")
                .push_bind(micros(now)).push_bind(micros(now));
        });
        query.build().execute(&mut **tx).await?.rows_affected()
    });
    Ok(())
}

const CLAIM_SQLITE: &str = "UPDATE delivery SET status = 'sending', changed_at = $2 \
    WHERE issue = $1 AND subscriber IN ( \
        SELECT due.subscriber FROM delivery AS due \
        JOIN subscription ON subscription.list = $3 AND subscription.subscriber = due.subscriber \
            AND subscription.state = 'confirmed' \
        WHERE due.issue = $1 AND due.status IN ('queued', 'deferred') AND due.due_at <= $2 \
        ORDER BY due.due_at, due.subscriber LIMIT $4) \
    RETURNING subscriber, \
        (SELECT address FROM subscriber WHERE id = delivery.subscriber), \
        (SELECT fields FROM subscriber WHERE id = delivery.subscriber), attempts";
/// The fork: only PostgreSQL has several writers at once, and only there a row must be locked to be claimed once.
const CLAIM_POSTGRES: &str = "UPDATE delivery SET status = 'sending', changed_at = $2 \
    WHERE issue = $1 AND subscriber IN ( \
        SELECT due.subscriber FROM delivery AS due \
        JOIN subscription ON subscription.list = $3 AND subscription.subscriber = due.subscriber \
            AND subscription.state = 'confirmed' \
        WHERE due.issue = $1 AND due.status IN ('queued', 'deferred') AND due.due_at <= $2 \
        ORDER BY due.due_at, due.subscriber LIMIT $4 FOR UPDATE OF due SKIP LOCKED) \
    RETURNING subscriber, \
        (SELECT address FROM subscriber WHERE id = delivery.subscriber), \
        (SELECT fields FROM subscriber WHERE id = delivery.subscriber), attempts";

/// Marks up to `limit` due copies as `sending` and returns them; who has left the list in the meantime is passed over.
///
/// # Errors
/// The database refused.
pub async fn claim(
    work: &mut Work,
    issue: i64,
    list: i64,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<Delivery>, Error> {
    let statement = match work {
        Work::Sqlite(_) => CLAIM_SQLITE,
        Work::Postgres(_) => CLAIM_POSTGRES,
    };
    let rows: Vec<(i64, String, String, i64)> = on!(work, tx => sqlx::query_as(statement)
        .bind(issue).bind(micros(now)).bind(list).bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(id, address, fields, attempts)| {
            Ok(Delivery { subscriber: subscriber((id, address, fields))?, attempts, claimed_at: now })
        })
        .collect()
}

const CAN_CLAIM: &str = "SELECT due.subscriber FROM delivery AS due \
    JOIN subscription ON subscription.list = $2 AND subscription.subscriber = due.subscriber \
        AND subscription.state = 'confirmed' \
    WHERE due.issue = $1 AND due.status IN ('queued', 'deferred') AND due.due_at <= $3 \
    ORDER BY due.due_at, due.subscriber LIMIT 1";

/// Tells whether a copy could be claimed now.
///
/// # Errors
/// The database refused.
pub async fn can_claim(work: &mut Work, issue: i64, list: i64, now: Timestamp) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(CAN_CLAIM)
        .bind(issue).bind(list).bind(micros(now))
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

const SKIP_LEFT: &str = "UPDATE delivery SET status = 'skipped', changed_at = $3 \
    WHERE issue = $1 AND status IN ('queued', 'deferred') AND NOT EXISTS ( \
        SELECT 1 FROM subscription WHERE subscription.list = $2 \
            AND subscription.subscriber = delivery.subscriber AND subscription.state = 'confirmed')";

/// Sets aside the copies of those who have left the list since the issue was planned; returns how many.
///
/// # Errors
/// The database refused.
pub async fn skip_left(work: &mut Work, issue: i64, list: i64, now: Timestamp) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(SKIP_LEFT)
        .bind(issue).bind(list).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected()))
}

const DOUBT: &str = "UPDATE delivery SET status = 'in_doubt', reply = $2 WHERE issue = $1 AND status = 'sending'";

/// Names in doubt what a process left as `sending` when it ended; returns how many. When it was handed over stays
/// known: should that process live after all, its settlements still find their rows.
///
/// # Errors
/// The database refused.
pub async fn doubt_abandoned(work: &mut Work, issue: i64, why: &str) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(DOUBT)
        .bind(issue).bind(why)
        .execute(&mut **tx).await?.rows_affected()))
}

const RESOLVE: &str = "UPDATE delivery SET status = $2, due_at = $3 WHERE issue = $1 AND status = 'in_doubt'";

/// Settles all copies in doubt as `status`; returns how many.
///
/// # Errors
/// The database refused.
pub async fn resolve(work: &mut Work, issue: i64, status: Status, now: Timestamp) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(RESOLVE)
        .bind(issue).bind(<&str>::from(status)).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected()))
}

const TAKE_BACK: &str = "UPDATE delivery SET status = 'queued', due_at = $3 \
    WHERE issue = $1 AND subscriber = $2 AND status = 'bounced'";

/// Queues a copy again whose refusal was no fault of its recipient.
///
/// # Errors
/// The database refused.
pub async fn take_back(work: &mut Work, issue: i64, subscriber: i64, now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(TAKE_BACK)
        .bind(issue).bind(subscriber).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const NEXT_DUE: &str = "SELECT min(due_at) FROM delivery WHERE issue = $1 AND status IN ('queued', 'deferred')";

/// Returns when the next waiting copy is due; `None` when none waits.
///
/// # Errors
/// The database refused.
pub async fn next_due(work: &mut Work, issue: i64) -> Result<Option<Timestamp>, Error> {
    let (due,): (Option<i64>,) = on!(work, tx => sqlx::query_as(NEXT_DUE).bind(issue).fetch_one(&mut **tx).await?);
    due.map(moment).transpose()
}

const COUNTS: &str = "SELECT status, count(*) FROM delivery WHERE issue = $1 GROUP BY status";

/// Counts an issue's copies by status.
///
/// # Errors
/// The database refused.
pub async fn counts(work: &mut Work, issue: i64) -> Result<Counts, Error> {
    let rows: Vec<(String, i64)> = on!(work, tx => sqlx::query_as(COUNTS).bind(issue).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(status, count)| {
            let status = status.parse().map_err(|_| Error::Unreadable("status"))?;
            Ok((status, count.try_into().unwrap_or(0)))
        })
        .collect()
}

const OF_STATUS: &str = "SELECT subscriber.address, delivery.attempts, delivery.due_at, delivery.changed_at, \
        delivery.reply \
    FROM delivery LEFT JOIN subscriber ON subscriber.id = delivery.subscriber \
    WHERE delivery.issue = $1 AND delivery.status = $2 ORDER BY delivery.subscriber LIMIT $3";

/// Returns an issue's copies of one status, at most `limit`.
///
/// # Errors
/// The database refused.
pub async fn of_status(work: &mut Work, issue: i64, status: Status, limit: i64) -> Result<Vec<Entry>, Error> {
    type Row = (Option<String>, i64, i64, i64, Option<String>);
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(OF_STATUS)
        .bind(issue).bind(<&str>::from(status)).bind(limit)
        .fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(address, attempts, due_at, changed_at, reply)| {
            let address = address.map(|text| text.parse()).transpose().map_err(|_| Error::Unreadable("address"))?;
            Ok(Entry { address, attempts, due_at: moment(due_at)?, changed_at: moment(changed_at)?, reply })
        })
        .collect()
}

const CHANGED_AT: &str = "SELECT changed_at FROM delivery WHERE issue = $1 AND subscriber = $2";

/// Returns when a copy last changed; `None` when there is none.
///
/// # Errors
/// The database refused.
pub async fn changed_at(work: &mut Work, issue: i64, subscriber: i64) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> =
        on!(work, tx => sqlx::query_as(CHANGED_AT).bind(issue).bind(subscriber).fetch_optional(&mut **tx).await?);
    row.map(|(at,)| moment(at)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_in_the_statements_are_the_enums() {
        let statements = [
            PLAN_LIST,
            CAN_CLAIM,
            CLAIM_SQLITE,
            CLAIM_POSTGRES,
            SETTLE_WHERE,
            SKIP_LEFT,
            DOUBT,
            RESOLVE,
            TAKE_BACK,
            NEXT_DUE,
        ];
        for statement in statements {
            for word in statement.split('\'').skip(1).step_by(2) {
                assert!(word == "confirmed" || word.parse::<Status>().is_ok(), "{word}");
            }
        }
    }
}
