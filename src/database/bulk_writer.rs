//! Writes many rows of an import, transaction after transaction.

use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqlitePool};

use super::{Database, DatabaseTransaction, Error, connect};

/// Writes what an import brings.
///
/// For a file, it has a connection of its own, with more memory and a longer log. Unless rows are deleted, too, SQLite does
/// not look up there each row to which a new row refers, which would take a third of the time: an import refers only to
/// people whom the same transaction has found or added, and to a list, which keeps its row when it is deleted.
#[derive(Debug)]
pub struct BulkWriter {
    database: Database,
    connection: Option<SqlitePool>,
    /// Keeps the rest of this process from writing until the transaction ends.
    turn: Option<PoolConnection<Sqlite>>,
}

impl BulkWriter {
    /// Opens the connection; `deletes` says whether rows will be deleted, to which others may refer.
    ///
    /// # Errors
    /// The database cannot be reached.
    pub async fn open(database: &Database, deletes: bool) -> Result<Self, Error> {
        let connection = match database {
            Database::Sqlite { file, .. } => Some(connect::bulk_connection(file.path(), deletes).await?),
            Database::Postgres(_) => None,
        };
        Ok(Self { database: database.clone(), connection, turn: None })
    }

    /// Begins a transaction; on SQLite it waits for other writers.
    ///
    /// # Errors
    /// The database cannot be reached, another writer held it for too long, or its file was replaced.
    pub async fn begin(&mut self) -> Result<DatabaseTransaction, Error> {
        let (Database::Sqlite { writer, .. }, Some(connection)) = (&self.database, &self.connection) else {
            return self.database.begin_write().await;
        };
        self.turn = Some(writer.acquire().await?);
        let work = connection.begin_with("BEGIN IMMEDIATE").await?;
        // The connection has opened the file by its name, and others another one of that name.
        self.database.check_file()?;
        Ok(DatabaseTransaction::Sqlite(work))
    }

    /// Commits a transaction, and lets others write.
    ///
    /// # Errors
    /// The database failed, and nothing was changed.
    pub async fn commit(&mut self, work: DatabaseTransaction) -> Result<(), Error> {
        let committed = work.commit().await;
        self.turn = None;
        committed
    }

    /// Undoes a transaction, and lets others write.
    ///
    /// # Errors
    /// The database failed; the transaction is undone when the connection is closed.
    pub async fn roll_back(&mut self, work: DatabaseTransaction) -> Result<(), Error> {
        let undone = work.roll_back().await;
        self.turn = None;
        undone
    }

    /// Closes the connection.
    pub async fn close(mut self) {
        self.turn = None;
        if let Some(connection) = self.connection.take() {
            connection.close().await;
        }
    }
}
