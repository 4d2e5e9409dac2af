//! Getting rid of what was deleted: until then its bytes may lie in free pages and in the log of what was written last.

mod file_search;

use super::{Database, DatabaseFile, Error};
use file_search::contains_any;

/// Writes the whole file again, without free pages.
const VACUUM_SQLITE: &str = "VACUUM";
/// The rewritten pages go into the log first, beside the old ones; this moves them to the file and empties the log.
const TRUNCATE_WAL_SQLITE: &str = "PRAGMA wal_checkpoint(TRUNCATE)";
/// The tables that told of a person: their dead rows make room for others.
const VACUUM_POSTGRES: &str = "VACUUM subscriber, subscription, suppression, subscription_event, \
    delivery, signup_request, signup_request_list, approval_request, \
    welcome_delivery, issue, domain_queue, answer, received_view, inbound_message";

impl Database {
    /// Makes sure that nothing is left of what was deleted, while others go on using the database; `false` when somebody
    /// else reads an old state of it for so long that a part of the old bytes is still in its log.
    ///
    /// Deleted rows of SQLite are overwritten with zeros (`PRAGMA secure_delete`), but when a page is divided, a copy of
    /// a row may stay in it. So the file is searched for `traces`, texts that must be gone, and is rewritten if one of
    /// them is found. Without traces it is always rewritten.
    ///
    /// On PostgreSQL this only gives the dead rows free: when their bytes are overwritten is the server's business.
    ///
    /// # Errors
    /// The database failed, or its disk has no room for a second copy of it; nothing is lost then.
    pub async fn purge_deleted(&self, traces: &[String]) -> Result<bool, Error> {
        match self {
            Self::Sqlite { writer, file, .. } => {
                let mut connection = writer.acquire().await?;
                let empty_log = sqlx::query_as::<_, (i64, i64, i64)>(TRUNCATE_WAL_SQLITE);
                let (busy, ..) = empty_log.fetch_one(&mut *connection).await?;
                if busy == 0 && !has_traces(file, traces).await {
                    return Ok(true);
                }
                sqlx::query(VACUUM_SQLITE).execute(&mut *connection).await?;
                let empty_log = sqlx::query_as::<_, (i64, i64, i64)>(TRUNCATE_WAL_SQLITE);
                let (busy, ..) = empty_log.fetch_one(&mut *connection).await?;
                Ok(busy == 0)
            }
            Self::Postgres(pool) => {
                sqlx::raw_sql(VACUUM_POSTGRES).execute(pool).await?;
                Ok(true)
            }
        }
    }
}

/// Returns whether a text is in the file, as far as is known: a file that cannot be read may have it.
async fn has_traces(file: &DatabaseFile, traces: &[String]) -> bool {
    if traces.is_empty() {
        return true;
    }
    let (path, traces) = (file.path().to_owned(), traces.to_vec());
    let search = tokio::task::spawn_blocking(move || contains_any(&path, &traces));
    !matches!(search.await, Ok(Ok(false)))
}
