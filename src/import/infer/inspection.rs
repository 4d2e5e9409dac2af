//! Inspects a file in a first pass: its columns, the kinds of their values, and which addresses occur more than once.

use std::collections::BTreeMap;
use std::io;

use super::address_cell::parse_address_cell;
use super::column_names::{STATE, TAGS};
use super::columns::{Column, ColumnAssignment, ColumnTarget};
use super::dates::DateOrder;
use super::duplicates::DuplicateCounts;
use super::header_row::find_header;
use super::mapping::ColumnMapping;
use super::name_split::NameSplit;
use super::opt_outs::OptOuts;
use super::options::{ImportOptions, OptOutPolicy};
use super::read_values::ReadValues;
use super::sample::{AddressCount, Sample, SampleRow};
use super::type_inference::TypeInference;
use super::value_faults::{ValueFaults, is_name};
use crate::import::errors::Error;
use crate::import::source::{
    ColumnHeader, DetectedSource, Encoding, FileFormat, HeaderScope, MAX_COLUMNS, MappedHead, MappedTo, RawCell,
    RawCells, RawRow, RecordReader, SheetRequest, Source, SourceError, SourceNote, detect_source,
};
use crate::model::{FieldKind, NAME_FIELDS, SubscriptionState, formula, single_line};

/// The result of inspecting a file; nothing of it is written yet.
#[derive(Debug)]
pub struct Inspection<S> {
    /// The columns in the file's order.
    pub columns: Vec<Column>,
    /// The file's encoding.
    pub encoding: Encoding,
    /// Whether the encoding was guessed.
    pub guessed: bool,
    /// The file's format.
    pub format: FileFormat,
    /// The name of the sheet that is read, for a spreadsheet.
    pub sheet: Option<String>,
    /// Notes about the file for the operator.
    pub notes: Vec<SourceNote>,
    /// The number of rows above the header.
    pub title_rows: usize,
    /// The names of other columns that mostly contain addresses, unless the operator chose the column.
    pub other_addresses: Vec<String>,
    /// The people who opted out in another program.
    pub opt_outs: OptOuts,
    /// A proposal to split the only column with names.
    pub name_split: Option<NameSplit>,
    pub(crate) has_mailbox_names: bool,
    pub(crate) orders: Vec<DateOrder>,
    pub(crate) duplicates: DuplicateCounts,
    pub(crate) detected: DetectedSource,
    pub(crate) options: ImportOptions,
    pub(crate) file: S,
}

impl<S> Inspection<S> {
    /// Returns whether a column of full names is split.
    #[must_use]
    pub fn splits_names(&self) -> bool {
        self.options.splits_names()
    }

    /// Returns the number of rows before the first row with values.
    pub(crate) fn header_rows(&self) -> usize {
        if self.format.has_header() { self.title_rows + 1 } else { 0 }
    }
}

/// Inspects a file; `kinds` are those of the fields that exist.
pub(crate) fn inspect<S: Source>(
    file: S,
    mut options: ImportOptions,
    kinds: &BTreeMap<String, FieldKind>,
) -> Result<Inspection<S>, Error> {
    let name = options.name.clone();
    let unreadable = |source| unreadable(&name, source);
    let (detected, file) = detect_source(file, &name, options.encoding, &sheet_request(&options))
        .map_err(|error| source_error(&name, error))?;
    let format = detected.format;
    // Values of other files are never evaluated by a spreadsheet program.
    options.raw |= !format.has_header() && format != FileFormat::Spreadsheet;
    let Header { columns: headers, title_rows, addresses, file } = header(file, &detected, &options)?;
    let assignment = ColumnAssignment {
        headers: &headers,
        mappings: &options.mappings,
        kinds,
        addresses: &addresses,
        file: &name,
        known_address: detected.sheet.as_ref().map(|sheet| sheet.address),
    };
    let columns = assignment.assign()?;
    for declared in &options.not_opt_outs {
        assignment.find_column(declared)?;
    }
    let other_addresses = other_addresses(&columns, &addresses, &options.mappings);

    let mut pass = FirstPass::new(columns, &options);
    let mut rows = RecordReader::new(file, &detected).map_err(unreadable)?;
    let header_rows = if format.has_header() { title_rows + 1 } else { 0 };
    pass.add_rows(&mut rows, header_rows).map_err(unreadable)?;
    let mut notes = rows.notes();
    notes.extend(std::mem::take(&mut pass.faults).notes());
    if options.opt_outs != OptOutPolicy::Subscribe {
        pass.opt_outs.check_computed(&pass.columns, &notes, &name)?;
    }
    let file = rows.into_inner();
    let Findings { columns, orders, duplicates, opt_outs, name_split, has_mailbox_names } =
        pass.finish(DateOrder::of(&options.language));
    let (encoding, guessed) = (detected.encoding.encoding, detected.encoding.guessed);
    let sheet = detected.sheet.as_ref().map(|sheet| sheet.name.clone());
    Ok(Inspection {
        columns,
        encoding,
        guessed,
        format,
        sheet,
        notes,
        title_rows,
        other_addresses,
        opt_outs,
        name_split,
        has_mailbox_names,
        orders,
        duplicates,
        detected,
        options,
        file,
    })
}

