//! Reads and sorts the people of a file on two threads, ahead of the writer.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

use tokio::sync::mpsc::Sender;

use super::errors::Error;
use super::infer::Inspection;
use super::merge::{RowBatch, RowLayout, RowReader};
use super::sort::{AddressOrder, SortedPeople};
use super::source::Source;

/// What was read of a file.
pub(super) enum ReadPart {
    /// Rows in the order of the file.
    Batch(RowBatch),
    /// People sorted by address.
    Sorted(SortedPeople),
    /// The whole file was read.
    End,
}

/// Reads a file up to its end or an error, or until nobody receives the parts.
pub(super) fn read_parts_of<S: Source>(
    inspection: Inspection<S>,
    layout: Arc<RowLayout>,
    folder: Option<PathBuf>,
    parts: &SyncSender<Result<ReadPart, Error>>,
) {
    let end = read_people(inspection, layout, folder, |part| parts.send(Ok(part)).is_ok());
    // The receiver is gone if writing failed.
    let _ = parts.send(end.map(|()| ReadPart::End));
}

/// Reads the people of a file; stops if `receive` returns `false`.
fn read_people<S: Source>(
    inspection: Inspection<S>,
    layout: Arc<RowLayout>,
    folder: Option<PathBuf>,
    receive: impl Fn(ReadPart) -> bool,
) -> Result<(), Error> {
    let name = inspection.options.name.clone();
    let unreadable = |source| Error::Read { file: name.clone(), source };
    let mut reader = RowReader::new(inspection, layout).map_err(unreadable)?;
    let mut order = AddressOrder::new(folder);
    while let Some(mut batch) = reader.next().map_err(unreadable)? {
        let sorted = order.take(&mut batch).map_err(Error::Sort)?;
        let is_received = (batch.is_empty() || receive(ReadPart::Batch(batch)))
            && sorted.is_none_or(|people| receive(ReadPart::Sorted(people)));
        if !is_received {
            return Ok(());
        }
    }
    if let Some(people) = order.finish().map_err(Error::Sort)? {
        receive(ReadPart::Sorted(people));
    }
    Ok(())
}

/// Passes on what was read in batches, up to the end or an error, or until nobody receives them.
pub(super) fn pass_on_parts(
    parts: &Receiver<Result<ReadPart, Error>>,
    batches: &Sender<Result<Option<RowBatch>, Error>>,
) {
    while let Ok(part) = parts.recv() {
        let is_received = match part {
            Ok(ReadPart::Batch(batch)) => batches.blocking_send(Ok(Some(batch))).is_ok(),
            Ok(ReadPart::Sorted(people)) => pass_on_sorted(people, batches),
            Ok(ReadPart::End) => batches.blocking_send(Ok(None)).is_ok(),
            Err(error) => batches.blocking_send(Err(error)).is_ok(),
        };
        if !is_received {
            return;
        }
    }
}

/// Passes on the people of a chunk; returns whether all were received.
fn pass_on_sorted(mut people: SortedPeople, batches: &Sender<Result<Option<RowBatch>, Error>>) -> bool {
    loop {
        let batch = match people.next_batch() {
            Ok(Some(batch)) => Ok(Some(batch)),
            Ok(None) => return true,
            Err(error) => Err(Error::Sort(error)),
        };
        let is_error = batch.is_err();
        if batches.blocking_send(batch).is_err() || is_error {
            return false;
        }
    }
}
