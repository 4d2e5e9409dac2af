//! The steps by which tables came to be what they are: one folder per engine, the same names in both.

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr as _};

use super::Database;

macro_rules! steps {
    ($engine:literal: $($version:literal $name:literal),* $(,)?) => {
        vec![$(Migration::new(
            $version,
            $name.into(),
            MigrationType::Simple,
            AssertSqlSafe(include_str!(concat!("../../migrations/", $engine, "/", $name, ".sql"))).into_sql_str(),
            false,
        )),*]
    };
}

/// The steps of one engine, in order.
macro_rules! all_steps {
    ($engine:literal) => {
        steps!($engine: 1 "0001_initial")
    };
}

/// Takes every step that the database has not taken yet.
pub(super) async fn run(database: &Database) -> Result<(), MigrateError> {
    match database {
        Database::Sqlite { writer, .. } => Migrator::with_migrations(all_steps!("sqlite")).run(writer).await,
        Database::Postgres(pool) => Migrator::with_migrations(all_steps!("postgres")).run(pool).await,
    }
}
