//! A database for one test, on SQLite and on PostgreSQL: `on_both! { async fn name(database) { … } }`.

mod cluster;
mod proxy;

pub(crate) use cluster::PostgresCluster;
pub(crate) use proxy::{DatabaseProxy, ProxyMode};

use std::sync::atomic::{AtomicU32, Ordering};

use circular::database::Database;
use secrecy::SecretString;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tempfile::TempDir;

use crate::missing::left_out;

/// Names the server that `.ci/run` starts; a database is made on it for each test.
const SERVER_VARIABLE: &str = "CIRCULAR_TEST_POSTGRES";

static DATABASE_NUMBER: AtomicU32 = AtomicU32::new(0);

/// Runs one test on each engine.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($ground:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            async fn story($ground: &$crate::engine::TestDatabase) $body

            #[tokio::test]
            async fn sqlite() {
                story(&$crate::engine::TestDatabase::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(ground) = $crate::engine::TestDatabase::postgres().await {
                    story(&ground).await;
                    ground.clear().await;
                }
            }
        }
    )*};
}
pub(crate) use on_both;

/// A folder and a database in it or beside it.
pub(crate) struct TestDatabase {
    pub(crate) folder: TempDir,
    pub(crate) url: SecretString,
    pub(crate) database: Database,
    /// The server's URL and the name of the database that this test made on it.
    made: Option<(String, String)>,
}

impl TestDatabase {
    pub(crate) async fn sqlite() -> Self {
        Self::open("sqlite:test.db".to_owned(), None).await
    }

    /// Makes a database on the server; without a server it says so, and fails where checks must be complete.
    pub(crate) async fn postgres() -> Option<Self> {
        let Some(server) = std::env::var_os(SERVER_VARIABLE).and_then(|url| url.into_string().ok()) else {
            left_out(&format!("PostgreSQL ({SERVER_VARIABLE} is not set)"));
            return None;
        };
        let name = format!("test_{}_{}", std::process::id(), DATABASE_NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::connect(&server).await.unwrap();
        sqlx::query(AssertSqlSafe(format!("CREATE DATABASE {name} TEMPLATE template0")))
            .execute(&mut admin)
            .await
            .unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Some(Self::open(format!("{base}/{name}"), Some((server, name))).await)
    }

    async fn open(url: String, made: Option<(String, String)>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = SecretString::from(url);
        let database = Database::open(&url, folder.path()).await.unwrap();
        Self { folder, url, database, made }
    }

    /// Opens the same database once more, as another process would.
    pub(crate) async fn again(&self) -> Database {
        Database::open(&self.url, self.folder.path()).await.unwrap()
    }

    /// Runs statements of this engine, for what the program itself never does.
    pub(crate) async fn execute(&self, script: &str) {
        let script = sqlx::raw_sql(AssertSqlSafe(script.to_owned()));
        match &self.database {
            Database::Sqlite { writer, .. } => drop(script.execute(writer).await.unwrap()),
            Database::Postgres(pool) => drop(script.execute(pool).await.unwrap()),
        }
    }

    pub(crate) async fn clear(self) {
        self.database.close().await;
        if let Some((server, name)) = self.made {
            let mut admin = PgConnection::connect(&server).await.unwrap();
            let drop = format!("DROP DATABASE {name} WITH (FORCE)");
            sqlx::query(AssertSqlSafe(drop)).execute(&mut admin).await.unwrap();
        }
    }
}
