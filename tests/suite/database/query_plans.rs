//! How the engines run the statements that a run of an issue repeats: by index, whatever the size of the tables.

use circular::database::{Database, DatabaseTransaction};
use sqlx::AssertSqlSafe;

use super::ledger::{planned, take};
use super::schema::statements;
use crate::engine::{TestDatabase, on_both};

const SETTLE: &str = r#"'[{"subscriber_id": 7, "claimed_at": 1, "status": "sent", "attempts": 1, "due_at": 0}]'"#;

/// Statements, with values for their placeholders.
const REPEATED: &[(&str, &[&str])] = &[
    ("SETTLE_AND_CLAIM", &[SETTLE, "1", "1", "'confirmed'", "0", "9", "16", "99", "'[8, 9]'", "5"]),
    ("RENEW_LEASES", &["'[[7, 1], [8, 1]]'", "1", "99"]),
    ("MARK_EXPIRED_LEASES", &["1", "'gone'", "9"]),
    ("HAS_DUE", &["1", "1", "0", "9", "'confirmed'"]),
    ("OPEN_QUEUES", &["1", "''"]),
];

/// Statements that ask when the next copy is due, while all wait for a later time.
const WAITING: &[(&str, &[&str])] =
    &[("DUE_ISSUES", &["'sending'", "-1", "FALSE"]), ("NEXT_DUE_OF_ISSUE", &["1", "99"])];

/// Statements that read a page of people.
const PAGES: &[(&str, &[&str])] = &[
    ("DIRECTORY_OF_LIST", &["1", "9000", "''", "'%s9%'", "51"]),
    ("DIRECTORY_OF_LIST", &["1", "9000", "'confirmed'", "''", "51"]),
    ("DIRECTORY_OF_ALL", &["9000", "''", "51"]),
];

/// The tables that grow with the number of subscribers, under every name that the statements give them.
const LARGE: [&str; 4] = ["delivery", "waiting", "subscription", "subscriber"];

/// Adds so many rows that reading a whole table is never the cheapest way.
const MANY_ROWS_POSTGRES: &str = "
    INSERT INTO subscriber (normalized_address, fields, created_at)
        SELECT 's' || n || '@example.org', '{}', 0 FROM generate_series(1, 20000) AS n;
    INSERT INTO subscription (list_id, subscriber_id, state, changed_at)
        SELECT 1, id, 'confirmed', 0 FROM subscriber ON CONFLICT DO NOTHING;
    INSERT INTO delivery (issue_id, subscriber_id, status, attempts, due_at, changed_at)
        SELECT 1, id, 'queued', 0, 0, 0 FROM subscriber ON CONFLICT DO NOTHING;
    UPDATE delivery SET status = 'sent' WHERE subscriber_id % 3 = 0;
    UPDATE delivery SET status = 'sending' WHERE subscriber_id % 1000 = 1;
    ANALYZE";

/// Returns the lines of a statement's plan.
async fn plan(ground: &TestDatabase, name: &str, values: &[&str]) -> Vec<String> {
    let engine = match &ground.database {
        Database::Sqlite { .. } => "_SQLITE",
        Database::Postgres(_) => "_POSTGRES",
    };
    let own = format!("{name}{engine}");
    let (_, mut text) = statements().into_iter().find(|(found, _)| found == name || *found == own).unwrap();
    // From the last: `$1` is in `$10`, too.
    for (number, value) in values.iter().enumerate().rev() {
        text = text.replace(&format!("${}", number + 1), value);
    }
    assert!(!text.contains(" $"), "{name} has more placeholders: {text}");
    match &ground.database {
        Database::Sqlite { readers, .. } => {
            let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}"));
            let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(sql).fetch_all(readers).await.unwrap();
            rows.into_iter().map(|(_, _, _, line)| line).collect()
        }
        Database::Postgres(pool) => {
            let sql = AssertSqlSafe(format!("EXPLAIN {text}"));
            let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(pool).await.unwrap();
            rows.into_iter().map(|(line,)| line).collect()
        }
    }
}

