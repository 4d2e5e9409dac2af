//! The first rows of a file, from which the header and the columns are inferred.

use std::io;

use super::address_cell::parse_address_cell;
use crate::import::source::{RawCell, RecordReader, RowProblem, Source};
use crate::model::formula;

const MAX_ROWS: usize = 500;
/// The size of the sample in bytes above which no further row is added.
const MAX_BYTES: usize = 1_024 * 1_024;
/// The number of characters kept of a cell: no address and no column name is longer.
const MAX_CELL: usize = 400;

/// The first rows of a file.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    pub(crate) rows: Vec<SampleRow>,
}

#[derive(Debug)]
pub(crate) struct SampleRow {
    pub(crate) line: u64,
    pub(crate) last: u64,
    pub(crate) cells: Result<Vec<String>, RowProblem>,
}

/// The number of filled cells of a column, and of those with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct AddressCount {
    pub(crate) filled: usize,
    pub(crate) addresses: usize,
}

impl Sample {
    /// Reads the first rows; `columns` is the number of cells that are kept of a row that has no fixed number of
    /// cells.
    pub(crate) fn read<S: Source>(rows: &mut RecordReader<S>, columns: usize) -> io::Result<Self> {
        let mut sample = Self::default();
        let mut bytes = 0;
        while sample.rows.len() < MAX_ROWS && bytes < MAX_BYTES {
            let Some(row) = rows.next()? else { break };
            let cells = row.cells.map(|cells| {
                let count = cells.columns().unwrap_or(columns);
                (0..count).map(|column| text(&cells.get(column))).collect::<Vec<_>>()
            });
            bytes += cells.as_ref().map_or(0, |cells| cells.iter().map(|cell| cell.len() + 24).sum());
            sample.rows.push(SampleRow { line: row.line, last: row.last, cells });
        }
        Ok(sample)
    }

    /// Counts the addresses in a column, starting at a row.
    pub(crate) fn count_addresses(&self, from: usize, column: usize) -> AddressCount {
        let mut count = AddressCount::default();
        for row in self.rows.iter().skip(from) {
            let cell = row.cells.as_ref().ok().and_then(|cells| cells.get(column)).map_or("", |cell| cell.trim());
            if !cell.is_empty() {
                count.filled += 1;
                count.addresses += usize::from(cell.contains('@') && parse_address_cell(cell).is_ok());
            }
        }
        count
    }
}

impl AddressCount {
    /// Returns whether at least half of the filled cells contain an address.
    pub(crate) fn is_mostly_addresses(self) -> bool {
        self.addresses > 0 && self.addresses * 2 >= self.filled
    }
}

fn text(cell: &RawCell<'_>) -> String {
    match cell {
        RawCell::Text(text) => formula::unguard(text).chars().take(MAX_CELL).collect(),
        RawCell::Absent | RawCell::Value(_) => String::new(),
    }
}
