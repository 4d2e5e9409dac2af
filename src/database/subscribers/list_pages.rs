//! Reads a list in pages, at the same cost however far down the list a page is.

use jiff::Timestamp;

use super::{MemberRow, Row, read_member, read_subscriber};
use crate::database::{DatabaseTransaction, Error, from_json, from_micros, on};
use crate::model::{ListId, RecipientFilter, Subscriber, SubscriberId, SubscriptionState};

/// The fork: SQLite's driver hands over each row from one thread to another, with a copy of each value. A page of JSON is
/// handed over once.
const RECIPIENTS_SQLITE: &str = "SELECT json_group_array(json_array(id, address, fields, state)) FROM ( \
        SELECT subscriber.id, subscriber.address, subscriber.fields, subscription.state \
        FROM subscription JOIN subscriber ON subscriber.id = subscription.subscriber_id \
        WHERE subscription.list_id = $1 AND subscription.state IN ($2, $3) \
            AND subscription.subscriber_id > $4 AND subscriber.id > $4 \
        ORDER BY subscription.subscriber_id LIMIT $5 + 0)";
/// A page begins at `$4` in both tables: PostgreSQL does not infer one from the other, and would read `subscriber` from its
/// beginning for each page.
const RECIPIENTS_POSTGRES: &str = "SELECT subscriber.id, subscriber.address, subscriber.fields, subscription.state \
    FROM subscription JOIN subscriber ON subscriber.id = subscription.subscriber_id \
    WHERE subscription.list_id = $1 AND subscription.state IN ($2, $3) \
        AND subscription.subscriber_id > $4 AND subscriber.id > $4 \
    ORDER BY subscription.subscriber_id LIMIT $5";

/// Returns the next `limit` readers of a list after number `after`, by number, and how each stands on the list: a list is
/// read in pages.
///
/// # Errors
/// The database failed.
pub async fn list_recipients(
    work: &mut DatabaseTransaction,
    whom: RecipientFilter,
    after: SubscriberId,
    limit: i64,
) -> Result<Vec<(Subscriber, SubscriptionState)>, Error> {
    let (confirmed, additional) = (<&str>::from(SubscriptionState::Confirmed), <&str>::from(whom.additional_state()));
    let rows: Vec<MemberRow> = match work {
        DatabaseTransaction::Sqlite(tx) => {
            let query = sqlx::query_scalar(RECIPIENTS_SQLITE).bind(whom.list).bind(confirmed).bind(additional);
            let page: String = query.bind(after).bind(limit).fetch_one(&mut **tx).await?;
            from_json(&page, |(id, _, _, _): &MemberRow| *id)?
        }
        DatabaseTransaction::Postgres(tx) => {
            let query = sqlx::query_as(RECIPIENTS_POSTGRES).bind(whom.list).bind(confirmed).bind(additional);
            query.bind(after).bind(limit).fetch_all(&mut **tx).await?
        }
    };
    rows.into_iter().map(read_member).collect()
}

const ALL_AFTER: &str = "SELECT id, address, fields FROM subscriber WHERE id > $1 ORDER BY id LIMIT $2 + 0";

/// Returns the next `limit` people after number `after`, by number, whatever lists they are on.
///
/// # Errors
/// The database refused.
pub async fn all_after(
    work: &mut DatabaseTransaction,
    after: SubscriberId,
    limit: i64,
) -> Result<Vec<Subscriber>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(ALL_AFTER).bind(after).bind(limit).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_subscriber).collect()
}

/// Somebody on a list, as an export tells of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListMember {
    /// The person.
    pub subscriber: Subscriber,
    /// How they stand on the list.
    pub state: SubscriptionState,
    /// When they first came onto it, if that is known.
    pub joined_at: Option<Timestamp>,
}

// The plus keeps SQLite from reading all events of the list for each person instead of the person's own. A shared event is
// looked up by a subselect, so that no engine begins with the events.
const MEMBERS: &str = "SELECT subscriber.id, subscriber.address, subscriber.fields, subscription.state, \
        (SELECT min(joined.occurred_at) FROM (SELECT event.occurred_at FROM subscription_event AS event \
            WHERE event.subscriber_id = subscription.subscriber_id \
                AND +event.list_id = subscription.list_id AND event.kind = 'subscribed' \
            UNION ALL SELECT (SELECT event.occurred_at FROM subscription_event AS event \
                WHERE event.id = shared_event.event_id \
                    AND event.list_id = subscription.list_id AND event.kind = 'subscribed') \
            FROM shared_event WHERE shared_event.subscriber_id = subscription.subscriber_id) AS joined) \
    FROM subscription JOIN subscriber ON subscriber.id = subscription.subscriber_id \
    WHERE subscription.list_id = $1 AND subscription.subscriber_id > $2 AND subscriber.id > $2 \
    ORDER BY subscription.subscriber_id LIMIT $3 + 0";

