//! Imports subscribers from a file in one pipeline: source → infer → merge → sort → write.
//!
//! The file is read twice and never loaded into memory: the first pass inspects it, the second one writes. If people in
//! it opted out in another program, a pass between them looks these people up. For a million rows, memory contains a
//! hash of each address (eight bytes per row), and the values of addresses that occur more than once until the last of
//! their rows is read.

mod address_names;
mod errors;
mod first_rows;
mod infer;
mod merge;
mod opted_out_members;
mod outcome;
mod read_ahead;
mod refusal;
mod sort;
mod source;
mod write;

pub use errors::Error;
pub use first_rows::first_rows;
pub use infer::{
    Column, ColumnMapping, ColumnNote, ColumnTarget, DateFault, DateOrder, DateOrderSource, IgnoreReason,
    ImportOptions, Inspection, InvalidMapping, NameExample, NameSplit, OptOutColumn, OptOutDoubt, OptOutPolicy,
    OptOuts, SplitName, parse_value,
};
pub use opted_out_members::{OptedOutMembers, find_opted_out_members};
pub use outcome::{DoubtfulAddress, DuplicateAddress, FieldChange, FormerAddressRow, ImportReport};
pub use refusal::{RefusalReason, RefusedRow};
pub use source::{
    AddressLineProblem, Encoding, EncodingDoubt, EncodingReading, FileFormat, LeftOut, LineNumbers, OtherSheet,
    RowProblem, RowRefusal, Source, SourceNote, UnknownEncoding, UnsupportedFormat, ValueFault, WorkbookError,
};

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::database::{self, Database};
use crate::model::List;
use merge::RowLayout;
use read_ahead::{pass_on_parts, read_parts_of};
use write::{ImportWriter, WriteMode};

/// The number of batches that may wait to be written, so that reading continues meanwhile but not far ahead.
const QUEUED_BATCHES: usize = 4;

/// After so many new people, the database counts its rows.
const ANALYZED_PEOPLE: u64 = 1_000;

/// Imports a file: inspects it, then writes its rows.
///
/// # Errors
/// Returns the errors of [`inspect`] and [`write_rows`].
pub async fn import_file(
    database: &Database,
    list: &List,
    file: impl Source,
    options: ImportOptions,
    now: Timestamp,
) -> Result<ImportReport, Error> {
    let inspection = inspect(database, file, options).await?;
    write_rows(database, list, inspection, now).await
}

/// Inspects a file: finds its encoding, its columns and the kinds of their values. Writes nothing.
///
/// # Errors
/// Returns an error if the file cannot be read, no column contains addresses, a mapping is not possible, or a
/// database query fails.
pub async fn inspect<S: Source>(database: &Database, file: S, options: ImportOptions) -> Result<Inspection<S>, Error> {
    let kinds = database::fields::all(&mut database.begin_read().await?).await?;
    finished(tokio::task::spawn_blocking(move || infer::inspect(file, options, &kinds)).await)?
}

/// Writes the rows of an inspected file: valid rows are imported, invalid rows are reported.
///
/// A strict import is one transaction, and one invalid row aborts it. Any other import is written in portions, so
/// that a long one blocks neither a sending run nor a person who unsubscribes. Importing the same file again is
/// harmless. A person who has unsubscribed is never subscribed again.
///
/// # Errors
/// Returns an error if the file cannot be read to its end, or a database query fails; unless strict, a part may have
/// been imported.
pub async fn write_rows<S: Source>(
    database: &Database,
    list: &List,
    inspection: Inspection<S>,
    now: Timestamp,
) -> Result<ImportReport, Error> {
    let layout = Arc::new(RowLayout::new(&inspection));
    let fields = inspection.columns.iter().filter_map(Column::field).map(str::to_owned).collect();
    let options = &inspection.options;
    let (dry_run, name) = (options.dry_run, options.name.clone());
    let mode = match () {
        () if dry_run => WriteMode::DryRun,
        () if options.strict => WriteMode::AllOrNothing,
        () => WriteMode::Portions,
    };
    let opt_outs = options.opt_outs;
    let event = write::joined_event(list, &name, options.basis.as_deref(), now);
    let report = ImportReport { fields, ..ImportReport::default() };
    let writer = ImportWriter::new(database, list, Arc::clone(&layout), event, mode, opt_outs, report);
    let folder = if dry_run { None } else { database.folder() };
    let (parts, read_parts) = std::sync::mpsc::sync_channel(1);
    let reading = tokio::task::spawn_blocking(move || read_parts_of(inspection, layout, folder, &parts));
    let (sender, batches) = mpsc::channel(QUEUED_BATCHES);
    let merging = tokio::task::spawn_blocking(move || pass_on_parts(&read_parts, &sender));
    let written = writer.run(batches).await;
    finished(merging.await)?;
    finished(reading.await)?;
    let report = written?;
    if report.written
        && report.new + report.joined >= ANALYZED_PEOPLE
        && let Err(error) = database.analyze_people().await
    {
        // The people are there; lists are only read more slowly until the database counts its rows itself.
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "the database could not count its rows after the import; it may be slow for a while");
    }
    Ok(report)
}

/// Returns the result of a blocking task.
fn finished<T>(task: Result<T, tokio::task::JoinError>) -> Result<T, Error> {
    match task {
        Ok(result) => Ok(result),
        Err(broken) => match broken.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Error::ReadingStopped),
        },
    }
}
