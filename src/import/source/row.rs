//! A row of a file, before its columns are known.

use super::address_problem::AddressLineProblem;
use super::spreadsheet::{LeftOut, ListSheet, RowRefusal, SheetValue};
use crate::model::FieldValue;

/// The maximum size of a row, in bytes.
pub(crate) const MAX_ROW_SIZE: usize = 1_024 * 1_024;
pub(crate) const MAX_COLUMNS: usize = 200;

/// Why a row cannot be read, whatever its columns are.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// It is larger than `MAX_ROW_SIZE`.
    #[error("is larger than 1 MiB")]
    TooLarge,
    /// It has more than `MAX_COLUMNS` columns.
    #[error("has more than {MAX_COLUMNS} columns")]
    TooManyColumns,
    /// It contains a NUL character.
    #[error("holds a NUL character")]
    Nul,
    /// It contains bytes that are not UTF-8.
    #[error("is not UTF-8")]
    NotUtf8,
    /// It is not a complete JSON object, for this reason.
    #[error("is no whole JSON object: {0}")]
    NotJson(String),
    /// It is an object with two values for one key.
    #[error("has two values for `{0}`")]
    TwoValues(String),
    /// It is the end of a JSON file without its last closing bracket.
    #[error("is where the file breaks off, as the last bracket is missing: there may be more people")]
    CutOff,
    /// The file ends within quotation marks.
    #[error(
        "has a quotation mark that is never closed: all rows up to the end of the file are inside one of its cells"
    )]
    UnclosedQuote,
    /// A character follows a closing quotation mark.
    #[error("has a quotation mark in the middle of a cell")]
    StrayQuote,
    /// A quotation mark within a cell follows a backslash, as `MySQL` writes it.
    #[error(
        "has `\\\"` inside a cell: write each quotation mark inside a cell twice, or replace `\\\"` by `\"\"` everywhere"
    )]
    EscapedQuote,
    /// It is a contact without an address.
    #[error("has no address")]
    NoAddress,
    /// It is a vCard at the end of the file, cut off within an address.
    #[error("is a vCard that breaks off within an address")]
    IncompleteVcard,
    /// It has this line, which is not LDIF.
    #[error("has the line `{0}`, which is not LDIF")]
    NotLdif(String),
    /// It is an LDIF entry that changes or deletes another one.
    #[error("is an LDIF entry that changes or removes another one")]
    LdifChange,
    /// It is an entry in a line of addresses that cannot be understood.
    #[error(transparent)]
    Entry(#[from] AddressLineProblem),
    /// It is a row of a spreadsheet that cannot be imported.
    #[error(transparent)]
    Sheet(#[from] RowRefusal),
}

/// The content of a cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RawCell<'a> {
    /// The row has no such cell.
    Absent,
    /// Text whose kind is to be inferred.
    Text(&'a str),
    /// A value whose kind is defined by the format.
    Value(FieldValue),
}

/// A cell that is not a part of the file's text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum CellValue {
    /// Text whose kind is to be inferred.
    Text(String),
    /// A value whose kind is defined by the format.
    Value(FieldValue),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ColumnHeader {
    /// The name in the file.
    pub(crate) name: String,
    /// The place where it was found.
    pub(crate) scope: HeaderScope,
}

/// The place where a column was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum HeaderScope {
    /// In a table, or in an object without `fields`: it may be anything.
    Any,
    /// Inside the `fields` of an object: it is a field.
    Fields,
    /// Outside the `fields` of an object: it is not a field.
    OutsideFields,
    /// In a spreadsheet, from which it is excluded.
    LeftOut(LeftOut),
}

impl HeaderScope {
    /// Returns whether a column found at this place may contain the addresses.
    pub(crate) fn may_hold_addresses(self) -> bool {
        matches!(self, Self::Any | Self::OutsideFields)
    }
}

/// A row with the line on which it begins and the one on which it ends.
pub(crate) struct RawRow<'a> {
    pub(crate) line: u64,
    pub(crate) last: u64,
    pub(crate) cells: Result<RawCells<'a>, RowProblem>,
}

pub(crate) enum RawCells<'a> {
    Delimited { text: &'a str, ends: &'a [usize], separator: char },
    Owned(&'a [Option<CellValue>]),
    Sheet { sheet: &'a ListSheet, row: usize },
}

impl<'a> RawCells<'a> {
    /// Returns the number of cells of a delimited row; `None` for an object, which may leave columns out.
    pub(crate) fn columns(&self) -> Option<usize> {
        if let Self::Delimited { ends, .. } = self { Some(ends.len()) } else { None }
    }

    pub(crate) fn get(&self, column: usize) -> RawCell<'a> {
        match self {
            Self::Delimited { text, ends, .. } => {
                let Some(end) = ends.get(column) else { return RawCell::Absent };
                let start = if column == 0 { 0 } else { ends[column - 1] };
                RawCell::Text(&text[start..*end])
            }
            Self::Owned(cells) => match cells.get(column) {
                None | Some(None) => RawCell::Absent,
                Some(Some(CellValue::Text(text))) => RawCell::Text(text),
                Some(Some(CellValue::Value(value))) => RawCell::Value(value.clone()),
            },
            Self::Sheet { sheet, row } => match sheet.value(*row, column) {
                SheetValue::Unknown => RawCell::Absent,
                SheetValue::Text(text) => RawCell::Text(text),
            },
        }
    }

    /// Returns whether all cells starting at a column are empty.
    pub(crate) fn are_empty_from(&self, column: usize) -> bool {
        match self {
            Self::Delimited { text, ends, .. } => {
                let start = if column == 0 { 0 } else { ends.get(column - 1).copied().unwrap_or(text.len()) };
                text[start..].trim().is_empty()
            }
            Self::Owned(cells) => cells.iter().all(Option::is_none),
            // Empty rows were dropped when the sheet was read.
            Self::Sheet { .. } => false,
        }
    }
}
