//! Reads the rows of a file in any format, with each cell assigned to its column.

use std::io::{self, Read, Seek};
use std::sync::Arc;

use super::contact_rows::ContactRows;
use super::csv::{CsvReader, CsvRecord};
use super::detection::DetectedSource;
use super::encoding::DecodingReader;
use super::format::FileFormat;
use super::json_rows::JsonRows;
use super::row::{ColumnHeader, HeaderScope, RawCells, RawRow};
use super::source_note::SourceNote;
use super::spreadsheet::{ListSheet, SheetColumn};

/// Reads the rows of a file.
pub(crate) enum RecordReader<F> {
    Delimited { reader: Box<CsvReader<DecodingReader<F>>>, record: Option<CsvRecord>, separator: u8, at_start: bool },
    Json(Box<JsonRows<DecodingReader<F>>>),
    Contacts(Box<ContactRows<DecodingReader<F>>>),
    Sheet { sheet: Arc<ListSheet>, headers: Vec<ColumnHeader>, next: usize, file: F },
}

impl<F: Read + Seek> RecordReader<F> {
    /// Starts at the beginning of the file; the header of a delimited file is returned as rows, too.
    pub(crate) fn new(file: F, detected: &DetectedSource) -> io::Result<Self> {
        if let Some(sheet) = &detected.sheet {
            let header = |column: &SheetColumn| ColumnHeader {
                name: column.head.clone(),
                scope: column.left_out.map_or(HeaderScope::Any, HeaderScope::LeftOut),
            };
            let headers = sheet.columns.iter().map(header).collect();
            return Ok(Self::Sheet { sheet: Arc::clone(sheet), headers, next: 0, file });
        }
        let file = DecodingReader::new(file, detected.encoding)?;
        Ok(match detected.format {
            FileFormat::Delimited(separator) => {
                let reader = Box::new(CsvReader::new(file, separator));
                Self::Delimited { reader, record: None, separator, at_start: true }
            }
            FileFormat::Json => Self::Json(Box::new(JsonRows::new(file, detected.list.as_ref()))),
            format => Self::Contacts(Box::new(ContactRows::new(file, format))),
        })
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<RawRow<'_>>> {
        match self {
            Self::Delimited { reader, record, separator, at_start } => {
                *record = reader.next()?;
                if std::mem::take(at_start) && record.as_ref().is_some_and(|record| reader.names_separator(record)) {
                    *record = reader.next()?;
                }
                let Some(record) = record else { return Ok(None) };
                let cells = match &record.problem {
                    Some(problem) => Err(problem.clone()),
                    None => reader.cells(record).map(|(text, ends)| RawCells::Delimited {
                        text,
                        ends,
                        separator: char::from(*separator),
                    }),
                };
                Ok(Some(RawRow { line: record.line, last: record.last, cells }))
            }
            Self::Json(rows) => rows.next(),
            Self::Contacts(rows) => rows.next(),
            Self::Sheet { sheet, next, .. } => {
                let row = *next;
                let Some(found) = sheet.rows.get(row) else { return Ok(None) };
                *next += 1;
                let line = u64::from(found.line);
                let cells = match &found.refusal {
                    Some(refusal) => Err(refusal.clone().into()),
                    None => Ok(RawCells::Sheet { sheet, row }),
                };
                Ok(Some(RawRow { line, last: line, cells }))
            }
        }
    }

    /// Returns the columns of a sheet, or those found so far in objects.
    pub(crate) fn headers(&self) -> &[ColumnHeader] {
        match self {
            Self::Delimited { .. } => &[],
            Self::Json(rows) => rows.headers(),
            Self::Contacts(rows) => rows.headers(),
            Self::Sheet { headers, .. } => headers,
        }
    }

    /// Returns the notes about the file, as far as it was read.
    pub(crate) fn notes(&self) -> Vec<SourceNote> {
        match self {
            Self::Delimited { .. } => Vec::new(),
            Self::Json(rows) => rows.notes(),
            Self::Contacts(rows) => rows.notes(),
            Self::Sheet { sheet, .. } => sheet.notes.clone(),
        }
    }

    pub(crate) fn into_inner(self) -> F {
        match self {
            Self::Delimited { reader, .. } => reader.into_inner().into_inner(),
            Self::Json(rows) => rows.into_inner().into_inner(),
            Self::Contacts(rows) => rows.into_inner().into_inner(),
            Self::Sheet { file, .. } => file,
        }
    }
}
