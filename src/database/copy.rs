//! Copying a whole database into an empty one, of either engine: nobody writes meanwhile, and each table is compared.

mod catalogue;
mod id_counters;
mod table_rows;

use super::{Database, DatabaseTransaction, Error, on};
use catalogue::TableShape;
use table_rows::{TableDigest, add_rows, digest_table};

/// A table that was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopiedTable {
    /// Which table.
    pub name: String,
    /// How many rows both databases have.
    pub rows: u64,
    /// The sum of the SHA-256 digests of all rows, the same in both databases and for any order of the rows.
    pub checksum: String,
}

/// Why nothing was copied: the target stays empty.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// A database failed.
    #[error(transparent)]
    Database(#[from] Error),
    /// The two databases do not have the same tables and columns.
    #[error("the two databases do not have the same tables: `{0}` differs")]
    TablesDiffer(String),
    /// The target has rows already.
    #[error("the database to copy to is not empty: its table `{0}` has rows")]
    NotEmpty(String),
    /// Copies are handed to the relay just now, or were when a program was killed.
    #[error("copies of a letter are being sent: {0} at this moment")]
    InProgress(u64),
    /// A row cannot be read or written.
    #[error("a row of the table `{table}` cannot be copied")]
    Row {
        /// Which table.
        table: String,
        /// Why.
        source: Error,
    },
    /// What the target has is not what was read.
    #[error("the table `{0}` is not the same in both databases after the copy")]
    NotTheSame(String),
}

const COUNT_CLAIMED: &str = "SELECT (SELECT count(*) FROM delivery WHERE status = 'sending') \
    + (SELECT count(*) FROM welcome_delivery WHERE status = 'sending')";
const LIMIT_WAIT_POSTGRES: &str = "SET LOCAL lock_timeout = '30s'";
/// While one database writes and compares a table, the other one waits within its transaction.
const STAY_OPEN_POSTGRES: &str = "SET LOCAL idle_in_transaction_session_timeout = 0";
const ANALYZE_POSTGRES: &str = "ANALYZE";

impl Database {
    /// Copies every row of this database into an empty one, and compares each table by its count and its checksum.
    ///
    /// Nobody can write to this database meanwhile. The target has everything or, after an error, nothing. Ids go on
    /// where they were. `finished` hears of each table once it is written and the same.
    ///
    /// # Errors
    /// The target is not empty, copies of a letter are being sent, or a database failed.
    pub async fn copy_to(
        &self,
        target: &Self,
        finished: &mut (dyn FnMut(&CopiedTable) + Send),
    ) -> Result<Vec<CopiedTable>, CopyError> {
        let mut from = self.begin_write().await?;
        let mut to = target.begin_write().await?;
        let (source_shapes, shapes) = (catalogue::tables(&mut from).await?, catalogue::tables(&mut to).await?);
        check_shapes(&source_shapes, &shapes)?;
        stop_writers(&mut from, &source_shapes).await?;
        stop_writers(&mut to, &shapes).await?;
        for shape in &shapes {
            if table_rows::has_rows(&mut to, shape).await? {
                return Err(CopyError::NotEmpty(shape.name.clone()));
            }
        }
        let claimed: i64 =
            on!(&mut from, tx => sqlx::query_scalar(COUNT_CLAIMED).fetch_one(&mut **tx).await).map_err(Error::from)?;
        if claimed > 0 {
            return Err(CopyError::InProgress(claimed.unsigned_abs()));
        }
        let mut copied = Vec::new();
        for shape in catalogue::parents_first(shapes, &catalogue::references(&mut to).await?) {
            let source_shape = source_shapes.iter().find(|source| source.name == shape.name);
            let source_shape = source_shape.ok_or_else(|| CopyError::TablesDiffer(shape.name.clone()))?;
            let table = copy_table(&mut from, source_shape, &mut to, &shape).await?;
            finished(&table);
            copied.push(table);
        }
        id_counters::copy(&mut from, &mut to).await?;
        if let DatabaseTransaction::Postgres(tx) = &mut to {
            // Without figures about the new rows, the first statements would be planned badly.
            sqlx::query(ANALYZE_POSTGRES).execute(&mut **tx).await.map_err(Error::from)?;
        }
        to.commit().await?;
        Ok(copied)
    }
}

/// Refuses databases that do not have the same tables and columns, as when one is of another version.
fn check_shapes(source: &[TableShape], target: &[TableShape]) -> Result<(), CopyError> {
    let lacks = |ours: &[TableShape], theirs: &TableShape| !ours.iter().any(|shape| shape.has_columns_of(theirs));
    let odd = target.iter().find(|shape| lacks(source, shape));
    match odd.or_else(|| source.iter().find(|shape| lacks(target, shape))) {
        Some(shape) => Err(CopyError::TablesDiffer(shape.name.clone())),
        None => Ok(()),
    }
}

/// Lets nobody else write until the transaction ends. On SQLite the transaction itself does that.
async fn stop_writers(work: &mut DatabaseTransaction, shapes: &[TableShape]) -> Result<(), Error> {
    let DatabaseTransaction::Postgres(tx) = work else { return Ok(()) };
    sqlx::query(STAY_OPEN_POSTGRES).execute(&mut **tx).await?;
    sqlx::query(LIMIT_WAIT_POSTGRES).execute(&mut **tx).await?;
    sqlx::query(catalogue::lock_statement(shapes)).execute(&mut **tx).await?;
    Ok(())
}

/// Copies one table, then reads it again from the target and compares.
async fn copy_table(
    from: &mut DatabaseTransaction,
    source_shape: &TableShape,
    to: &mut DatabaseTransaction,
    shape: &TableShape,
) -> Result<CopiedTable, CopyError> {
    let failed = |source| CopyError::Row { table: shape.name.clone(), source };
    let read = add_rows(from, source_shape, to, shape).await.map_err(failed)?;
    let written: TableDigest = digest_table(to, shape).await.map_err(failed)?;
    if read != written {
        return Err(CopyError::NotTheSame(shape.name.clone()));
    }
    Ok(CopiedTable { name: shape.name.clone(), rows: written.rows(), checksum: written.checksum() })
}
