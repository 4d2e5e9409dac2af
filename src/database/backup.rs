//! A copy of everything, made while everything runs.

mod pg_dump;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::NamedTempFile;

use super::{Database, Error, to_micros};
use crate::model::{DeliveryStatus, IssueState, PauseReason};

/// How many ids of lists, issues and subscribers a copy leaves out. A token has room for 65,535 lists, 16 million issues
/// and 4,000 million subscribers.
const LIST_ID_GAP: i64 = 100;
const ISSUE_ID_GAP: i64 = 1_000;
const SUBSCRIBER_ID_GAP: i64 = 1_000_000;

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupSummary {
    /// How many octets the copy has.
    pub octets: u64,
    /// How many issues had not ended, and are paused in the copy; `None` where the copy is as the server gave it.
    pub paused: Option<u64>,
}

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database failed.
    #[error(transparent)]
    Database(#[from] Error),
    /// There is a file of that name.
    #[error("`{}` already exists", .0.display())]
    Exists(PathBuf),
    /// The file is the database, or another one that is in use.
    #[error("`{}` is a database that is in use", .0.display())]
    InUse(PathBuf),
    /// The file cannot be written.
    #[error("cannot write `{}`", .path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The copy does not hold together, and neither does the database, probably.
    #[error("the copy is damaged, and so is the database: {0}")]
    Damaged(String),
    /// PostgreSQL's program for it is not there.
    #[error("there is no `pg_dump` on this machine")]
    PgDumpNotFound(#[source] io::Error),
    /// PostgreSQL's program for it gave up.
    #[error("`pg_dump` gave up: {0}")]
    PgDumpFailed(String),
}

const VACUUM_INTO_SQLITE: &str = "VACUUM INTO $1";
const CHECK_SQLITE: &str = "PRAGMA integrity_check(1)";
const PAUSE_SQLITE: &str = "UPDATE issue SET state = $1, pause_reason = $2, pause_detail = $3 \
    WHERE state IN ($1, $4)";
/// People who came after the copy was made have links with the next numbers: nobody else may get these.
const ADD_ID_GAP_SQLITE: &str = "UPDATE sqlite_sequence \
    SET seq = seq + CASE name WHEN 'list' THEN $1 WHEN 'issue' THEN $2 ELSE $3 END \
    WHERE name IN ('list', 'issue', 'subscriber')";
const MARK_IN_DOUBT_SQLITE: &str = "UPDATE delivery SET status = $1, reply = $2, changed_at = $3 WHERE status = $4";
const HOLD_WELCOMES_SQLITE: &str = "UPDATE welcome_delivery SET status = $1, reply = $2 \
    WHERE status IN ('queued', 'deferred', 'sending')";

/// The tables of which somebody else gets no rows.
const PRIVATE_TABLES: [&str; 6] =
    ["account_session", "account", "handover", "api_token", "webhook_event", "webhook_switch"];
const REMOVE_PRIVATE_ROWS_SQLITE: [&str; 7] = [
    "DELETE FROM account_session",
    "DELETE FROM account",
    "DELETE FROM handover",
    "DELETE FROM api_token",
    "DELETE FROM webhook_event",
    "DELETE FROM webhook_switch",
    "VACUUM",
];

impl Database {
    /// Copies everything into `file`, which only we can read; it is there whole or not at all.
    ///
    /// The copy of a file is a database like it, in which no issue goes on by itself: what waits in it may have been
    /// sent since. It gives no number away that may have been given since. The copy of a server's database is what `pg_dump` makes, in its custom format.
    ///
    /// # Errors
    /// There is such a file and `replace` does not say that it may go, it cannot be written, or the database refused.
    pub async fn backup(
        &self,
        url: &SecretString,
        file: &Path,
        replace: bool,
        now: Timestamp,
    ) -> Result<BackupSummary, BackupError> {
        let failed = |source| BackupError::Write { path: file.to_owned(), source };
        if !replace && file.exists() {
            return Err(BackupError::Exists(file.to_owned()));
        }
        self.refuse_in_use(file)?;
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let part = tempfile::Builder::new().prefix(".").suffix(".part").tempfile_in(folder).map_err(failed)?;
        let paused = match self {
            Self::Sqlite { readers, .. } => {
                let name = part.path().to_str().ok_or_else(|| failed(io::ErrorKind::InvalidFilename.into()))?;
                sqlx::query(VACUUM_INTO_SQLITE).bind(name).execute(readers).await.map_err(Error::from)?;
                Some(verify_and_pause(part.path(), now).await?)
            }
            Self::Postgres(_) => {
                pg_dump::run(url.expose_secret(), part.path(), &[]).await?;
                None
            }
        };
        let octets = persist(part, file, replace).map_err(failed)?;
        Ok(BackupSummary { octets, paused })
    }

    /// Copies everything into a file that is not there yet, but accounts, sessions, tokens of programs and the mark of a handover: the file is
    /// for somebody else, who begins with it.
    ///
    /// # Errors
    /// The file cannot be written, or the database refused.
    pub async fn copy_for_handover(&self, url: &SecretString, file: &Path, now: Timestamp) -> Result<(), BackupError> {
        if let Self::Sqlite { .. } = self {
            self.backup(url, file, false, now).await?;
            return Ok(remove_private_rows(file).await.map_err(Error::from)?);
        }
        File::create_new(file).map_err(|source| BackupError::Write { path: file.to_owned(), source })?;
        pg_dump::run(url.expose_secret(), file, &PRIVATE_TABLES).await
    }

    /// Refuses to write over a database that somebody has open: its log would be taken for the copy's.
    fn refuse_in_use(&self, file: &Path) -> Result<(), BackupError> {
        let Self::Sqlite { writer, .. } = self else { return Ok(()) };
        let ours = writer.connect_options().get_filename().canonicalize().ok();
        let has_log = ["-wal", "-journal"].iter().any(|end| {
            let mut log = file.as_os_str().to_owned();
            log.push(end);
            Path::new(&log).exists()
        });
        let is_ours = ours.is_some() && file.canonicalize().ok() == ours;
        if has_log || is_ours { Err(BackupError::InUse(file.to_owned())) } else { Ok(()) }
    }
}

/// Removes the rows of the tables that nobody else gets, also from the free pages of the file.
async fn remove_private_rows(copy: &Path) -> Result<(), sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(copy).journal_mode(SqliteJournalMode::Memory);
    let mut copy = SqliteConnection::connect_with(&options).await?;
    for statement in REMOVE_PRIVATE_ROWS_SQLITE {
        sqlx::query(statement).execute(&mut copy).await?;
    }
    copy.close().await
}

