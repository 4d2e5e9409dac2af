//! Both engines have the same tables and prepare every statement.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use circular::database::Database;
use sqlx::{AssertSqlSafe, Executor as _, SqlSafeStr as _};

use crate::engine::{TestDatabase, on_both};

const SQLITE_COLUMNS: &str = "SELECT m.name || '.' || p.name FROM sqlite_master AS m \
    JOIN pragma_table_info(m.name) AS p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
const POSTGRES_COLUMNS: &str = "SELECT table_name || '.' || column_name FROM information_schema.columns \
    JOIN information_schema.tables USING (table_schema, table_name) \
    WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' \
        AND table_name NOT IN (SELECT CAST(relname AS TEXT) FROM pg_class WHERE relispartition)";
const SQLITE_COMPUTED: &str = "SELECT m.name || '.' || p.name FROM sqlite_master AS m \
    JOIN pragma_table_xinfo(m.name) AS p WHERE m.type = 'view' OR p.hidden > 1";
const POSTGRES_COMPUTED: &str = "SELECT table_name || '.' || column_name FROM information_schema.columns \
    JOIN information_schema.tables USING (table_schema, table_name) \
    WHERE table_schema = 'public' AND (table_type = 'VIEW' OR is_generated = 'ALWAYS')";

pub(super) async fn columns(database: &Database) -> BTreeSet<String> {
    let rows: Vec<(String,)> = match database {
        Database::Sqlite { readers, .. } => sqlx::query_as(SQLITE_COLUMNS).fetch_all(readers).await.unwrap(),
        Database::Postgres(pool) => sqlx::query_as(POSTGRES_COLUMNS).fetch_all(pool).await.unwrap(),
    };
    rows.into_iter().map(|(name,)| name).filter(|name| !name.starts_with("_sqlx")).collect()
}

/// Returns the columns of views, and those that a table computes.
async fn computed_columns(database: &Database) -> BTreeSet<String> {
    let rows: Vec<(String,)> = match database {
        Database::Sqlite { readers, .. } => sqlx::query_as(SQLITE_COMPUTED).fetch_all(readers).await.unwrap(),
        Database::Postgres(pool) => sqlx::query_as(POSTGRES_COMPUTED).fetch_all(pool).await.unwrap(),
    };
    rows.into_iter().map(|(name,)| name).collect()
}

#[tokio::test]
async fn engines_have_same_columns() {
    let sqlite = TestDatabase::sqlite().await;
    let here = columns(&sqlite.database).await;
    assert!(here.contains("delivery.status"), "{here:?}");
    if let Some(postgres) = TestDatabase::postgres().await {
        assert_eq!(here, columns(&postgres.database).await);
        let computed = computed_columns(&sqlite.database).await;
        assert!(computed.contains("subscriber.address") && computed.contains("subscriber_event.kind"), "{computed:?}");
        assert_eq!(computed, computed_columns(&postgres.database).await);
        postgres.clear().await;
    }
}

#[test]
fn engines_have_same_migrations() {
    let names = |engine: &str| -> BTreeSet<_> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(engine);
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

/// Every file of a folder and of the folders in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Each `const NAME: &str = "…";` of the module that is a statement, with its name.
pub(super) fn statements() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/database");
    let mut found = Vec::new();
    for path in files(&folder) {
        let source = fs::read_to_string(path).unwrap();
        for item in source.split("\nconst ").skip(1) {
            let (name, rest) = item.split_once(": &str").unwrap_or(("", ""));
            let Some(text) = rest.split('"').nth(1).filter(|_| !name.is_empty()) else { continue };
            let text = text.split('\\').map(str::trim_start).collect::<String>();
            if ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].iter().any(|verb| text.starts_with(verb)) {
                found.push((name.to_owned(), text));
            }
        }
    }
    found
}

#[test]
fn no_bound_limit_makes_sqlite_prepare_a_statement_again() {
    for (name, text) in statements().iter().filter(|(name, _)| !name.ends_with("_POSTGRES")) {
        let mut limits =
            text.split("LIMIT $").skip(1).map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
        assert!(limits.all(|rest| rest.starts_with(" + 0")), "{name} binds a bare LIMIT: write `LIMIT $1 + 0`");
    }
}

on_both! {
    async fn every_statement_prepares(ground) {
        let statements = statements();
        assert!(statements.len() > 30, "only {} statements were found", statements.len());
        for (name, text) in statements {
            let sql = AssertSqlSafe(text.clone()).into_sql_str();
            let prepared = match &ground.database {
                Database::Sqlite { .. } if name.ends_with("_POSTGRES") => continue,
                Database::Postgres(_) if name.ends_with("_SQLITE") => continue,
                Database::Sqlite { readers, .. } => readers.prepare(sql).await.map(drop),
                Database::Postgres(pool) => pool.prepare(sql).await.map(drop),
            };
            assert!(prepared.is_ok(), "{name}: {text}: {prepared:?}");
        }
    }
}
