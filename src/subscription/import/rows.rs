//! The rows of a file, whatever its form, each cell by its column.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};

use serde_json::{Map, Value};

use super::encoding::{Decoded, Script};
use super::objects::Objects;
use super::table::{Found, Table};
use crate::model::{FieldValue, single_line};

/// The largest row that is read, in octets.
pub(super) const LARGEST_ROW: usize = 1_024 * 1_024;
/// How many columns a file may have.
pub(super) const MOST_COLUMNS: usize = 200;

/// What an import can read twice.
pub trait Source: Read + Seek + Send + 'static {}

impl Source for File {}
impl<T: AsRef<[u8]> + Send + 'static> Source for Cursor<T> {}

/// What a file looks like inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Cells between this sign.
    Table(u8),
    /// JSON objects.
    Objects,
}

/// Why a row cannot be taken, whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Problem {
    TooLarge,
    TooManyColumns,
    Nul,
    NotUtf8,
    NotJson,
}

impl Problem {
    /// Says it, for a row that goes on for more than one line with a guess at why.
    pub(super) fn words(self, line: u64, last: u64) -> String {
        let words = match self {
            Self::TooLarge => "is larger than 1 MiB".to_owned(),
            Self::TooManyColumns => format!("has more than {MOST_COLUMNS} columns"),
            Self::Nul => "holds a NUL character".to_owned(),
            Self::NotUtf8 => "is not UTF-8".to_owned(),
            Self::NotJson => "is no whole JSON object".to_owned(),
        };
        words + &goes_on(line, last)
    }
}

/// Says how far a row goes, if it is more than a line: then a quotation mark may be the reason for all else.
pub(super) fn goes_on(line: u64, last: u64) -> String {
    if last > line { format!("; it goes on to line {last}: is a quotation mark missing?") } else { String::new() }
}

/// What a cell holds.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Given<'a> {
    /// The row has no such cell.
    Absent,
    /// Text that may be meant as something else.
    Text(&'a str),
    /// What it is meant as.
    Value(FieldValue),
}

/// How a row says that somebody stands, if it is from an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// They get letters.
    On,
    /// They want notices only.
    Notices,
    /// They get nothing.
    Off,
}

/// The name of a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Header {
    /// As the file has it.
    pub(super) name: String,
    /// Where it stands.
    pub(super) place: Place,
}

/// Where a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Place {
    /// Among others of all kinds.
    Anywhere,
    /// Under `fields` in an object: it is one.
    Fields,
    /// Beside `fields`: it is none.
    Beside,
}

/// A row with the line on which it begins and the one on which it ends.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    pub(super) last: u64,
    pub(super) cells: Result<Cells<'a>, Problem>,
}

/// The cells of a row.
pub(super) enum Cells<'a> {
    Line { text: &'a str, ends: &'a [usize] },
    Object(&'a [Option<Value>], &'a [Header]),
}

impl<'a> Cells<'a> {
    /// Returns how many columns a line has; an object has as many as it likes.
    pub(super) fn columns(&self) -> Option<usize> {
        if let Self::Line { ends, .. } = self { Some(ends.len()) } else { None }
    }

    /// Returns a cell by its column.
    pub(super) fn get(&self, column: usize) -> Given<'a> {
        match self {
            Self::Line { text, ends } => {
                let Some(end) = ends.get(column) else { return Given::Absent };
                let start = if column == 0 { 0 } else { ends[column - 1] };
                Given::Text(&text[start..*end])
            }
            Self::Object(values, headers) => {
                let Some(Some(value)) = values.get(column) else { return Given::Absent };
                given(value, headers[column].place == Place::Fields)
            }
        }
    }

    /// Tells whether nothing is in any cell from a column on.
    pub(super) fn are_empty_from(&self, column: usize) -> bool {
        match self {
            Self::Line { text, ends } => {
                let start = if column == 0 { 0 } else { ends.get(column - 1).copied().unwrap_or(text.len()) };
                text[start..].trim().is_empty()
            }
            Self::Object(values, _) => values.iter().all(Option::is_none),
        }
    }
}

