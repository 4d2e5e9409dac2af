//! A database that is copied: every row of every table, in both directions between the engines.

use std::collections::BTreeMap;

use circular::database::{CopyError, Database};
use sqlx::AssertSqlSafe;

use super::schema::columns;
use crate::engine::TestDatabase;

/// The columns of each table, by the names that both engines have.
async fn tables(database: &Database) -> BTreeMap<String, Vec<String>> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for column in columns(database).await {
        let (table, name) = column.split_once('.').unwrap();
        tables.entry(table.to_owned()).or_default().push(name.to_owned());
    }
    tables
}

/// Every table of the program: those of a new file, because a server shows the parts of a table as well.
async fn program_tables() -> BTreeMap<String, Vec<String>> {
    tables(&TestDatabase::sqlite().await.database).await
}

const POSTGRES_TABLES: &str = include_str!("../../../migrations/postgres/0001_initial.sql");
const KINDS_SQLITE: &str = "SELECT lower(type), \"notnull\" <> 0 OR pk > 0 FROM pragma_table_info(";
const KINDS_POSTGRES: &str =
    "SELECT CAST(data_type AS TEXT), is_nullable = 'NO' FROM information_schema.columns WHERE ";

/// What a new row has in a column: numbers refer to the row with this number, texts are words beyond ASCII.
async fn sample_value(ground: &TestDatabase, table: &str, column: &str, row: i64) -> String {
    let kind: (String, bool) = match &ground.database {
        Database::Sqlite { readers, .. } => {
            let sql = format!("{KINDS_SQLITE}'{table}') WHERE name = '{column}'");
            sqlx::query_as(AssertSqlSafe(sql)).fetch_one(readers).await.unwrap()
        }
        Database::Postgres(pool) => {
            let sql = format!("{KINDS_POSTGRES} table_name = '{table}' AND column_name = '{column}'");
            sqlx::query_as(AssertSqlSafe(sql)).fetch_one(pool).await.unwrap()
        }
    };
    let is_flag = POSTGRES_TABLES.lines().any(|line| line.trim_start().starts_with(&format!("{column} BOOLEAN")));
    match kind {
        (_, false) if row == 3 => "NULL".to_owned(),
        (kind, _) if kind == "boolean" => (row % 2 == 1).to_string(),
        (kind, _) if kind == "bigint" || kind == "integer" => match column {
            _ if is_flag => (row % 2).to_string(),
            "created_at" => i64::MAX.to_string(),
            _ => row.to_string(),
        },
        (kind, _) if kind == "bytea" => format!("decode('00ff27{row:02}', 'hex')"),
        (kind, _) if kind == "blob" => format!("X'00ff27{row:02}'"),
        _ => format!("'{column} ''é\u{1f33c}'' {row}'"),
    }
}

/// Puts three rows into every table, and makes the next id of a list 8.
async fn fill(ground: &TestDatabase, tables: &BTreeMap<String, Vec<String>>) {
    // Rows refer to rows of other tables, which may come later.
    let is_postgres = matches!(ground.database, Database::Postgres(_));
    let mut script = String::new();
    for (table, columns) in tables {
        for row in 1..=3 {
            let mut values = Vec::new();
            for column in columns {
                values.push(sample_value(ground, table, column, row).await);
            }
            let ids = if is_postgres { "OVERRIDING SYSTEM VALUE " } else { "" };
            let (columns, values) = (columns.join(", "), values.join(", "));
            script.extend(["INSERT INTO ", table, " (", &columns, ") ", ids, "VALUES (", &values, ");\n"]);
        }
    }
    script += if is_postgres {
        "SELECT setval('list_id_seq', 7);"
    } else {
        "UPDATE sqlite_sequence SET seq = 7 WHERE name = 'list';"
    };
    let unchecked = if is_postgres { "SET session_replication_role = replica;" } else { "PRAGMA foreign_keys = OFF;" };
    let checked = if is_postgres { "SET session_replication_role = origin;" } else { "PRAGMA foreign_keys = ON;" };
    ground.execute(&format!("{unchecked} {script} {checked}")).await;
}

