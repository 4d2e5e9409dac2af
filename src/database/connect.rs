//! Opening: which engine a URL names, and how each is set up.

use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection as _, PgConnection, SqlitePool};
use tokio::time::timeout;

use super::{Database, DatabaseFile, Error, migrations};

/// How much of a file an import keeps in memory, in KiB below zero as SQLite has it: it changes the same pages again and
/// again.
const BULK_CACHE: &str = "-16384";
/// How many pages of the log an import writes back to the file at once.
const BULK_CHECKPOINT: &str = "16384";
const ANALYZE_PEOPLE_POSTGRES: &str = "ANALYZE subscriber, subscription, subscription_event, shared_event";
/// How many can read a file at once.
const MAX_READERS: u32 = 3;
/// How long a writer waits for another one before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(30);

/// How long to wait for a connection to a server before it counts as away.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// A connection that was idle for this long is tested before it is used again, and replaced if no answer comes.
const MAX_UNTESTED_IDLE: Duration = Duration::from_secs(1);
const MAX_TEST_TIME: Duration = Duration::from_secs(2);
/// The server notices within half a minute that a client was cut off, and lets go of what that client has locked. It
/// compiles no statement: of a long queue it expects many rows, and would compile each claim anew, for a tenth of a second.
const SESSION_POSTGRES: &str = "SET idle_in_transaction_session_timeout = '60s'; SET tcp_keepalives_idle = 10; \
    SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3; SET tcp_user_timeout = '20s'; SET jit = off";

impl Database {
    /// Opens the database at `url`, made if it is a file that is not there yet, and brings its tables up to date.
    ///
    /// A file's name is taken from `root`.
    ///
    /// # Errors
    /// The URL is of neither engine, the database cannot be reached, or its tables are from a newer version.
    pub async fn open(url: &SecretString, root: &Path) -> Result<Self, Error> {
        let url = url.expose_secret();
        let database = if let Some(file) = sqlite_file(url, root) {
            Self::open_sqlite(&file).await?
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url).await?
        } else {
            return Err(Error::Url);
        };
        migrations::run(&database).await.map_err(Error::Migrate)?;
        Ok(database)
    }

    /// Opens a database as [`Database::open`] does, but makes no file.
    ///
    /// # Errors
    /// There is no such file, or it cannot be opened.
    pub async fn open_existing(url: &SecretString, root: &Path) -> Result<Self, Error> {
        match sqlite_file(url.expose_secret(), root) {
            Some(file) if !file.exists() => Err(Error::NotFound(file)),
            _ => Self::open(url, root).await,
        }
    }

    /// Counts the rows of the tables that an import fills. Without figures about new rows, PostgreSQL reads a list from its
    /// beginning for each page until its own service has counted them.
    ///
    /// # Errors
    /// The database failed.
    pub async fn analyze_people(&self) -> Result<(), Error> {
        if let Self::Postgres(pool) = self {
            sqlx::query(ANALYZE_PEOPLE_POSTGRES).execute(pool).await?;
        }
        Ok(())
    }

    /// Returns the folder of the file; `None` for a server.
    #[must_use]
    pub fn folder(&self) -> Option<PathBuf> {
        match self {
            Self::Sqlite { file, .. } => file.path().parent().map(Path::to_owned),
            Self::Postgres(_) => None,
        }
    }

    async fn open_sqlite(file: &Path) -> Result<Self, Error> {
        // The list is nobody else's business: what SQLite puts beside its file has the file's rights.
        #[cfg(unix)]
        if !file.exists() {
            let mut new = std::fs::OpenOptions::new();
            std::os::unix::fs::OpenOptionsExt::mode(new.write(true).create_new(true), 0o600);
            let _ = new.open(file);
        }
        let writer = sqlite_pool(1).connect_with(writing_options(file)).await.map_err(Error::Open)?;
        let readers = sqlite_pool(MAX_READERS).connect_with(sqlite_options(file)).await.map_err(Error::Open)?;
        Ok(Self::Sqlite { readers, writer, file: Arc::new(DatabaseFile::new(file)) })
    }

    async fn open_postgres(url: &str) -> Result<Self, Error> {
        let options = PgConnectOptions::from_str(url).map_err(Error::Open)?.application_name("circular");
        // The pool would try for as long as a writer may wait, and then not say why.
        PgConnection::connect_with(&options).await.map_err(Error::Open)?.close().await.map_err(Error::Open)?;
        let pool = PgPoolOptions::new().max_connections(8).acquire_timeout(ACQUIRE_TIMEOUT);
        // A connection that was just used is not asked whether it is there: that would cost a round trip for each claim.
        let pool = pool.test_before_acquire(false).before_acquire(|connection, metadata| {
            Box::pin(async move {
                if metadata.idle_for >= MAX_UNTESTED_IDLE {
                    let silent = |_| Err(sqlx::Error::Io(io::ErrorKind::TimedOut.into()));
                    timeout(MAX_TEST_TIME, connection.ping()).await.unwrap_or_else(silent)?;
                }
                Ok(true)
            })
        });
        let pool = pool.after_connect(|connection, _| {
            Box::pin(async move { sqlx::raw_sql(SESSION_POSTGRES).execute(connection).await.map(drop) })
        });
        Ok(Self::Postgres(pool.connect_with(options).await.map_err(Error::Open)?))
    }
}

fn sqlite_options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // With less than this, a power cut takes the last commits back, and with them who was sent a copy.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
}

fn writing_options(file: &Path) -> SqliteConnectOptions {
    // What is deleted is overwritten, so that erasing somebody need not rewrite the file.
    sqlite_options(file).pragma("secure_delete", "ON")
}

fn sqlite_pool(connections: u32) -> SqlitePoolOptions {
    // A file does not go away as a server does: to ask each time whether it is there would cost as much as a turn.
    let pool = SqlitePoolOptions::new().max_connections(connections).test_before_acquire(false);
    let pool = pool.acquire_timeout(BUSY_TIMEOUT);
    // A full disk ends a transaction without being asked (<https://www.sqlite.org/lang_transaction.html>, 3.2);
    // the driver does not notice, and would begin no other on this connection.
    pool.before_acquire(|connection, _| Box::pin(async { Ok(!connection.is_in_transaction()) }))
}

/// Connects to a file to write many rows; those that they refer to are only looked up with `foreign_keys`.
pub(super) async fn bulk_connection(file: &Path, foreign_keys: bool) -> Result<SqlitePool, Error> {
    let options = writing_options(file)
        .create_if_missing(false)
        .foreign_keys(foreign_keys)
        .pragma("cache_size", BULK_CACHE)
        .pragma("wal_autocheckpoint", BULK_CHECKPOINT);
    sqlite_pool(1).connect_with(options).await.map_err(Error::Open)
}

/// Returns the file that a URL names, if it is one of `SQLite`.
fn sqlite_file(url: &str, root: &Path) -> Option<PathBuf> {
    let file = url.strip_prefix("sqlite:").filter(|file| !file.is_empty())?;
    Some(root.join(file.trim_start_matches("//")))
}