fn given(value: &Value, exact: bool) -> Given<'_> {
    let text = |text: String| Given::Value(FieldValue::Text(text));
    match value {
        Value::Null => Given::Text(""),
        Value::String(words) if exact => text(single_line(words).into_owned()),
        Value::String(words) => Given::Text(words),
        Value::Number(number) => text(number.to_string()),
        value => serde_json::from_value(value.clone()).map_or_else(|_| text(value.to_string()), Given::Value),
    }
}

/// A walk through the rows of a file.
pub(super) enum Rows<F> {
    Table(Box<Table<Decoded<F>>>, Option<Found>),
    Objects {
        objects: Objects<Decoded<F>>,
        headers: Vec<Header>,
        by_name: HashMap<Header, usize>,
        row: Vec<Option<Value>>,
    },
}

impl<F: Read + Seek> Rows<F> {
    /// Begins at the file's beginning; a table then gives its header first.
    pub(super) fn new(file: F, script: Script, form: Form) -> io::Result<Self> {
        let file = Decoded::new(file, script)?;
        Ok(match form {
            Form::Table(separator) => Self::Table(Box::new(Table::new(file, separator)), None),
            Form::Objects => {
                let (headers, by_name, row) = (Vec::new(), HashMap::new(), Vec::new());
                Self::Objects { objects: Objects::new(file), headers, by_name, row }
            }
        })
    }

    /// Reads the next row.
    pub(super) fn next(&mut self) -> io::Result<Option<Row<'_>>> {
        match self {
            Self::Table(table, found) => {
                *found = table.next()?;
                let Some(found) = found else { return Ok(None) };
                let cells = match found.problem {
                    Some(problem) => Err(problem),
                    None => table.cells(found).map(|(text, ends)| Cells::Line { text, ends }),
                };
                Ok(Some(Row { line: found.line, last: found.last, cells }))
            }
            Self::Objects { objects, headers, by_name, row } => {
                let Some((line, text)) = objects.next()? else { return Ok(None) };
                let object = text.and_then(|text| {
                    let text = std::str::from_utf8(text).map_err(|_| Problem::NotUtf8)?;
                    serde_json::from_str(text).map_err(|_| Problem::NotJson)
                });
                row.fill(None);
                let laid = object.and_then(|object| lay(object, headers, by_name, row));
                let cells = laid.map(|()| Cells::Object(row, headers));
                Ok(Some(Row { line, last: line, cells }))
            }
        }
    }

    /// Returns the names of the columns that were met, for objects.
    pub(super) fn headers(&self) -> &[Header] {
        if let Self::Objects { headers, .. } = self { headers } else { &[] }
    }

    /// Gives the file back.
    pub(super) fn into_inner(self) -> F {
        match self {
            Self::Table(table, _) => table.into_inner().into_inner(),
            Self::Objects { objects, .. } => objects.into_inner().into_inner(),
        }
    }
}

/// Puts what an object says into columns.
fn lay(
    object: Map<String, Value>,
    headers: &mut Vec<Header>,
    by_name: &mut HashMap<Header, usize>,
    row: &mut Vec<Option<Value>>,
) -> Result<(), Problem> {
    let mut put = |name: String, place: Place, value: Value| {
        if holds_nul(&value) {
            return Err(Problem::Nul);
        }
        let header = Header { name, place };
        let column = match by_name.get(&header) {
            Some(column) => *column,
            None if headers.len() >= MOST_COLUMNS => return Err(Problem::TooManyColumns),
            None => {
                by_name.insert(header.clone(), headers.len());
                headers.push(header);
                row.push(None);
                headers.len() - 1
            }
        };
        row[column] = Some(value);
        Ok(())
    };
    let nested = matches!(object.get("fields"), Some(Value::Object(_)));
    let beside = if nested { Place::Beside } else { Place::Anywhere };
    for (name, value) in object {
        match value {
            Value::Object(fields) if nested && name == "fields" => {
                fields.into_iter().try_for_each(|(name, value)| put(name, Place::Fields, value))?;
            }
            value => put(name, beside, value)?,
        }
    }
    Ok(())
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_nul),
        _ => false,
    }
}
