//! The only module with SQL: one text for SQLite and PostgreSQL, a file per table.
//!
//! Each statement is a constant directly above the function that runs it. It runs in a [`DatabaseTransaction`]:
//! what belongs together is committed together. On SQLite one that writes begins with `BEGIN IMMEDIATE`, because a
//! transaction that reads first and writes later fails at once if another writer came between.

pub mod accounts;
pub mod allowed_rules;
pub mod answer_pages;
pub mod answer_states;
pub mod answers;
pub mod api_tokens;
pub mod approval_requests;
pub mod archive_letters;
pub mod attachments;
pub mod attendance;
pub mod confirmation_limits;
pub mod consent_texts;
pub mod deliveries;
pub mod domain_queues;
pub mod event_log;
pub mod fields;
pub mod former_addresses;
pub mod handover_mark;
pub mod inbound_messages;
pub mod issue_events;
pub mod issues;
pub mod lists;
pub mod mailbox_cursors;
pub mod personal_data;
pub mod queue_figures;
pub mod recipient_conditions;
pub mod review_snapshots;
pub mod secret_keys;
pub mod signing_keys;
pub mod signup_requests;
pub mod still_wanted;
pub mod subscribers;
pub mod subscriptions;
pub mod suppressed_hashes;
pub mod suppressions;
pub mod test_copies;
pub mod throttle_state;
pub mod views;
pub mod webhook_events;
pub mod welcome_deliveries;

mod backup;
mod bulk_writer;
mod connect;
mod copy;
mod database_file;
mod disk_space;
mod migrations;
mod newtype;
mod purge;

pub use backup::{BackupError, BackupSummary};
pub use bulk_writer::BulkWriter;
pub use copy::{CopiedTable, CopyError};
pub use database_file::DatabaseFile;
pub use disk_space::free_disk_space;

use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{Language, SubscriberId};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer as _};
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

/// Runs one body for either engine.
macro_rules! on {
    ($work:expr, $tx:ident => $body:expr) => {
        match $work {
            $crate::database::DatabaseTransaction::Sqlite($tx) => $body,
            $crate::database::DatabaseTransaction::Postgres($tx) => $body,
        }
    };
}
use on;

/// An open database with current tables.
#[derive(Debug, Clone)]
pub enum Database {
    /// A file in the workspace.
    Sqlite {
        /// For reading.
        readers: SqlitePool,
        /// A single connection writes: what it has read stays true, as nothing else in this process writes.
        writer: SqlitePool,
        /// The file that was opened.
        file: Arc<DatabaseFile>,
    },
    /// A server, which several machines can share.
    Postgres(PgPool),
}