/// Checks a copy and lets nothing in it go on by itself; returns how many issues that held up.
async fn verify_and_pause(copy: &Path, now: Timestamp) -> Result<u64, BackupError> {
    // It stays one file: there is no log beside it.
    let options = SqliteConnectOptions::new().filename(copy).journal_mode(SqliteJournalMode::Memory);
    let mut copy = SqliteConnection::connect_with(&options).await.map_err(Error::Open)?;
    let paused = pause_copied_issues(&mut copy, now).await.map_err(Error::from)?;
    let (words,): (String,) = sqlx::query_as(CHECK_SQLITE).fetch_one(&mut copy).await.map_err(Error::from)?;
    copy.close().await.map_err(Error::from)?;
    if words == "ok" { Ok(paused) } else { Err(BackupError::Damaged(words)) }
}

async fn pause_copied_issues(copy: &mut SqliteConnection, now: Timestamp) -> Result<u64, sqlx::Error> {
    let made = now.strftime("%Y-%m-%d %H:%M UTC");
    let why =
        format!("restored from a backup of {made}: copies that wait may have been sent since, and would be sent twice");
    let mut tx = copy.begin().await?;
    let paused = sqlx::query(PAUSE_SQLITE)
        .bind(<&str>::from(IssueState::Paused))
        .bind(<&str>::from(PauseReason::Restored))
        .bind(why)
        .bind(<&str>::from(IssueState::Sending))
        .execute(&mut *tx)
        .await?
        .rows_affected();
    sqlx::query(ADD_ID_GAP_SQLITE)
        .bind(LIST_ID_GAP)
        .bind(ISSUE_ID_GAP)
        .bind(SUBSCRIBER_ID_GAP)
        .execute(&mut *tx)
        .await?;
    sqlx::query(MARK_IN_DOUBT_SQLITE)
        .bind(<&str>::from(DeliveryStatus::InDoubt))
        .bind("this copy was being handed over when the backup was made")
        .bind(to_micros(now))
        .bind(<&str>::from(DeliveryStatus::Sending))
        .execute(&mut *tx)
        .await?;
    sqlx::query(HOLD_WELCOMES_SQLITE)
        .bind(<&str>::from(DeliveryStatus::InDoubt))
        .bind("this letter may have been sent since the backup was made")
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(paused)
}

/// Puts the copy under its name, once it is on the disk.
fn persist(part: NamedTempFile, file: &Path, replace: bool) -> io::Result<u64> {
    // Who made it may have put another file in its place: what counts is what has the name now.
    File::open(part.path())?.sync_all()?;
    let octets = fs::metadata(part.path())?.len();
    let kept = if replace { part.persist(file) } else { part.persist_noclobber(file) };
    kept.map_err(|error| error.error)?;
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()?;
    Ok(octets)
}
