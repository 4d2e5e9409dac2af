//! Reads the rows of a file in any format, each cell by its column.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};

use super::csv::{CsvReader, CsvRecord};
use super::encoding::{DecodingReader, DetectedEncoding};
use super::format::FileFormat;
use super::json_rows::JsonRows;
use super::row::{ColumnHeader, RawCells, RawRow};

/// A file that can be read twice.
pub trait Source: Read + Seek + Send + 'static {}

impl Source for File {}
impl<T: AsRef<[u8]> + Send + 'static> Source for Cursor<T> {}

/// Reads the rows of a file.
pub(crate) enum RecordReader<F> {
    Delimited { reader: Box<CsvReader<DecodingReader<F>>>, record: Option<CsvRecord>, separator: u8, at_start: bool },
    Json(Box<JsonRows<DecodingReader<F>>>),
}

impl<F: Read + Seek> RecordReader<F> {
    /// Starts at the beginning of the file; the first rows of a delimited file are its header.
    pub(crate) fn new(file: F, detected: DetectedEncoding, format: FileFormat) -> io::Result<Self> {
        let file = DecodingReader::new(file, detected)?;
        Ok(match format {
            FileFormat::Delimited(separator) => {
                let reader = Box::new(CsvReader::new(file, separator));
                Self::Delimited { reader, record: None, separator, at_start: true }
            }
            FileFormat::Json => Self::Json(Box::new(JsonRows::new(file))),
        })
    }

    /// Reads the next row.
    pub(crate) fn next(&mut self) -> io::Result<Option<RawRow<'_>>> {
        match self {
            Self::Delimited { reader, record, separator, at_start } => {
                *record = reader.next()?;
                if std::mem::take(at_start) && record.as_ref().is_some_and(|record| reader.names_separator(record)) {
                    *record = reader.next()?;
                }
                let Some(record) = record else { return Ok(None) };
                let cells = match record.problem {
                    Some(problem) => Err(problem),
                    None => reader.cells(record).map(|(text, ends)| RawCells::Delimited {
                        text,
                        ends,
                        separator: char::from(*separator),
                    }),
                };
                Ok(Some(RawRow { line: record.line, last: record.last, cells }))
            }
            Self::Json(rows) => rows.next(),
        }
    }

    /// Returns the columns found so far in JSON objects.
    pub(crate) fn headers(&self) -> &[ColumnHeader] {
        if let Self::Json(rows) = self { rows.headers() } else { &[] }
    }

    /// Returns the file.
    pub(crate) fn into_inner(self) -> F {
        match self {
            Self::Delimited { reader, .. } => reader.into_inner().into_inner(),
            Self::Json(rows) => rows.into_inner().into_inner(),
        }
    }
}
