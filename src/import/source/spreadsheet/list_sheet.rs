//! A list as one sheet holds it: columns under their heads, rows with their lines, and what must be known of them.

use std::collections::HashMap;

use super::grid::{CellKind, Grid, GridRow};
use super::{RowRefusal, SourceNote};

/// A list as one sheet holds it.
#[derive(Debug)]
pub(crate) struct ListSheet {
    /// The name of the sheet.
    pub(crate) name: String,
    /// The line of the heads, from 1.
    pub(crate) header_line: u32,
    /// The columns from left to right, without those that have neither a head nor a value.
    pub(crate) columns: Vec<SheetColumn>,
    /// The rows below the heads that are not empty.
    pub(crate) rows: Vec<SheetRow>,
    /// What must be known before anything is written.
    pub(crate) notes: Vec<SourceNote>,
    /// Which of the columns holds the addresses.
    pub(crate) address: usize,
    pub(super) grid: Box<Grid>,
    /// For a cell that a merged one covers: the line of the merged one.
    pub(super) filled: HashMap<(u32, u16), u32>,
    /// The addresses that stand for the words of a cell.
    pub(super) addresses: HashMap<u32, String>,
}

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetColumn {
    /// Its letters, such as `AB`.
    pub(crate) letters: String,
    /// Its head on one line; may be empty.
    pub(crate) head: String,
    /// Why it is left out, if it is.
    pub(crate) left_out: Option<LeftOut>,
    /// Whether it holds nothing but `x` or ticks, which mean yes.
    pub(super) ticked: bool,
    pub(super) index: u16,
}

/// Why a column is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeftOut {
    /// It is hidden, and nobody asked for it.
    Hidden,
    /// Its formulas were never computed.
    NotComputed,
    /// No value of it could be read.
    NoValues,
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SheetRow {
    /// Its line, from 1.
    pub(crate) line: u32,
    /// Why it cannot be taken, if so.
    pub(crate) refusal: Option<RowRefusal>,
    pub(super) at: usize,
}

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SheetValue<'a> {
    /// Nothing that could be known: what is known of somebody stays.
    Unknown,
    /// What a person sees; may be empty.
    Text(&'a str),
}

impl ListSheet {
    /// Returns what a row says in a column.
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
            Some((_, text)) => SheetValue::Text(text),
            None => SheetValue::Text(""),
        }
    }

    /// Returns a cell, or the merged one that covers it.
    pub(super) fn kind_and_text(&self, row: &GridRow, column: u16) -> Option<(CellKind, &str)> {
        let own = self.grid.cell(row, column);
        let cell = own.or_else(|| {
            let line = self.filled.get(&(row.line, column))?;
            self.grid.cell(self.grid.row_on(*line)?, column)
        })?;
        Some((cell.kind, self.grid.text(cell)))
    }
}
