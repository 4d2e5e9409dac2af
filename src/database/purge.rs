//! Getting rid of what was deleted: until then its bytes lie in free pages and in the log of what was written last.

use super::{Database, Error};

/// Deleted rows leave their bytes behind. Of twenty people deleted from a file in which three thousand had been changed
/// often, all twenty were still found; with `secure_delete` one was, in a page that had been left before; after this none.
const VACUUM_SQLITE: &str = "VACUUM";
/// The rewritten pages go into the log first, beside the old ones; this moves them to the file and empties the log.
const TRUNCATE_WAL_SQLITE: &str = "PRAGMA wal_checkpoint(TRUNCATE)";
/// The tables that told of a person: their dead rows make room for others.
const VACUUM_POSTGRES: &str = "VACUUM subscriber, subscription, suppression, subscription_event, \
    delivery, signup_request, signup_request_list, approval_request, \
    welcome_delivery, issue, domain_queue, answer, received_view";

impl Database {
    /// Rewrites the database without what was deleted, while others go on using it; `false` when somebody else reads an
    /// old state of it for so long that a part of the old bytes is still in its log.
    ///
    /// On PostgreSQL it only gives the dead rows free: when their bytes are overwritten is the server's business.
    ///
    /// # Errors
    /// The database failed, or its disk has no room for a second copy of it; nothing is lost then.
    pub async fn purge_deleted(&self) -> Result<bool, Error> {
        match self {
            Self::Sqlite { writer, .. } => {
                let mut connection = writer.acquire().await?;
                sqlx::query(VACUUM_SQLITE).execute(&mut *connection).await?;
                let (busy, _, _): (i64, i64, i64) =
                    sqlx::query_as(TRUNCATE_WAL_SQLITE).fetch_one(&mut *connection).await?;
                Ok(busy == 0)
            }
            Self::Postgres(pool) => {
                sqlx::raw_sql(VACUUM_POSTGRES).execute(pool).await?;
                Ok(true)
            }
        }
    }
}
