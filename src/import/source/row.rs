//! A row of a file before anything is known of its columns.

use serde_json::Value;

use crate::model::{FieldValue, single_line};

/// The largest row that is read, in bytes.
pub(crate) const MAX_ROW_SIZE: usize = 1_024 * 1_024;
/// How many columns a file may have.
pub(crate) const MAX_COLUMNS: usize = 200;

/// Why a row cannot be read, whatever its columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowProblem {
    /// It is larger than [`MAX_ROW_SIZE`].
    TooLarge,
    /// It has more columns than [`MAX_COLUMNS`].
    TooManyColumns,
    /// It contains a NUL character.
    Nul,
    /// It contains bytes that are not UTF-8.
    NotUtf8,
    /// It is not a complete JSON object.
    NotJson,
}

impl RowProblem {
    /// Describes the problem as the end of a sentence about the row.
    pub(crate) fn describe(self, line: u64, last: u64) -> String {
        let words = match self {
            Self::TooLarge => "is larger than 1 MiB".to_owned(),
            Self::TooManyColumns => format!("has more than {MAX_COLUMNS} columns"),
            Self::Nul => "holds a NUL character".to_owned(),
            Self::NotUtf8 => "is not UTF-8".to_owned(),
            Self::NotJson => "is no whole JSON object".to_owned(),
        };
        words + &continues_to(line, last)
    }
}

/// Says where a row of several lines ends: a missing quotation mark may be the reason for any other problem.
pub(crate) fn continues_to(line: u64, last: u64) -> String {
    if last > line { format!("; it goes on to line {last}: is a quotation mark missing?") } else { String::new() }
}

/// What a cell contains.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum RawCell<'a> {
    /// The row has no such cell.
    Absent,
    /// Text whose kind is to be inferred.
    Text(&'a str),
    /// A value whose kind the format states.
    Value(FieldValue),
}

/// The name of a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ColumnHeader {
    /// As it is in the file.
    pub(crate) name: String,
    /// Where in an object it was found.
    pub(crate) scope: HeaderScope,
}

/// Where a column was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum HeaderScope {
    /// In a table, or in an object without `fields`: it may be anything.
    Any,
    /// Within an object's `fields`: it is a field.
    Fields,
    /// In an object that has `fields`, but outside of them: it is not a field.
    OutsideFields,
}

/// A row with the line on which it begins and the one on which it ends.
pub(crate) struct RawRow<'a> {
    pub(crate) line: u64,
    pub(crate) last: u64,
    pub(crate) cells: Result<RawCells<'a>, RowProblem>,
}

/// The cells of a row.
pub(crate) enum RawCells<'a> {
    Delimited { text: &'a str, ends: &'a [usize] },
    Object(&'a [Option<Value>], &'a [ColumnHeader]),
}

impl<'a> RawCells<'a> {
    /// Returns the number of cells of a delimited row; `None` for an object, which may leave columns out.
    pub(crate) fn columns(&self) -> Option<usize> {
        if let Self::Delimited { ends, .. } = self { Some(ends.len()) } else { None }
    }

    /// Returns a cell by its column.
    pub(crate) fn get(&self, column: usize) -> RawCell<'a> {
        match self {
            Self::Delimited { text, ends } => {
                let Some(end) = ends.get(column) else { return RawCell::Absent };
                let start = if column == 0 { 0 } else { ends[column - 1] };
                RawCell::Text(&text[start..*end])
            }
            Self::Object(values, headers) => {
                let Some(Some(value)) = values.get(column) else { return RawCell::Absent };
                json_cell(value, headers[column].scope == HeaderScope::Fields)
            }
        }
    }

    /// Returns whether all cells from a column on are empty.
    pub(crate) fn are_empty_from(&self, column: usize) -> bool {
        match self {
            Self::Delimited { text, ends } => {
                let start = if column == 0 { 0 } else { ends.get(column - 1).copied().unwrap_or(text.len()) };
                text[start..].trim().is_empty()
            }
            Self::Object(values, _) => values.iter().all(Option::is_none),
        }
    }
}

fn json_cell(value: &Value, exact: bool) -> RawCell<'_> {
    let text = |text: String| RawCell::Value(FieldValue::Text(text));
    match value {
        Value::Null => RawCell::Text(""),
        Value::String(words) if exact => text(single_line(words).into_owned()),
        Value::String(words) => RawCell::Text(words),
        Value::Number(number) => text(number.to_string()),
        value => serde_json::from_value(value.clone()).map_or_else(|_| text(value.to_string()), RawCell::Value),
    }
}
