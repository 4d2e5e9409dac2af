//! The list in a sheet: its columns with headers, its rows with line numbers, and notes about it.

use std::collections::HashMap;

use super::grid::{CellKind, Grid, GridRow};
use super::{RowRefusal, SourceNote};

#[derive(Debug)]
pub(crate) struct ListSheet {
    pub(crate) name: String,
    /// The line of the header, counted from 1.
    pub(crate) header_line: u32,
    /// The columns from left to right, without those that have neither a header nor a value.
    pub(crate) columns: Vec<SheetColumn>,
    /// The rows below the header that are not empty.
    pub(crate) rows: Vec<SheetRow>,
    /// Notes for the operator.
    pub(crate) notes: Vec<SourceNote>,
    /// The index of the address column.
    pub(crate) address: usize,
    pub(super) grid: Box<Grid>,
    /// The line of the merged cell, for each cell that it covers.
    pub(super) filled: HashMap<(u32, u16), u32>,
    /// The addresses used instead of the text of a cell.
    pub(super) addresses: HashMap<u32, String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetColumn {
    /// Its letters, such as `AB`.
    pub(crate) letters: String,
    /// The header on one line; may be empty.
    pub(crate) head: String,
    /// Why it is excluded, if it is.
    pub(crate) left_out: Option<LeftOut>,
    /// Whether it contains only `x` or ticks, which mean yes.
    pub(super) ticked: bool,
    pub(super) index: u16,
}

/// Why a column is excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeftOut {
    /// It is hidden, and was not requested.
    Hidden,
    /// Its formulas were never computed.
    NotComputed,
    /// None of its values could be read.
    NoValues,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetRow {
    /// The line, counted from 1.
    pub(crate) line: u32,
    /// Why it cannot be imported, if so.
    pub(crate) refusal: Option<RowRefusal>,
    pub(super) at: usize,
}

/// The content of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SheetValue<'a> {
    /// Unknown: the stored value stays unchanged.
    Unknown,
    /// The displayed text; may be empty.
    Text(&'a str),
}

impl ListSheet {
    /// Returns the content of a row in a column.
    pub(crate) fn value(&self, row: usize, column: usize) -> SheetValue<'_> {
        let (Some(row), Some(found)) = (self.rows.get(row), self.columns.get(column)) else {
            return SheetValue::Unknown;
        };
        if column == self.address
            && let Some(address) = self.addresses.get(&row.line)
        {
            return SheetValue::Text(address);
        }
        match self.kind_and_text(&self.grid.rows[row.at], found.index) {
            Some((CellKind::NotComputed | CellKind::ZeroForWords | CellKind::Error, _)) => SheetValue::Unknown,
            Some(_) if found.ticked => SheetValue::Text("yes"),
            // Spreadsheet programs mark digits as text with an apostrophe, which some leave in the cell.
            Some((_, text)) => SheetValue::Text(
                text.strip_prefix('\'').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())).unwrap_or(text),
            ),
            None => SheetValue::Text(""),
        }
    }

    /// Returns a cell, or the merged cell that covers it.
    pub(super) fn kind_and_text(&self, row: &GridRow, column: u16) -> Option<(CellKind, &str)> {
        let own = self.grid.cell(row, column);
        let cell = own.or_else(|| {
            let line = self.filled.get(&(row.line, column))?;
            self.grid.cell(self.grid.row_on(*line)?, column)
        })?;
        Some((cell.kind, self.grid.text(cell)))
    }
}
