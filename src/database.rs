//! The only room that speaks SQL: one text for SQLite and PostgreSQL, a file per table.
//!
//! Each statement is a constant directly above the function that runs it. Work is done in a [`Work`], a transaction:
//! what belongs together is committed together, and on SQLite a writing one begins with `BEGIN IMMEDIATE`, because a
//! transaction that reads first and writes later fails at once when another writer came between.

pub mod delivery;
pub mod event;
pub mod field;
pub mod issue;
pub mod key;
pub mod lane;
pub mod list;
pub mod subscriber;
pub mod subscription;
pub mod suppression;
pub mod throttle;

mod migrations;
mod open;

use jiff::Timestamp;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

/// Runs one body for whichever engine it is.
macro_rules! on {
    ($work:expr, $tx:ident => $body:expr) => {
        match $work {
            $crate::database::Work::Sqlite($tx) => $body,
            $crate::database::Work::Postgres($tx) => $body,
        }
    };
}
use on;

/// A database that is open and has today's tables.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file beside the settings.
    Sqlite {
        /// For reading.
        readers: SqlitePool,
        /// One connection alone writes: what it has read stays good, as nobody in this process writes behind its back.
        writer: SqlitePool,
    },
    /// A server, where several machines send.
    Postgres(PgPool),
}

/// A transaction: dropped without [`Work::commit`], it leaves no trace.
#[derive(Debug)]
pub enum Work {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Why the database did not do it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The URL names no database that we know.
    #[error("`[database] url` must be `sqlite:FILE` or `postgres://…`")]
    Url,
    /// It cannot be opened or reached.
    #[error("cannot open the database")]
    Open(#[source] sqlx::Error),
    /// Its tables cannot be brought up to date.
    #[error("cannot bring the database's tables up to date")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// Its disk is full or does not work.
    #[error("the database cannot be written to its disk")]
    Disk(#[source] sqlx::Error),
    /// A statement failed.
    #[error("the database refused a statement")]
    Statement(#[source] sqlx::Error),
    /// A row holds what this program never writes.
    #[error("the database holds a {0} that cannot be read")]
    Unreadable(&'static str),
}

/// `SQLite`'s primary result codes IOERR and FULL, which are the last octet of an extended one.
const DISK_CODES: [u32; 2] = [10, 13];
/// PostgreSQL's class of insufficient resources with `disk_full`, and its `io_error`.
const DISK_STATES: [&str; 2] = ["53100", "58030"];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code());
        let is_disk = code.is_some_and(|code| {
            let primary = code.parse::<u32>().map(|code| code & 0xFF);
            // The states of PostgreSQL have five digits or letters, the codes of SQLite four digits at most.
            if code.len() < 5 {
                primary.is_ok_and(|code| DISK_CODES.contains(&code))
            } else {
                DISK_STATES.contains(&&*code)
            }
        });
        if is_disk { Self::Disk(error) } else { Self::Statement(error) }
    }
}

impl Database {
    /// Begins a transaction that only reads.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn read(&self) -> Result<Work, Error> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Work::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => Work::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that writes; on SQLite it waits for its turn here.
    ///
    /// # Errors
    /// The database cannot be reached, or another writer held it for too long.
    pub async fn write(&self) -> Result<Work, Error> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Work::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => Work::Postgres(pool.begin().await?),
        })
    }

    /// Closes it when all work is done.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl Work {
    /// Makes everything done in it lasting.
    ///
    /// # Errors
    /// The database could not keep it; then nothing of it happened.
    pub async fn commit(self) -> Result<(), Error> {
        on!(self, tx => Ok(tx.commit().await?))
    }
}

/// A moment as both engines keep it.
fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// A moment read back.
fn moment(micros: i64) -> Result<Timestamp, Error> {
    Timestamp::from_microsecond(micros).map_err(|_| Error::Unreadable("time"))
}