/// A transaction; it is rolled back if it is dropped without [`DatabaseTransaction::commit`].
#[derive(Debug)]
pub enum DatabaseTransaction {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Why the database failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The URL is of neither engine.
    #[error("`[database] url` must be `sqlite:FILE` or `postgres://…`")]
    Url,
    /// There is no such file.
    #[error("there is no database `{}`", .0.display())]
    NotFound(PathBuf),
    /// It cannot be opened or reached.
    #[error("cannot open the database")]
    Open(#[source] sqlx::Error),
    /// Its tables cannot be brought up to date.
    #[error("cannot bring the database's tables up to date")]
    Migrate(#[source] sqlx::migrate::MigrateError),
    /// Its disk is full or failing.
    #[error("the database cannot be written to its disk")]
    Disk(#[source] sqlx::Error),
    /// Its file was deleted or replaced while it was open.
    #[error("the database `{}` was deleted or replaced while it was open", .0.display())]
    FileGone(PathBuf),
    /// A statement failed.
    #[error("the database refused a statement")]
    Statement(#[source] sqlx::Error),
    /// The server is away: it stops, starts, or is cut off.
    #[error("the database cannot be reached")]
    Away(#[source] sqlx::Error),
    /// No answer came for so long that none is awaited any more.
    #[error("the database does not answer")]
    NoAnswer,
    /// A row contains what this program never writes.
    #[error("the database holds a {0} that cannot be read")]
    InvalidValue(&'static str),
}

/// `SQLite`'s IOERR and FULL.
const SQLITE_DISK_CODES: [u32; 2] = [10, 13];
/// PostgreSQL's `disk_full` and `io_error`.
const POSTGRES_DISK_STATES: [&str; 2] = ["53100", "58030"];
/// PostgreSQL's `admin_shutdown`, `crash_shutdown`, `cannot_connect_now`, `idle_in_transaction_session_timeout`,
/// `too_many_connections`, and `read_only_sql_transaction`, as a standby says that takes over. All of class 08 are about
/// connections.
const POSTGRES_AWAY_STATES: [&str; 6] = ["57P01", "57P02", "57P03", "25P03", "53300", "25006"];

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error.as_database_error().and_then(sqlx::error::DatabaseError::code) {
            Some(code) if is_disk_error(&code) => Self::Disk(error),
            Some(code) if is_away(&code) => Self::Away(error),
            None if matches!(error, sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut) => {
                Self::Away(error)
            }
            _ => Self::Statement(error),
        }
    }
}

impl Error {
    /// Returns `true` if the database is a server that is not there at the moment, and will probably come back.
    #[must_use]
    pub const fn is_away(&self) -> bool {
        matches!(self, Self::Away(_) | Self::NoAnswer)
    }
}

/// Returns `true` if an engine's error code is about its disk. PostgreSQL's have five characters; `SQLite`'s are numbers
/// below that, whose last octet is the primary code (<https://www.sqlite.org/rescode.html>).
fn is_disk_error(code: &str) -> bool {
    match code.parse::<u32>() {
        Ok(number) if code.len() < 5 => SQLITE_DISK_CODES.contains(&(number & 0xFF)),
        _ => POSTGRES_DISK_STATES.contains(&code),
    }
}

/// Returns `true` if an error code of PostgreSQL says that the server is not there.
fn is_away(code: &str) -> bool {
    code.len() == 5 && (code.starts_with("08") || POSTGRES_AWAY_STATES.contains(&code))
}

const SERVER_TIME_POSTGRES: &str = "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";

const BEGIN_BRIEF_POSTGRES: &str = "BEGIN; SET LOCAL idle_in_transaction_session_timeout = '10s'";

impl Database {
    /// Checks that what is written is still read by others: a deleted or replaced file takes every write and keeps none.
    ///
    /// # Errors
    /// The file of the database is no longer the one that was opened.
    pub fn check_file(&self) -> Result<(), Error> {
        match self {
            Self::Sqlite { file, .. } => file.check(),
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Returns `true` if the database is a server, which several machines can share.
    #[must_use]
    pub const fn is_server(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// Begins a transaction that only reads.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn begin_read(&self) -> Result<DatabaseTransaction, Error> {
        Ok(match self {
            Self::Sqlite { readers, .. } => DatabaseTransaction::Sqlite(readers.begin().await?),
            Self::Postgres(pool) => DatabaseTransaction::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that writes; on SQLite it waits for other writers.
    ///
    /// # Errors
    /// The database cannot be reached, or another writer held it for too long.
    pub async fn begin_write(&self) -> Result<DatabaseTransaction, Error> {
        Ok(match self {
            Self::Sqlite { writer, .. } => DatabaseTransaction::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres(pool) => DatabaseTransaction::Postgres(pool.begin().await?),
        })
    }

    /// Begins a transaction that writes little and holds locks that others wait for. If this program is cut off
    /// meanwhile, the server ends the transaction after some seconds.
    ///
    /// # Errors
    /// The database cannot be reached, or another writer held it for too long.
    pub async fn begin_brief_write(&self) -> Result<DatabaseTransaction, Error> {
        match self {
            Self::Sqlite { .. } => self.begin_write().await,
            Self::Postgres(pool) => Ok(DatabaseTransaction::Postgres(pool.begin_with(BEGIN_BRIEF_POSTGRES).await?)),
        }
    }

    /// Returns the time of the database server; `None` for a file, which has our clock.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn server_time(&self) -> Result<Option<Timestamp>, Error> {
        let Self::Postgres(pool) = self else { return Ok(None) };
        let (now,): (i64,) = sqlx::query_as(SERVER_TIME_POSTGRES).fetch_one(pool).await?;
        from_micros(now).map(Some)
    }

    /// Closes all connections after their transactions have ended.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { readers, writer, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

impl DatabaseTransaction {
    /// Returns the statement for this engine, where the two differ.
    fn select(&self, sqlite: &'static str, postgres: &'static str) -> &'static str {
        match self {
            Self::Sqlite(_) => sqlite,
            Self::Postgres(_) => postgres,
        }
    }

    /// Commits the transaction.
    ///
    /// # Errors
    /// The database failed, and nothing was changed.
    pub async fn commit(self) -> Result<(), Error> {
        on!(self, tx => Ok(tx.commit().await?))
    }

    /// Undoes the transaction, and waits until it is undone.
    async fn roll_back(self) -> Result<(), Error> {
        on!(self, tx => Ok(tx.rollback().await?))
    }
}

/// Returns rows as a JSON array: one parameter of a statement that takes any number of them.
fn to_json<T: Serialize>(rows: impl Iterator<Item = T>) -> Result<String, Error> {
    let mut json = Vec::with_capacity(128);
    serde_json::Serializer::new(&mut json).collect_seq(rows).map_err(|_| Error::InvalidValue("row"))?;
    String::from_utf8(json).map_err(|_| Error::InvalidValue("row"))
}

/// Returns an insert of one row of values as one of several rows. SQLite adds bound values in a fraction of the time that
/// it takes to find them in a JSON text.
fn with_rows(statement: &str, rows: usize) -> String {
    let row = statement.rsplit_once("VALUES ").map_or("", |(_, row)| row);
    let mut statement = statement.to_owned();
    for _ in 1..rows {
        statement.push_str(", ");
        statement.push_str(row);
    }
    statement
}

/// Returns the first and the last of subscribers whose ids follow one another without a gap.
fn id_range(subscribers: &[SubscriberId]) -> Option<(SubscriberId, SubscriberId)> {
    let (first, last) = (subscribers.first()?, subscribers.last()?);
    let follows = |pair: &[SubscriberId]| matches!(pair, [one, next] if next.get() == one.get() + 1);
    subscribers.windows(2).all(follows).then_some((*first, *last))
}

/// Returns the rows of a JSON array that a statement made of them, sorted: an aggregate promises no order.
fn from_json<T: DeserializeOwned, K: Ord>(json: &str, order: impl FnMut(&T) -> K) -> Result<Vec<T>, Error> {
    let mut rows: Vec<T> = serde_json::from_str(json).map_err(|_| Error::InvalidValue("row"))?;
    rows.sort_by_key(order);
    Ok(rows)
}

/// A timestamp as both engines store it, in microseconds.
fn to_micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// Reads a stored timestamp.
fn from_micros(micros: i64) -> Result<Timestamp, Error> {
    Timestamp::from_microsecond(micros).map_err(|_| Error::InvalidValue("time"))
}

/// A text that may be missing.
type NullableText = Option<String>;

/// Reads a stored language.
fn read_language(tag: Option<String>) -> Result<Option<Language>, Error> {
    tag.map(|tag| tag.parse().map_err(|_| Error::InvalidValue("language"))).transpose()
}

#[cfg(test)]
mod tests {
    use super::{id_range, is_away, is_disk_error, with_rows};
    use crate::model::SubscriberId;

    #[test]
    fn insert_of_one_row_becomes_one_of_several() {
        let one = "INSERT INTO list (id, name) VALUES (?, ?)";
        assert_eq!(with_rows(one, 1), one);
        assert_eq!(with_rows(one, 3), format!("{one}, (?, ?), (?, ?)"));
    }

    #[test]
    fn range_of_ids_has_no_gap() {
        let ids = |ids: &[i64]| ids.iter().copied().map(SubscriberId::new).collect::<Vec<_>>();
        let range = |numbers: &[i64]| id_range(&ids(numbers)).map(|(first, last)| (first.get(), last.get()));
        assert_eq!([range(&[]), range(&[7]), range(&[7, 8, 9])], [None, Some((7, 7)), Some((7, 9))]);
        assert_eq!([range(&[7, 9]), range(&[8, 7]), range(&[7, 7])], [None; 3]);
    }

    #[test]
    fn server_that_is_away_is_known_by_its_code() {
        for code in ["57P01", "57P03", "08006", "08001", "25006"] {
            assert!(is_away(code), "{code}");
        }
        for code in ["8", "08", "57014", "23505", "40P01", "P0001"] {
            assert!(!is_away(code), "{code}");
        }
    }

    #[test]
    fn full_disk_is_known_by_its_code() {
        for (code, is) in [("13", true), ("10", true), ("778", true), ("5", false), ("1811", false), ("2067", false)] {
            assert_eq!(is_disk_error(code), is, "SQLite, {code}");
        }
        for (code, is) in [("53100", true), ("58030", true), ("53300", false), ("57P01", false), ("23505", false)] {
            assert_eq!(is_disk_error(code), is, "PostgreSQL, {code}");
        }
    }
}
