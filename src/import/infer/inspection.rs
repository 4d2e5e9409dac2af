//! Inspects a file in a first pass: its columns, the kinds of their values, and which addresses occur more than once.

use std::collections::BTreeMap;
use std::io;

use super::column_names::{STATE, TAGS};
use super::columns::{Column, ColumnAssignment, ColumnTarget};
use super::dates::DateOrder;
use super::duplicates::DuplicateCounts;
use super::options::ImportOptions;
use super::type_inference::TypeInference;
use crate::import::errors::Error;
use crate::import::source::{
    ColumnHeader, DetectedEncoding, Encoding, FileFormat, HeaderScope, MAX_COLUMNS, RawCell, RawRow, RecordReader,
    Source, detect_encoding, detect_format,
};
use crate::model::{Address, FieldKind, SubscriptionState, formula, single_line};

/// The result of inspecting a file; nothing of it is written yet.
#[derive(Debug)]
pub struct Inspection<S> {
    /// The columns in the file's order.
    pub columns: Vec<Column>,
    /// The file's encoding.
    pub encoding: Encoding,
    /// Whether the encoding was guessed without proof.
    pub guessed: bool,
    /// The file's format.
    pub format: FileFormat,
    pub(crate) orders: Vec<DateOrder>,
    pub(crate) duplicates: DuplicateCounts,
    pub(crate) detected: DetectedEncoding,
    pub(crate) options: ImportOptions,
    pub(crate) file: S,
}

/// Inspects a file; `kinds` are those of the fields that exist.
pub(crate) fn inspect<S: Source>(
    mut file: S,
    mut options: ImportOptions,
    kinds: &BTreeMap<String, FieldKind>,
) -> Result<Inspection<S>, Error> {
    let name = options.name.clone();
    let unreadable = |source| unreadable(&name, source);
    let detected = detect_encoding(&mut file, options.encoding).map_err(unreadable)?;
    let (format, file) = detect_format(file, detected, &name).map_err(unreadable)?;
    // No spreadsheet evaluates the values of JSON.
    options.raw |= format == FileFormat::Json;
    let (headers, mut rows) = headers(file, detected, format, &name)?;
    let mut row = rows.next().map_err(unreadable)?;
    let first = row.as_ref().and_then(|row| row.cells.as_ref().ok());
    let is_address = |text: &str| text.trim().parse::<Address>().is_ok();
    let holds_address =
        |column| matches!(first.map(|cells| cells.get(column)), Some(RawCell::Text(text)) if is_address(text));
    let assignment = ColumnAssignment { headers: &headers, mappings: &options.mappings, kinds, file: &name };
    let mut columns = assignment.assign(holds_address)?;

    let kinds_before: Vec<_> = columns.iter().map(|column| known_kind(&column.target)).collect();
    let address = columns.iter().position(|column| column.target == ColumnTarget::Address).unwrap_or(0);
    let mut inferences = vec![TypeInference::default(); columns.len()];
    let mut is_state = true;
    let mut duplicates = DuplicateCounts::default();
    let (mut hashes, mut buffer) = (Vec::new(), String::new());
    while let Some(RawRow { line, cells, .. }) = row {
        if let Ok(cells) = cells {
            for (column, inference) in inferences.iter_mut().enumerate() {
                let cell = cells.get(column);
                if columns[column].target == ColumnTarget::State {
                    is_state &= is_state_or_empty(&cell);
                }
                inference.add(&cell, kinds_before[column], line, options.raw);
            }
            if let RawCell::Text(text) = cells.get(address) {
                let text = if options.raw { text } else { formula::unguard(text) };
                hashes.extend(duplicates.hash(text, &mut buffer));
            }
        }
        row = rows.next().map_err(unreadable)?;
    }
    duplicates.fill(hashes);
    if !is_state {
        for column in columns.iter_mut().filter(|column| column.target == ColumnTarget::State) {
            column.target = ColumnTarget::Field { name: STATE.to_owned(), kind: None };
        }
    }
    let orders = set_kinds(&mut columns, inferences, DateOrder::of(&options.language));
    let file = rows.into_inner();
    let (encoding, guessed) = (detected.encoding, detected.guessed);
    Ok(Inspection { columns, encoding, guessed, format, orders, duplicates, detected, options, file })
}

fn unreadable(file: &str, source: io::Error) -> Error {
    Error::Read { file: file.to_owned(), source }
}

/// Sets the kinds of the columns; returns the order of days and months in each.
fn set_kinds(columns: &mut [Column], inferences: Vec<TypeInference>, usual: DateOrder) -> Vec<DateOrder> {
    let mut orders = Vec::with_capacity(columns.len());
    for (column, inference) in columns.iter_mut().zip(inferences) {
        let named_tags = column.field() == Some(TAGS);
        let known = known_kind(&column.target).filter(|_| column.field().is_some());
        let inferred = inference.infer(known, named_tags, usual);
        if let ColumnTarget::Field { kind, .. } = &mut column.target {
            *kind = Some(inferred.kind);
            column.note = column.note.take().or(inferred.note);
        }
        column.example = inferred.example;
        orders.push(inferred.order);
    }
    orders
}

/// Returns the kind of a column's values that is known before they are inspected.
fn known_kind(target: &ColumnTarget) -> Option<FieldKind> {
    match target {
        ColumnTarget::Field { kind, .. } => *kind,
        ColumnTarget::State => None,
        ColumnTarget::Address | ColumnTarget::Ignored(_) => Some(FieldKind::Text),
    }
}

fn is_state_or_empty(cell: &RawCell<'_>) -> bool {
    match cell {
        RawCell::Absent => true,
        RawCell::Text(text) => text.trim().is_empty() || text.trim().parse::<SubscriptionState>().is_ok(),
        RawCell::Value(_) => false,
    }
}

/// Returns the names of the columns, and a reader of the rows below them.
fn headers<S: Source>(
    file: S,
    detected: DetectedEncoding,
    format: FileFormat,
    name: &str,
) -> Result<(Vec<ColumnHeader>, RecordReader<S>), Error> {
    let unreadable = |source| unreadable(name, source);
    let mut rows = RecordReader::new(file, detected, format).map_err(unreadable)?;
    if format == FileFormat::Json {
        while rows.next().map_err(unreadable)?.is_some() {}
        let headers = rows.headers().to_vec();
        if headers.is_empty() {
            return Err(Error::NoObjects { file: name.to_owned() });
        }
        // Reading the file again gives the columns the same places.
        return Ok((headers, RecordReader::new(rows.into_inner(), detected, format).map_err(unreadable)?));
    }
    let row = rows.next().map_err(unreadable)?.ok_or_else(|| Error::Empty { file: name.to_owned() })?;
    let (line, last_line) = (row.line, row.last);
    let unreadable_header = |problem| Error::UnreadableHeader { file: name.to_owned(), line, last_line, problem };
    let cells = row.cells.map_err(unreadable_header)?;
    let text = |column| if let RawCell::Text(text) = cells.get(column) { text.trim() } else { "" };
    let headers: Vec<_> = (0..cells.columns().unwrap_or(0))
        .map(|column| ColumnHeader { name: single_line(text(column)).into_owned(), scope: HeaderScope::Any })
        .collect();
    if headers.len() > MAX_COLUMNS {
        return Err(Error::TooManyColumns { file: name.to_owned(), most: MAX_COLUMNS });
    }
    if headers.iter().any(|header| header.name.parse::<Address>().is_ok()) {
        return Err(Error::NoHeader { file: name.to_owned() });
    }
    Ok((headers, rows))
}
