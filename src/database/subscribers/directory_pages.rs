//! Reads people in pages for a directory: those of a list or all, narrowed by state and by text.

use jiff::Timestamp;

use super::read_subscriber;
use crate::database::{DatabaseTransaction, Error, from_micros, on};
use crate::model::{ListId, Subscriber, SubscriberId, SubscriptionState};

/// Who is in a directory.
#[derive(Debug, Clone, Copy)]
pub struct DirectoryFilter<'a> {
    /// The list; `None` for everybody.
    pub list: Option<ListId>,
    /// Only those in this state, if there is a list.
    pub state: Option<SubscriptionState>,
    /// Lower-case letters and digits that the address or a field must contain; empty for all. People with a letter
    /// beyond ASCII are always included: only the caller can tell whether they match.
    pub text: &'a str,
}

/// Somebody in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// The person.
    pub subscriber: Subscriber,
    /// How they stand on the list; of everybody, only whether they are suppressed.
    pub state: Option<SubscriptionState>,
    /// Since when they are on the list, or stored.
    pub since: Timestamp,
}

// The plus keeps SQLite from reading all events of the list for each person instead of the person's own. A shared event is
// looked up by a subselect, so that no engine begins with the events.
const DIRECTORY_OF_LIST: &str = "SELECT subscriber.id, subscriber.address, subscriber.fields, subscription.state, \
        coalesce((SELECT min(joined.occurred_at) FROM (SELECT event.occurred_at FROM subscription_event AS event \
            WHERE event.subscriber_id = subscription.subscriber_id \
                AND +event.list_id = subscription.list_id AND event.kind = 'subscribed' \
            UNION ALL SELECT (SELECT event.occurred_at FROM subscription_event AS event \
                WHERE event.id = shared_event.event_id \
                    AND event.list_id = subscription.list_id AND event.kind = 'subscribed') \
            FROM shared_event WHERE shared_event.subscriber_id = subscription.subscriber_id) AS joined), subscription.changed_at) \
    FROM subscription JOIN subscriber ON subscriber.id = subscription.subscriber_id \
    WHERE subscription.list_id = $1 AND subscription.subscriber_id > $2 AND subscriber.id > $2 \
        AND ($3 = '' OR subscription.state = $3) \
        AND ($4 = '' OR lower(subscriber.address) LIKE $4 OR lower(subscriber.fields) LIKE $4 \
            OR octet_length(subscriber.fields) <> length(subscriber.fields)) \
    ORDER BY subscription.subscriber_id LIMIT $5 + 0";
const DIRECTORY_OF_ALL: &str = "SELECT subscriber.id, subscriber.address, subscriber.fields, \
        CASE WHEN suppression.subscriber_id IS NULL THEN '' ELSE 'suppressed' END, subscriber.created_at \
    FROM subscriber LEFT JOIN suppression ON suppression.subscriber_id = subscriber.id \
    WHERE subscriber.id > $1 \
        AND ($2 = '' OR lower(subscriber.address) LIKE $2 OR lower(subscriber.fields) LIKE $2 \
            OR octet_length(subscriber.fields) <> length(subscriber.fields)) \
    ORDER BY subscriber.id LIMIT $3 + 0";

/// Returns the next `limit` people of a directory after number `after`, by number.
///
/// # Errors
/// The database failed.
pub async fn directory_page(
    work: &mut DatabaseTransaction,
    filter: DirectoryFilter<'_>,
    after: SubscriberId,
    limit: usize,
) -> Result<Vec<DirectoryEntry>, Error> {
    type EntryRow = (SubscriberId, String, String, String, i64);
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let state = filter.state.map(<&str>::from).unwrap_or_default();
    let pattern = if filter.text.is_empty() { String::new() } else { format!("%{}%", filter.text) };
    let rows: Vec<EntryRow> = match filter.list {
        Some(list) => on!(work, tx => sqlx::query_as(DIRECTORY_OF_LIST)
            .bind(list).bind(after).bind(state).bind(pattern.as_str()).bind(limit).fetch_all(&mut **tx).await?),
        None => on!(work, tx => sqlx::query_as(DIRECTORY_OF_ALL)
            .bind(after).bind(pattern.as_str()).bind(limit).fetch_all(&mut **tx).await?),
    };
    rows.into_iter()
        .map(|(id, address, fields, state, since)| {
            let state = (!state.is_empty()).then(|| state.parse()).transpose();
            Ok(DirectoryEntry {
                subscriber: read_subscriber((id, address, fields))?,
                state: state.map_err(|_| Error::InvalidValue("subscription state"))?,
                since: from_micros(since)?,
            })
        })
        .collect()
}

const COUNT_ALL: &str = "SELECT count(*) FROM subscriber";

/// Counts everybody who is stored.
///
/// # Errors
/// The database failed.
pub async fn count_all(work: &mut DatabaseTransaction) -> Result<u64, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(COUNT_ALL).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use sqlx::{AssertSqlSafe, Connection as _, Row as _, SqliteConnection};

    use super::{DIRECTORY_OF_ALL, DIRECTORY_OF_LIST};

    const SCHEMA: &str = include_str!("../../../migrations/sqlite/0001_initial.sql");

    #[tokio::test]
    async fn pages_are_found_by_key_whatever_is_searched() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        sqlx::raw_sql(SCHEMA).execute(&mut connection).await.unwrap();
        for (statement, page) in [
            (DIRECTORY_OF_LIST, "SEARCH subscription USING PRIMARY KEY (list_id=? AND subscriber_id>?)"),
            (DIRECTORY_OF_ALL, "SEARCH subscriber USING INTEGER PRIMARY KEY (rowid>?)"),
        ] {
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
            let mut query = sqlx::query(explain);
            if statement == DIRECTORY_OF_LIST {
                query = query.bind(1);
            }
            query = query.bind(5);
            if statement == DIRECTORY_OF_LIST {
                query = query.bind("confirmed");
            }
            let rows = query.bind("%ann%").bind(51).fetch_all(&mut connection).await.unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
            assert!(plan.iter().any(|step| step == page), "{plan:#?}");
            assert!(plan.iter().all(|step| !step.starts_with("SCAN") && !step.contains("TEMP B-TREE")), "{plan:#?}");
        }
    }
}