/// Returns the names of further columns that mostly contain addresses, unless the operator chose the column.
fn other_addresses(columns: &[Column], addresses: &[AddressCount], mappings: &[ColumnMapping]) -> Vec<String> {
    if mappings.iter().any(ColumnMapping::is_address) {
        return Vec::new();
    }
    let is_other = |(column, count): &(&Column, &AddressCount)| column.field().is_some() && count.is_mostly_addresses();
    columns.iter().zip(addresses).filter(is_other).map(|(column, _)| column.header.clone()).collect()
}

/// Returns the options for reading a spreadsheet: a sheet, and the columns named in the mappings.
fn sheet_request(options: &ImportOptions) -> SheetRequest {
    let mapped = |mapping: &ColumnMapping| {
        let to = match &mapping.to {
            None => MappedTo::Nothing,
            Some(_) if mapping.is_address() => MappedTo::Address,
            Some(_) => MappedTo::Field,
        };
        MappedHead { head: mapping.column.clone(), to }
    };
    SheetRequest { sheet: options.sheet.clone(), mapped: options.mappings.iter().map(mapped).collect() }
}

fn source_error(file: &str, error: SourceError) -> Error {
    let file = file.to_owned();
    match error {
        SourceError::Io(source) => Error::Read { file, source },
        SourceError::Unsupported(format) => Error::Unsupported { file, format },
        SourceError::Workbook(source) => Error::Workbook { file, source },
        SourceError::NoSpreadsheet => Error::NoSpreadsheet { file },
        SourceError::Doubt(doubt) => Error::UnclearEncoding { file, doubt },
        SourceError::SeveralLists(keys) => Error::SeveralLists { file, keys },
    }
}

fn unreadable(file: &str, source: io::Error) -> Error {
    Error::Read { file: file.to_owned(), source }
}

/// The statistics gathered from the rows.
struct FirstPass {
    columns: Vec<Column>,
    kinds_before: Vec<Option<FieldKind>>,
    inferences: Vec<TypeInference>,
    address: usize,
    is_state: bool,
    raw: bool,
    duplicates: DuplicateCounts,
    hashes: Vec<u64>,
    buffer: String,
    opt_outs: OptOuts,
    read_values: ReadValues,
    /// The only column with names, if it contains full names.
    name: Option<usize>,
    name_split: NameSplit,
    has_mailbox_names: bool,
    faults: ValueFaults,
}

/// The result for all rows.
struct Findings {
    columns: Vec<Column>,
    orders: Vec<DateOrder>,
    duplicates: DuplicateCounts,
    opt_outs: OptOuts,
    name_split: Option<NameSplit>,
    has_mailbox_names: bool,
}

impl FirstPass {
    fn new(columns: Vec<Column>, options: &ImportOptions) -> Self {
        let [name, first_name, last_name] =
            NAME_FIELDS.map(|field| columns.iter().position(|column| column.field() == Some(field)));
        let name = name.filter(|_| first_name.is_none() && last_name.is_none());
        let header = name.map(|name| columns[name].header.clone()).unwrap_or_default();
        Self {
            kinds_before: columns.iter().map(|column| known_kind(&column.target)).collect(),
            inferences: vec![TypeInference::default(); columns.len()],
            address: columns.iter().position(|column| column.target == ColumnTarget::Address).unwrap_or(0),
            is_state: true,
            raw: options.raw,
            duplicates: DuplicateCounts::default(),
            hashes: Vec::new(),
            buffer: String::new(),
            opt_outs: OptOuts::find(&columns, &options.name, &options.not_opt_outs),
            read_values: ReadValues::default(),
            name,
            name_split: NameSplit { header, ..NameSplit::default() },
            has_mailbox_names: false,
            faults: ValueFaults::default(),
            columns,
        }
    }

    /// Adds all rows behind the header.
    fn add_rows<S: Source>(&mut self, rows: &mut RecordReader<S>, header_rows: usize) -> io::Result<()> {
        for _ in 0..header_rows {
            rows.next()?;
        }
        while let Some(RawRow { line, cells, .. }) = rows.next()? {
            if let Ok(cells) = cells {
                self.add(line, &cells);
            }
        }
        Ok(())
    }