/// Returns the next `limit` people on a list, however they stand there, after number `after`, by number.
///
/// # Errors
/// The database failed.
pub async fn list_members(
    work: &mut DatabaseTransaction,
    list: ListId,
    after: SubscriberId,
    limit: i64,
) -> Result<Vec<ListMember>, Error> {
    let rows: Vec<(SubscriberId, String, String, String, Option<i64>)> = on!(work, tx => sqlx::query_as(MEMBERS)
        .bind(list).bind(after).bind(limit).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(id, address, fields, state, joined_at)| {
            let state = state.parse().map_err(|_| Error::InvalidValue("subscription state"))?;
            let joined_at = joined_at.map(from_micros).transpose()?;
            Ok(ListMember { subscriber: read_subscriber((id, address, fields))?, state, joined_at })
        })
        .collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _, SqliteConnection};

    use super::{MEMBERS, RECIPIENTS_POSTGRES, RECIPIENTS_SQLITE};

    const SQLITE_SCHEMA: &str = include_str!("../../../migrations/sqlite/0001_initial.sql");
    const POSTGRES_SCHEMA: &str = include_str!("../../../migrations/postgres/0001_initial.sql");

    /// Members of one list, as many as make a wrong plan dear.
    const MANY: i64 = 20_000;

    #[tokio::test]
    async fn sqlite_reads_pages_by_index() {
        let mut connection = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        sqlx::raw_sql(SQLITE_SCHEMA).execute(&mut connection).await.unwrap();
        for (statement, expected) in [
            (MEMBERS, &["SEARCH event USING INDEX subscription_event_subscriber (subscriber_id=?)"][..]),
            (RECIPIENTS_SQLITE, &[]),
        ] {
            let explain = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
            let mut query = sqlx::query(explain).bind(1);
            if statement == RECIPIENTS_SQLITE {
                query = query.bind("confirmed").bind("notices_only");
            }
            let rows = query.bind(5).bind(1_000).fetch_all(&mut connection).await.unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
            let page = "SEARCH subscription USING PRIMARY KEY (list_id=? AND subscriber_id>?)";
            assert!(
                plan.iter().any(|step| step == page) || plan.iter().any(|step| step.contains("subscriber_id>?")),
                "{plan:#?}"
            );
            let is_slow = |step: &String| {
                step.contains("TEMP B-TREE") || step.starts_with("SCAN") && !step.starts_with("SCAN (subquery")
            };
            assert!(!plan.iter().any(is_slow), "{plan:#?}");
            for step in expected {
                assert!(plan.iter().any(|found| found == step), "{step:?} is not in {plan:#?}");
            }
        }
    }

    #[tokio::test]
    async fn postgres_reads_only_the_page_of_a_list() {
        let Some(url) = std::env::var_os("CIRCULAR_TEST_POSTGRES").and_then(|url| url.into_string().ok()) else {
            assert!(std::env::var_os("CI").is_none(), "CIRCULAR_TEST_POSTGRES is not set");
            return;
        };
        let mut connection = PgConnection::connect(&url).await.unwrap();
        // What is made in a schema of this transaction goes with it.
        let mut work = connection.begin().await.unwrap();
        let schema = format!("CREATE SCHEMA list_pages; SET LOCAL search_path = list_pages; {POSTGRES_SCHEMA}");
        sqlx::raw_sql(AssertSqlSafe(schema)).execute(&mut *work).await.unwrap();
        let fill = format!(
            "ALTER TABLE subscription DROP CONSTRAINT subscription_list_id_fkey; \
             INSERT INTO subscriber (id, normalized_address, fields, created_at) OVERRIDING SYSTEM VALUE \
             SELECT n, n || '@example.org', '{{}}', 0 FROM generate_series(1, {MANY}) AS n; \
             INSERT INTO subscription (list_id, subscriber_id, state, changed_at) \
             SELECT 1, n, 'confirmed', 0 FROM generate_series(1, {MANY}) AS n; \
             ANALYZE subscriber; ANALYZE subscription"
        );
        sqlx::raw_sql(AssertSqlSafe(fill)).execute(&mut *work).await.unwrap();
        for statement in [MEMBERS, RECIPIENTS_POSTGRES] {
            let explain = AssertSqlSafe(format!("EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF, COSTS OFF) {statement}"));
            let mut query = sqlx::query_scalar(explain).bind(1_i64);
            if statement == RECIPIENTS_POSTGRES {
                query = query.bind("confirmed").bind("notices_only");
            }
            let plan: Vec<String> = query.bind(MANY - 2_000).bind(1_000_i64).fetch_all(&mut *work).await.unwrap();
            let rows = |line: &String| -> Option<i64> {
                let (_, rows) = line.split_once("actual rows=")?;
                rows.split([' ', '.']).next()?.parse().ok()
            };
            let most = plan.iter().filter_map(rows).max().unwrap();
            assert!(most <= 2_100, "{most} rows are read for a page of 1000:\n{}", plan.join("\n"));
        }
        work.rollback().await.unwrap();
    }
}