/// A value as a text that both engines print alike: bytes in hexadecimal, flags as 0 and 1.
const PRINTED_SQLITE: &str = "CASE typeof({}) WHEN 'blob' THEN lower(hex({})) ELSE CAST({} AS TEXT) END";
const PRINTED_POSTGRES: &str = "CASE CAST(pg_typeof({}) AS TEXT) WHEN 'bytea' THEN substr(CAST({} AS TEXT), 3) \
    WHEN 'boolean' THEN CASE CAST({} AS TEXT) WHEN 'true' THEN '1' WHEN 'false' THEN '0' END \
    ELSE CAST({} AS TEXT) END";

/// Every row as a text.
async fn printed_rows(database: &Database, table: &str, columns: &[String]) -> Vec<String> {
    let sql = |printed: &str| {
        let texts = columns.iter().map(|column| format!("coalesce({}, 'NULL')", printed.replace("{}", column)));
        AssertSqlSafe(format!("SELECT {} FROM {table}", texts.collect::<Vec<_>>().join(" || '|' || ")))
    };
    let mut rows: Vec<String> = match database {
        Database::Sqlite { readers, .. } => sqlx::query_scalar(sql(PRINTED_SQLITE)).fetch_all(readers).await.unwrap(),
        Database::Postgres(pool) => sqlx::query_scalar(sql(PRINTED_POSTGRES)).fetch_all(pool).await.unwrap(),
    };
    rows.sort_unstable();
    rows
}

async fn assert_same_rows(one: &Database, other: &Database, tables: &BTreeMap<String, Vec<String>>) {
    for (table, columns) in tables {
        let rows = printed_rows(one, table, columns).await;
        assert_eq!(rows.len(), 3, "{table}");
        assert_eq!(rows, printed_rows(other, table, columns).await, "{table}");
    }
}

async fn next_list_id(ground: &TestDatabase) -> i64 {
    const SQL: &str =
        "INSERT INTO list (name, title, list_id_header, created_at) VALUES ('n', 'n', 'n', 1) RETURNING id";
    match &ground.database {
        Database::Sqlite { writer, .. } => sqlx::query_scalar(SQL).fetch_one(writer).await.unwrap(),
        Database::Postgres(pool) => sqlx::query_scalar(SQL).fetch_one(pool).await.unwrap(),
    }
}

#[tokio::test]
async fn every_row_of_every_table_goes_from_engine_to_engine_and_back() {
    let all = program_tables().await;
    let first = TestDatabase::sqlite().await;
    fill(&first, &all).await;
    let last = TestDatabase::sqlite().await;
    if let Some(server) = TestDatabase::postgres().await {
        let there = first.database.copy_to(&server.database, &mut |_| {}).await.unwrap();
        let mut named: Vec<_> = there.iter().map(|table| table.name.clone()).collect();
        named.sort_unstable();
        assert_eq!(named, all.keys().cloned().collect::<Vec<_>>(), "no table is forgotten");
        assert!(there.iter().all(|table| table.rows == 3), "{there:?}");
        assert_same_rows(&first.database, &server.database, &all).await;
        let mut back = server.database.copy_to(&last.database, &mut |_| {}).await.unwrap();
        back.sort_by(|one, other| one.name.cmp(&other.name));
        let mut there = there;
        there.sort_by(|one, other| one.name.cmp(&other.name));
        assert_eq!(there, back, "counts and checksums are the same on both engines");
        assert_eq!(next_list_id(&server).await, 8);
        server.clear().await;
    } else {
        first.database.copy_to(&last.database, &mut |_| {}).await.unwrap();
    }
    assert_same_rows(&first.database, &last.database, &all).await;
    assert_eq!(next_list_id(&last).await, 8, "an id is never used twice");
}

