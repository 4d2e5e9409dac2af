//! Reads the rows of a file in any format, each cell by its column.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};

use serde_json::{Map, Value};

use super::csv::{CsvReader, CsvRecord};
use super::encoding::{DecodingReader, DetectedEncoding};
use super::format::FileFormat;
use super::json::JsonReader;
use super::row::{ColumnHeader, HeaderScope, MAX_COLUMNS, RawCells, RawRow, RowProblem};

/// A file that can be read twice.
pub trait Source: Read + Seek + Send + 'static {}

impl Source for File {}
impl<T: AsRef<[u8]> + Send + 'static> Source for Cursor<T> {}

/// Reads the rows of a file.
pub(crate) enum RecordReader<F> {
    Delimited(Box<CsvReader<DecodingReader<F>>>, Option<CsvRecord>),
    Json {
        objects: JsonReader<DecodingReader<F>>,
        headers: Vec<ColumnHeader>,
        by_name: HashMap<ColumnHeader, usize>,
        row: Vec<Option<Value>>,
    },
}

impl<F: Read + Seek> RecordReader<F> {
    /// Starts at the beginning of the file; the first row of a delimited file is its header.
    pub(crate) fn new(file: F, detected: DetectedEncoding, format: FileFormat) -> io::Result<Self> {
        let file = DecodingReader::new(file, detected)?;
        Ok(match format {
            FileFormat::Delimited(separator) => Self::Delimited(Box::new(CsvReader::new(file, separator)), None),
            FileFormat::Json => {
                let (headers, by_name, row) = (Vec::new(), HashMap::new(), Vec::new());
                Self::Json { objects: JsonReader::new(file), headers, by_name, row }
            }
        })
    }

    /// Reads the next row.
    pub(crate) fn next(&mut self) -> io::Result<Option<RawRow<'_>>> {
        match self {
            Self::Delimited(table, found) => {
                *found = table.next()?;
                let Some(found) = found else { return Ok(None) };
                let cells = match found.problem {
                    Some(problem) => Err(problem),
                    None => table.cells(found).map(|(text, ends)| RawCells::Delimited { text, ends }),
                };
                Ok(Some(RawRow { line: found.line, last: found.last, cells }))
            }
            Self::Json { objects, headers, by_name, row } => {
                let Some((line, text)) = objects.next()? else { return Ok(None) };
                let object = text.and_then(|text| {
                    let text = std::str::from_utf8(text).map_err(|_| RowProblem::NotUtf8)?;
                    serde_json::from_str(text).map_err(|_| RowProblem::NotJson)
                });
                row.fill(None);
                let laid_out = object.and_then(|object| lay_out(object, headers, by_name, row));
                let cells = laid_out.map(|()| RawCells::Object(row, headers));
                Ok(Some(RawRow { line, last: line, cells }))
            }
        }
    }

    /// Returns the columns found so far in JSON objects.
    pub(crate) fn headers(&self) -> &[ColumnHeader] {
        if let Self::Json { headers, .. } = self { headers } else { &[] }
    }

    /// Returns the file.
    pub(crate) fn into_inner(self) -> F {
        match self {
            Self::Delimited(table, _) => table.into_inner().into_inner(),
            Self::Json { objects, .. } => objects.into_inner().into_inner(),
        }
    }
}

/// Puts the members of an object into columns.
fn lay_out(
    object: Map<String, Value>,
    headers: &mut Vec<ColumnHeader>,
    by_name: &mut HashMap<ColumnHeader, usize>,
    row: &mut Vec<Option<Value>>,
) -> Result<(), RowProblem> {
    let mut put = |name: String, scope: HeaderScope, value: Value| {
        if contains_nul(&value) {
            return Err(RowProblem::Nul);
        }
        let header = ColumnHeader { name, scope };
        let column = match by_name.get(&header) {
            Some(column) => *column,
            None if headers.len() >= MAX_COLUMNS => return Err(RowProblem::TooManyColumns),
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
    let scope = if nested { HeaderScope::OutsideFields } else { HeaderScope::Any };
    for (name, value) in object {
        match value {
            Value::Object(fields) if nested && name == "fields" => {
                fields.into_iter().try_for_each(|(name, value)| put(name, HeaderScope::Fields, value))?;
            }
            value => put(name, scope, value)?,
        }
    }
    Ok(())
}

fn contains_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(contains_nul),
        _ => false,
    }
}