    fn add(&mut self, line: u64, cells: &RawCells<'_>) {
        for (column, inference) in self.inferences.iter_mut().enumerate() {
            let cell = cells.get(column);
            let Column { target, header, .. } = &self.columns[column];
            if *target == ColumnTarget::State {
                self.is_state &= is_state_or_empty(&cell);
            }
            if let ColumnTarget::Field { name, .. } = target
                && self.faults.add(&cell, name, header, line)
            {
                continue;
            }
            inference.add(&cell, self.kinds_before[column], line, self.raw);
        }
        let unguard = |text| if self.raw { text } else { formula::unguard(text) };
        if let RawCell::Text(text) = cells.get(self.address) {
            let text = unguard(text);
            self.hashes.extend(self.duplicates.hash(text, &mut self.buffer));
            self.has_mailbox_names = self.has_mailbox_names
                || (text.contains(['<', '(']) && parse_address_cell(text).is_ok_and(|cell| cell.name.is_some()));
        }
        if let Some(RawCell::Text(text)) = self.name.map(|name| cells.get(name)) {
            self.name_split.add(line, unguard(text));
        }
        self.opt_outs.count(line, cells, &mut self.read_values);
    }

    fn finish(mut self, usual: DateOrder) -> Findings {
        self.duplicates.fill(self.hashes);
        if !self.is_state {
            for column in self.columns.iter_mut().filter(|column| column.target == ColumnTarget::State) {
                column.target = ColumnTarget::Field { name: STATE.to_owned(), kind: None };
            }
        }
        let orders = set_kinds(&mut self.columns, self.inferences, usual);
        self.opt_outs.finish(self.is_state);
        let is_text =
            |column: &Column| matches!(column.target, ColumnTarget::Field { kind: Some(FieldKind::Text), .. });
        self.name_split.finish();
        let name_split = self.name.filter(|name| is_text(&self.columns[*name])).map(|_| self.name_split);
        let name_split = name_split.filter(|split| split.clear + split.doubtful > 0);
        Findings {
            columns: self.columns,
            orders,
            duplicates: self.duplicates,
            opt_outs: self.opt_outs,
            name_split,
            has_mailbox_names: self.has_mailbox_names,
        }
    }
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

/// Returns the kind of a column's values if it is known before inspection.
fn known_kind(target: &ColumnTarget) -> Option<FieldKind> {
    match target {
        // A name is never a list of tags, whatever is between its parts.
        ColumnTarget::Field { name, kind: None } if is_name(name) => Some(FieldKind::Text),
        ColumnTarget::Field { kind, .. } => *kind,
        ColumnTarget::State | ColumnTarget::OptedOut => None,
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

/// The names of the columns, and the file, which will be read again.
struct Header<S> {
    columns: Vec<ColumnHeader>,
    title_rows: usize,
    addresses: Vec<AddressCount>,
    file: S,
}

/// Finds the column names and the column of the addresses.
fn header<S: Source>(file: S, detected: &DetectedSource, options: &ImportOptions) -> Result<Header<S>, Error> {
    let name = &options.name;
    let unreadable = |source| unreadable(name, source);
    let format = detected.format;
    let mut rows = RecordReader::new(file, detected).map_err(unreadable)?;
    let (columns, title_rows, sample) = if format.has_header() {
        let sample = Sample::read(&mut rows, 0).map_err(unreadable)?;
        let title_rows =
            find_header(&sample, &options.mappings).ok_or_else(|| Error::NoHeader { file: name.clone() })?;
        let row = sample.rows.get(title_rows).ok_or_else(|| Error::Empty { file: name.clone() })?;
        (column_headers(row, name)?, title_rows, sample)
    } else {
        let mut first_problem = None;
        while let Some(row) = rows.next().map_err(unreadable)? {
            first_problem = first_problem.or(row.cells.err().map(|problem| (row.line, problem)));
        }
        let columns = rows.headers().to_vec();
        if columns.is_empty() {
            let file = name.clone();
            return Err(match first_problem {
                Some((line, problem)) => Error::NotJson { file, line, problem },
                None if format == FileFormat::Json => Error::NoObjects { file },
                None => Error::Empty { file },
            });
        }
        rows = RecordReader::new(rows.into_inner(), detected).map_err(unreadable)?;
        let sample = Sample::read(&mut rows, columns.len()).map_err(unreadable)?;
        (columns, 0, sample)
    };
    let first = if format.has_header() { title_rows + 1 } else { 0 };
    let addresses = (0..columns.len()).map(|column| sample.count_addresses(first, column)).collect();
    Ok(Header { columns, title_rows, addresses, file: rows.into_inner() })
}

fn column_headers(row: &SampleRow, file: &str) -> Result<Vec<ColumnHeader>, Error> {
    let cells = match &row.cells {
        Ok(cells) => cells,
        Err(problem) => {
            let (line, last_line, problem) = (row.line, row.last, problem.clone());
            return Err(Error::UnreadableHeader { file: file.to_owned(), line, last_line, problem });
        }
    };
    if cells.len() > MAX_COLUMNS {
        return Err(Error::TooManyColumns { file: file.to_owned(), most: MAX_COLUMNS });
    }
    // abook writes a `#` before its header, outside of the first quotation marks.
    let bare = |cell: &str| cell.trim().strip_prefix('#').map_or(cell, |cell| cell.trim_matches('"')).to_owned();
    let header = |cell: &String| ColumnHeader { name: single_line(&bare(cell)).into_owned(), scope: HeaderScope::Any };
    Ok(cells.iter().map(header).collect())
}
