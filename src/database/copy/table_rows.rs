//! The rows of a table as values that both engines have: read in a stream, written in batches, summed up.

use std::pin::Pin;

use futures_util::{Stream, StreamExt as _};
use ring::digest::{Context, SHA256};
use sqlx::{ColumnIndex, Decode, Row, Type};

use super::super::{DatabaseTransaction, Error, on};
use super::catalogue::{ColumnKind, TableShape};

/// How many parameters one statement has at most.
const BATCH_VALUES: usize = 1_200;
/// How many bytes of texts and attachments wait in memory before they are written.
const BATCH_BYTES: usize = 1 << 20;

/// A value of either engine. A flag is 0 or 1.
#[derive(Debug, Clone, PartialEq, Eq)]
enum StoredValue {
    Integer(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

/// A row: one value for each column of its table.
type StoredRow = Vec<StoredValue>;
type RowStream<'t> = Pin<Box<dyn Stream<Item = Result<StoredRow, Error>> + Send + 't>>;

/// The rows of a table, counted and summed up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TableDigest {
    rows: u64,
    /// The sum of the rows' digests, as two numbers that wrap around.
    sum: [u128; 2],
}

impl TableDigest {
    /// Returns how many rows there are.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// Returns the sum in hexadecimal.
    pub(super) fn checksum(&self) -> String {
        let [high, low] = self.sum;
        format!("{high:032x}{low:032x}")
    }