/// Returns `true` if a line of a plan reads a whole large table or sorts what an index could give in order.
fn is_slow(line: &str) -> bool {
    // Nothing of the issue is in the other partitions, which are empty here.
    if line.contains("cost=0.00..0.00") {
        return false;
    }
    let mut words = line.trim_start_matches([' ', '-', '>']).split_whitespace();
    match (words.next(), words.next(), words.next(), words.next()) {
        (Some("USE"), Some("TEMP"), _, _) => true,
        (Some("SCAN"), Some(table), _, _) | (Some("Seq"), Some("Scan"), Some("on"), Some(table)) => {
            // A partition has the name of its table and a number.
            LARGE.contains(&table.trim_end_matches(|c: char| c == '_' || c.is_ascii_digit()))
        }
        _ => false,
    }
}

on_both! {
    async fn pages_of_people_are_read_by_key(ground) {
        planned(&ground.database).await;
        if matches!(ground.database, Database::Postgres(_)) {
            ground.execute(MANY_ROWS_POSTGRES).await;
        }
        for (name, values) in PAGES {
            let lines = plan(ground, name, values).await;
            assert!(!lines.iter().any(|line| is_slow(line)), "{name}:\n{}", lines.join("\n"));
        }
    }

    async fn repeated_statements_use_indexes(ground) {
        planned(&ground.database).await;
        if matches!(ground.database, Database::Postgres(_)) {
            ground.execute(MANY_ROWS_POSTGRES).await;
        }
        for (name, values) in REPEATED {
            let lines = plan(ground, name, values).await;
            let all = lines.join("\n");
            assert!(!lines.iter().any(|line| is_slow(line)), "{name}:\n{all}");
            let index = if name.contains("EXPIRED") { "delivery_lease" } else { "delivery_due" };
            assert!(name.starts_with("RENEW") || all.contains(index), "{name} does not use {index}:\n{all}");
        }
    }
}

on_both! {
    async fn waiting_copies_are_found_by_their_time(ground) {
        planned(&ground.database).await;
        if matches!(ground.database, Database::Postgres(_)) {
            ground.execute(MANY_ROWS_POSTGRES).await;
        }
        for (name, values) in WAITING {
            let lines = plan(ground, name, values).await;
            let all = lines.join("\n");
            // The few issues themselves may be sorted.
            let is_slow = |line: &String| is_slow(line) && !line.contains("TEMP B-TREE");
            assert!(!lines.iter().any(is_slow), "{name}:\n{all}");
            // Of a queue of a million, only what is due is read: the time is a part of the search.
            let is_search = |line: &&String| match &ground.database {
                Database::Sqlite { .. } => line.contains("INDEX delivery_due"),
                Database::Postgres(_) => line.contains("Index Cond") && line.contains("domain_queue_id"),
            };
            let searches: Vec<_> = lines.iter().filter(is_search).collect();
            // On PostgreSQL, in each partition that is not empty.
            assert!(searches.len() >= 2, "{name}:\n{all}");
            assert!(searches.iter().all(|line| line.contains("due_at")), "{name}:\n{all}");
            for pair in lines.windows(2).filter(|pair| pair[0].contains("delivery_due") && pair[1].contains("Index Cond")) {
                assert!(pair[1].contains("domain_queue_id"), "{name} reads all queues:\n{all}");
            }
        }
    }
}

/// How often the statement that settles and claims was run by a plan that is kept, and by one for its values alone.
const PLANS: &str = "SELECT CAST(sum(generic_plans) AS BIGINT), CAST(sum(custom_plans) AS BIGINT) \
    FROM pg_prepared_statements WHERE statement LIKE 'WITH due AS%'";

#[tokio::test]
async fn claim_on_postgres_is_planned_a_few_times_and_not_each_time() {
    let Some(ground) = TestDatabase::postgres().await else { return };
    let (members, issue) = planned(&ground.database).await;
    ground.execute(MANY_ROWS_POSTGRES).await;
    let mut work = ground.database.begin_write().await.unwrap();
    for round in 0..20 {
        assert_eq!(take(&mut work, issue, members.id, 3, 5 + round).await.len(), 3);
    }
    let DatabaseTransaction::Postgres(tx) = &mut work else { panic!("it is a server") };
    let plans: (i64, i64) = sqlx::query_as(PLANS).fetch_one(&mut **tx).await.unwrap();
    drop(work);
    ground.clear().await;
    assert_eq!(plans, (15, 5), "PostgreSQL plans the first five for their values");
}

