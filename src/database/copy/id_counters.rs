//! The counters that give ids: a copy goes on where the first database was, because an id is never used twice.

use std::collections::BTreeMap;

use super::super::{DatabaseTransaction, Error, on};
use super::CopyError;

const COUNTERS_SQLITE: &str = "SELECT name, seq FROM sqlite_sequence WHERE seq > 0";
const COUNTERS_POSTGRES: &str = "SELECT CAST(c.relname AS TEXT), s.last_value FROM pg_class AS c \
    JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attidentity <> '' \
    JOIN pg_sequences AS s ON s.schemaname = current_schema() AND CAST(format('%I.%I', s.schemaname, s.sequencename) \
    AS TEXT) = pg_get_serial_sequence(format('%I.%I', current_schema(), c.relname), CAST(a.attname AS TEXT)) \
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) \
    AND NOT c.relispartition AND s.last_value IS NOT NULL";

const FORGET_COUNTER_SQLITE: &str = "DELETE FROM sqlite_sequence WHERE name = $1";
const SET_COUNTER_SQLITE: &str = "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)";
const SET_COUNTER_POSTGRES: &str = "SELECT setval(CAST(pg_get_serial_sequence(format('%I.%I', current_schema(), CAST($1 AS TEXT)), \
    (SELECT CAST(a.attname AS TEXT) FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid \
    WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND c.relname = CAST($1 AS TEXT) \
    AND a.attidentity <> '')) AS regclass), CAST($2 AS BIGINT))";

/// Makes each counter of the target go on where that of the source is.
pub(super) async fn copy(from: &mut DatabaseTransaction, to: &mut DatabaseTransaction) -> Result<(), CopyError> {
    let counters = read(from).await?;
    for (table, last) in &counters {
        set(to, table, *last).await?;
    }
    let written = read(to).await?;
    match counters.iter().find(|(table, last)| written.get(*table) != Some(last)) {
        Some((table, _)) => Err(CopyError::NotTheSame(table.clone())),
        None => Ok(()),
    }
}

/// Returns the last id that each table gave.
async fn read(work: &mut DatabaseTransaction) -> Result<BTreeMap<String, i64>, Error> {
    let sql = work.select(COUNTERS_SQLITE, COUNTERS_POSTGRES);
    let rows: Vec<(String, i64)> = on!(work, tx => sqlx::query_as(sql).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().collect())
}

async fn set(work: &mut DatabaseTransaction, table: &str, last: i64) -> Result<(), Error> {
    match work {
        DatabaseTransaction::Sqlite(tx) => {
            sqlx::query(FORGET_COUNTER_SQLITE).bind(table).execute(&mut **tx).await?;
            sqlx::query(SET_COUNTER_SQLITE).bind(table).bind(last).execute(&mut **tx).await?;
        }
        DatabaseTransaction::Postgres(tx) => {
            sqlx::query(SET_COUNTER_POSTGRES).bind(table).bind(last).execute(&mut **tx).await?;
        }
    }
    Ok(())
}