    fn add(&mut self, row: &[StoredValue]) {
        let mut context = Context::new(&SHA256);
        for value in row {
            let (tag, bytes) = match value {
                StoredValue::Integer(number) => (b'i', number.map(|number| number.to_be_bytes().to_vec())),
                StoredValue::Text(text) => (b't', text.as_ref().map(|text| text.as_bytes().to_vec())),
                StoredValue::Bytes(bytes) => (b'b', bytes.clone()),
            };
            match bytes {
                // The length keeps neighbours apart.
                Some(bytes) => {
                    context.update(&[tag]);
                    context.update(&(bytes.len() as u64).to_be_bytes());
                    context.update(&bytes);
                }
                None => context.update(b"n"),
            }
        }
        let digest = context.finish();
        for (half, bytes) in self.sum.iter_mut().zip(digest.as_ref().chunks_exact(16)) {
            let number = bytes.iter().fold(0_u128, |number, byte| (number << 8) | u128::from(*byte));
            *half = half.wrapping_add(number);
        }
        self.rows += 1;
    }
}

/// Tells whether a table has any row.
pub(super) async fn has_rows(work: &mut DatabaseTransaction, shape: &TableShape) -> Result<bool, Error> {
    on!(work, tx => Ok(sqlx::query(shape.probe_statement()).fetch_optional(&mut **tx).await?.is_some()))
}

/// Counts and sums up a table.
pub(super) async fn digest_table(work: &mut DatabaseTransaction, shape: &TableShape) -> Result<TableDigest, Error> {
    let mut digest = TableDigest::default();
    let mut rows = stream_rows(work, shape);
    while let Some(row) = rows.next().await {
        digest.add(&row?);
    }
    Ok(digest)
}

/// Copies every row of a table; returns what was read.
pub(super) async fn add_rows(
    from: &mut DatabaseTransaction,
    source_shape: &TableShape,
    to: &mut DatabaseTransaction,
    shape: &TableShape,
) -> Result<TableDigest, Error> {
    let most = (BATCH_VALUES / shape.columns.len().max(1)).max(1);
    let mut digest = TableDigest::default();
    let mut batch: Vec<StoredRow> = Vec::with_capacity(most);
    let mut bytes = 0;
    let mut rows = stream_rows(from, source_shape);
    while let Some(row) = rows.next().await {
        let row = row?;
        digest.add(&row);
        bytes += row.iter().map(StoredValue::len).sum::<usize>();
        batch.push(row);
        if batch.len() == most || bytes >= BATCH_BYTES {
            write_batch(to, shape, &mut batch).await?;
            bytes = 0;
        }
    }
    write_batch(to, shape, &mut batch).await?;
    Ok(digest)
}

/// Writes rows, and leaves none of them.
async fn write_batch(
    to: &mut DatabaseTransaction,
    shape: &TableShape,
    batch: &mut Vec<StoredRow>,
) -> Result<(), Error> {
    if batch.is_empty() {
        return Ok(());
    }
    let sql = shape.add_statement(batch.len(), matches!(to, DatabaseTransaction::Postgres(_)));
    on!(to, tx => {
        let mut query = sqlx::query(sql);
        for row in batch.drain(..) {
            for (value, column) in row.into_iter().zip(&shape.columns) {
                query = match value {
                    StoredValue::Integer(number) if column.kind == ColumnKind::Flag => {
                        query.bind(number.map(|number| number != 0))
                    }
                    StoredValue::Integer(number) => query.bind(number),
                    StoredValue::Text(text) => query.bind(text),
                    StoredValue::Bytes(bytes) => query.bind(bytes),
                };
            }
        }
        query.execute(&mut **tx).await?;
    });
    Ok(())
}

/// Reads a table row by row, without ever having all of it in memory.
fn stream_rows<'t>(work: &'t mut DatabaseTransaction, shape: &'t TableShape) -> RowStream<'t> {
    let sql = shape.read_statement();
    on!(work, tx => Box::pin(sqlx::query(sql).fetch(&mut **tx).map(|row| read_row(&row?, shape))))
}

fn read_row<'r, R>(row: &'r R, shape: &TableShape) -> Result<StoredRow, Error>
where
    R: Row,
    usize: ColumnIndex<R>,
    Option<i64>: Decode<'r, R::Database> + Type<R::Database>,
    Option<bool>: Decode<'r, R::Database> + Type<R::Database>,
    Option<String>: Decode<'r, R::Database> + Type<R::Database>,
    Option<Vec<u8>>: Decode<'r, R::Database> + Type<R::Database>,
{
    let values = shape.columns.iter().enumerate().map(|(at, column)| {
        Ok(match column.kind {
            ColumnKind::Integer => StoredValue::Integer(row.try_get(at)?),
            ColumnKind::Flag => StoredValue::Integer(row.try_get::<Option<bool>, _>(at)?.map(i64::from)),
            ColumnKind::Text => StoredValue::Text(row.try_get(at)?),
            ColumnKind::Bytes => StoredValue::Bytes(row.try_get(at)?),
        })
    });
    values.collect()
}

impl StoredValue {
    fn len(&self) -> usize {
        match self {
            Self::Integer(_) => size_of::<i64>(),
            Self::Text(text) => text.as_ref().map_or(0, String::len),
            Self::Bytes(bytes) => bytes.as_ref().map_or(0, Vec::len),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{StoredValue, TableDigest};

    fn digest(rows: &[&[StoredValue]]) -> TableDigest {
        let mut digest = TableDigest::default();
        for row in rows {
            digest.add(row);
        }
        digest
    }

    #[test]
    fn digest_knows_values_and_not_their_order() {
        let text = |text: &str| StoredValue::Text(Some(text.to_owned()));
        let (ann, bob) = ([text("ann"), text("1")], [text("bob"), StoredValue::Text(None)]);
        assert_eq!(digest(&[&ann, &bob]), digest(&[&bob, &ann]));
        for other in [[text("an"), text("n1")], [text("ann"), StoredValue::Integer(Some(1))], [text("ann"), text("")]] {
            assert_ne!(digest(&[&ann]), digest(&[&other]));
        }
        assert_ne!(digest(&[&[text("")]]), digest(&[&[StoredValue::Text(None)]]));
        assert_ne!(digest(&[&ann]), digest(&[&ann, &ann]));
    }
}