#[tokio::test]
async fn rows_written_on_a_server_are_copied_into_a_file() {
    let Some(server) = TestDatabase::postgres().await else { return };
    let all = program_tables().await;
    fill(&server, &all).await;
    let file = TestDatabase::sqlite().await;
    server.database.copy_to(&file.database, &mut |_| {}).await.unwrap();
    assert_same_rows(&server.database, &file.database, &all).await;
    assert_eq!(next_list_id(&file).await, 8);
    server.clear().await;
}

#[tokio::test]
async fn source_waits_for_a_slow_target() {
    let Some(source) = TestDatabase::postgres().await else { return };
    let Some(target) = TestDatabase::postgres().await else { return };
    source.execute("INSERT INTO field (name) VALUES ('first_name')").await;
    let Database::Postgres(pool) = &source.database else { unreachable!() };
    let mut sessions = Vec::new();
    for _ in 0..pool.options().get_max_connections() {
        let mut session = pool.acquire().await.unwrap();
        sqlx::query("SET idle_in_transaction_session_timeout = '1s'").execute(&mut *session).await.unwrap();
        sessions.push(session);
    }
    drop(sessions);
    let slow = "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql \
        AS 'BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END'; \
        CREATE TRIGGER slow AFTER INSERT ON field EXECUTE FUNCTION wait()";
    target.execute(slow).await;
    let copied = source.database.copy_to(&target.database, &mut |_| {}).await.unwrap();
    assert_eq!(copied.iter().map(|table| table.rows).sum::<u64>(), 1);
    source.clear().await;
    target.clear().await;
}

#[tokio::test]
async fn full_target_and_claimed_copies_stop_the_copy() {
    let all = program_tables().await;
    let (source, target) = (TestDatabase::sqlite().await, TestDatabase::sqlite().await);
    target.execute("INSERT INTO field (name) VALUES ('first_name')").await;
    let refused = source.database.copy_to(&target.database, &mut |_| {}).await;
    assert!(matches!(&refused, Err(CopyError::NotEmpty(table)) if table == "field"), "{refused:?}");
    target.execute("DELETE FROM field").await;
    fill(&source, &all).await;
    for table in ["delivery", "welcome_delivery"] {
        let key = if table == "delivery" { "issue_id" } else { "list_id" };
        source.execute(&format!("UPDATE {table} SET status = 'sending' WHERE {key} = 2")).await;
        let refused = source.database.copy_to(&target.database, &mut |_| {}).await;
        assert!(matches!(refused, Err(CopyError::InProgress(1))), "{refused:?}");
        source.execute(&format!("UPDATE {table} SET status = 'sent'")).await;
    }
    source.database.copy_to(&target.database, &mut |_| {}).await.unwrap();
}

#[tokio::test]
async fn failed_copy_leaves_the_target_empty() {
    let all = program_tables().await;
    let (source, target) = (TestDatabase::sqlite().await, TestDatabase::sqlite().await);
    fill(&source, &all).await;
    target.execute("CREATE TRIGGER full BEFORE INSERT ON subscriber BEGIN SELECT raise(ABORT, 'full'); END").await;
    let failed = source.database.copy_to(&target.database, &mut |_| {}).await;
    assert!(matches!(&failed, Err(CopyError::Row { table, .. }) if table == "subscriber"), "{failed:?}");
    target.execute("DROP TRIGGER full").await;
    // A row that is changed on its way is noticed.
    target.execute("CREATE TRIGGER odd AFTER INSERT ON list BEGIN UPDATE list SET title = 'odd'; END").await;
    let failed = source.database.copy_to(&target.database, &mut |_| {}).await;
    assert!(matches!(&failed, Err(CopyError::NotTheSame(table)) if table == "list"), "{failed:?}");
    target.execute("DROP TRIGGER odd").await;
    source.database.copy_to(&target.database, &mut |_| {}).await.unwrap();
    assert_same_rows(&source.database, &target.database, &all).await;
}