/// Adds so many events that reading the whole table is never the cheapest way.
const MANY_EVENTS_POSTGRES: &str = "
    INSERT INTO subscription_event (occurred_at, subscriber_id, list_id, kind, channel, note)
        SELECT 0, 1, 1, CASE WHEN n % 100 = 0 THEN 'address_changed' ELSE 'subscribed' END, 'import',
            's' || n || '@example.org' FROM generate_series(1, 20000) AS n;
    ANALYZE";

on_both! {
    async fn former_addresses_are_found_by_an_index(ground) {
        planned(&ground.database).await;
        if matches!(ground.database, Database::Postgres(_)) {
            ground.execute(MANY_ROWS_POSTGRES).await;
            ground.execute(MANY_EVENTS_POSTGRES).await;
        }
        for (name, values) in [
            ("FIND_FORMER", &[r#"'["ann@example.org"]'"#, "1"][..]),
            ("PRESENT_ADDRESS", &["'ann@example.org'"]),
        ] {
            let all = plan(ground, name, values).await.join("\n");
            assert!(all.contains("subscription_event_former_address"), "{name}:\n{all}");
        }
    }
}

on_both! {
    async fn events_of_all_people_are_read_in_order(ground) {
        let lines = plan(ground, "CHANGES", &["0", "9", "99"]).await;
        // SQLite merges two indexes; how PostgreSQL sorts depends on its figures.
        let is_sorted_first = |line: &String| line.contains("TEMP B-TREE");
        assert!(!lines.iter().any(is_sorted_first), "{}", lines.join("\n"));
    }

    async fn events_of_one_person_are_found_by_an_index(ground) {
        planned(&ground.database).await;
        if matches!(ground.database, Database::Postgres(_)) {
            ground.execute(MANY_ROWS_POSTGRES).await;
            ground.execute(MANY_EVENTS_POSTGRES).await;
        }
        let all = plan(ground, "LAST_OF_KIND", &["7", "1", "'subscribed'"]).await.join("\n");
        assert!(all.contains("subscription_event_subscriber") && !all.contains("SCAN subscription_event"), "{all}");
    }
}

/// Adds so many events for the webhook that reading the whole table is never the cheapest way.
const MANY_TOLD_POSTGRES: &str = "
    INSERT INTO webhook_event (kind, issue_id, list_id, subscriber_id, occurred_at, attempts, due_at)
        SELECT 'copies.settled', n / 10000, 1, 0, 0, 0, 0 FROM generate_series(1, 40000) AS n;
    ANALYZE";

on_both! {
    async fn next_event_of_each_issue_is_found_by_an_index(ground) {
        if matches!(ground.database, Database::Postgres(_)) {
            ground.execute(MANY_TOLD_POSTGRES).await;
        }
        let lines = plan(ground, "NEXT_DUE_EVENT", &["9"]).await;
        let all = lines.join("\n");
        let is_scan = |line: &String| {
            ["SCAN webhook_event", "SCAN later", "SCAN first", "TEMP B-TREE", "Seq Scan", "Sort"]
                .iter()
                .any(|slow| line.contains(slow))
        };
        assert!(!lines.iter().any(is_scan), "{all}");
        // PostgreSQL does not show how it steps from issue to issue.
        let shown = if matches!(ground.database, Database::Postgres(_)) { 2 } else { 3 };
        assert_eq!(all.matches("webhook_event_issue").count(), shown, "{all}");
    }
}

#[test]
fn full_scan_is_recognized() {
    assert!(is_slow("SCAN delivery"));
    assert!(is_slow("SCAN waiting USING INDEX delivery_lease"));
    assert!(is_slow("USE TEMP B-TREE FOR ORDER BY"));
    assert!(is_slow("        ->  Seq Scan on delivery waiting  (cost=0.00..1.00 rows=1 width=8)"));
    assert!(is_slow("        ->  Seq Scan on delivery_13 waiting  (cost=0.00..1.00 rows=1 width=8)"));
    assert!(!is_slow("        ->  Seq Scan on delivery_12 waiting  (cost=0.00..0.00 rows=1 width=8)"));
    assert!(!is_slow("SCAN change"));
    assert!(!is_slow("SEARCH waiting USING INDEX delivery_due (issue_id=? AND domain_queue_id=? AND due_at<?)"));
    assert!(!is_slow("  ->  Function Scan on json_to_recordset entry  (cost=0.01..1.00 rows=100 width=104)"));
}
