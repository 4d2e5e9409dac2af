//! Reads a file in a second pass: rows become people, in batches.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use super::domain_checks::{DomainChecks, DoubtfulDomain};
use super::merged_row::MergedRow;
use super::row_layout::{DesiredState, ParsedRow, RowLayout};
use crate::database;
use crate::import::infer::{DuplicateCounts, FieldUpdate, Inspection};
use crate::import::outcome::{DoubtfulAddress, DuplicateAddress};
use crate::import::refusal::{RefusalReason, RefusedRow};
use crate::import::source::{RecordReader, Source};
use crate::model::Address;

/// The maximum number of people written by one statement.
const BATCH_SIZE: usize = 1_000;
/// The size of the fields, in bytes, at which a batch is full, so that wide rows take no more memory than narrow
/// ones.
const MAX_BATCH_BYTES: usize = 1_024 * 1_024;

/// A person to be written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ImportedPerson {
    pub(crate) line: u64,
    /// The address in lower case, by which people are found.
    pub(crate) folded: String,
    /// The address as it is written, if that is different.
    pub(crate) original: Option<String>,
    pub(crate) desired: DesiredState,
    /// The fields of the person as a new subscriber, as JSON.
    pub(crate) json: String,
    /// The slots whose fields stay unchanged; any other slot that is not in `json` removes its field.
    pub(crate) kept: Vec<u8>,
}

impl ImportedPerson {
    /// Returns the address as it is written.
    pub(crate) fn address(&self) -> Result<Address, database::Error> {
        let text = self.original.as_ref().unwrap_or(&self.folded);
        text.parse().map_err(|_| database::Error::InvalidValue("address"))
    }
}

/// The result of reading some rows.
#[derive(Debug, Default)]
pub(crate) struct RowBatch {
    pub(crate) people: Vec<ImportedPerson>,
    pub(crate) refused: Vec<RefusedRow>,
    pub(crate) duplicates: Vec<DuplicateAddress>,
    /// The lines of rows with several addresses in one cell.
    pub(crate) other_addresses: Vec<u64>,
    pub(crate) doubtful_addresses: Vec<DoubtfulAddress>,
    /// The length of all fields as JSON, in bytes.
    bytes: usize,
}

impl RowBatch {
    pub(crate) fn add(&mut self, person: ImportedPerson) {
        self.bytes += person.json.len();
        self.people.push(person);
    }

    /// Returns whether nothing is in it.
    pub(crate) fn is_empty(&self) -> bool {
        self.people.is_empty()
            && self.refused.is_empty()
            && self.duplicates.is_empty()
            && self.other_addresses.is_empty()
            && self.doubtful_addresses.is_empty()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.people.len() >= BATCH_SIZE || self.refused.len() >= BATCH_SIZE || self.bytes >= MAX_BATCH_BYTES
    }
}

/// People whose address also occurs in later rows.
#[derive(Debug)]
struct PendingRows {
    rows: u32,
    people: Vec<(String, MergedRow)>,
}

impl PendingRows {
    fn add(&mut self, line: u64, row: ParsedRow, layout: &RowLayout) {
        let folded = row.address.folded();
        if let Some((_, merged)) = self.people.iter_mut().find(|(known, _)| *known == folded) {
            merged.add(line, row, layout);
        } else {
            self.people.push((folded, MergedRow::new(line, row, layout)));
        }
    }
}

/// Reads the people of a file.
pub(crate) struct RowReader<S> {
    rows: RecordReader<S>,
    layout: Arc<RowLayout>,
    duplicates: DuplicateCounts,
    pending: HashMap<u64, PendingRows>,
    buffer: String,
    domains: DomainChecks,
}

impl<S: Source> RowReader<S> {
    pub(crate) fn new(inspection: Inspection<S>, layout: Arc<RowLayout>) -> io::Result<Self> {
        let header_rows = inspection.header_rows();
        let mut rows = RecordReader::new(inspection.file, &inspection.detected)?;
        for _ in 0..header_rows {
            rows.next()?;
        }
        Ok(Self {
            rows,
            layout,
            duplicates: inspection.duplicates,
            pending: HashMap::new(),
            buffer: String::new(),
            domains: DomainChecks::default(),
        })
    }

    /// Reads the next batch; `None` at the end of the file.
    pub(crate) fn next(&mut self) -> io::Result<Option<RowBatch>> {
        let mut batch = RowBatch::default();
        while !batch.is_full() {
            let Some(row) = self.rows.next()? else {
                for (_, pending) in self.pending.drain() {
                    finish(pending, &self.layout, &mut batch);
                }
                let nothing = batch.people.is_empty() && batch.refused.is_empty();
                return Ok((!nothing).then_some(batch));
            };
            let line = row.line;
            let cells = match &row.cells {
                Ok(cells) if cells.are_empty_from(0) => continue,
                Ok(cells) => cells,
                Err(problem) => {
                    let reason = RefusalReason::Unreadable(problem.clone());
                    batch.refused.push(RefusedRow { line, last_line: row.last, reason });
                    continue;
                }
            };
            let layout = &self.layout;
            let hash = self.duplicates.hash_if_any(layout.address(cells), &mut self.buffer);
            let count = hash.map_or(1, |hash| self.duplicates.count(hash));
            let parsed = layout.parse(&row, cells);
            let refused = |reason| RefusedRow { line, last_line: row.last, reason };
            let parsed = parsed.map_err(|reason| batch.refused.push(refused(reason)));
            if let Ok(ParsedRow { other_addresses: 1.., .. }) = parsed {
                batch.other_addresses.push(line);
            }
            if let Ok(ParsedRow { address, .. }) = &parsed
                && let Some(DoubtfulDomain { meant }) = self.domains.check(address.domain())
            {
                batch.doubtful_addresses.push(DoubtfulAddress { line, address: address.clone(), meant });
            }
            let Some(hash) = hash.filter(|_| count > 1) else {
                if let Ok(row) = parsed {
                    batch.add(person(line, row, layout));
                }
                continue;
            };
            let pending = self.pending.entry(hash).or_insert_with(|| PendingRows { rows: count, people: Vec::new() });
            if let Ok(row) = parsed {
                pending.add(line, row, layout);
            }
            pending.rows -= 1;
            if pending.rows == 0
                && let Some(pending) = self.pending.remove(&hash)
            {
                finish(pending, layout, &mut batch);
            }
        }
        Ok(Some(batch))
    }
}

/// Adds the people whose rows were all read to the batch.
fn finish(pending: PendingRows, layout: &RowLayout, batch: &mut RowBatch) {
    for (_, mut merged) in pending.people {
        let names = merged.join_people(layout);
        let MergedRow { lines, address, updates, desired, .. } = merged;
        if let [line, ..] = lines[..] {
            batch.add(person(line, ParsedRow { address, updates, desired, other_addresses: 0 }, layout));
        }
        if lines.len() > 1 {
            batch.duplicates.push(DuplicateAddress { lines, names });
        }
    }
}

fn person(line: u64, row: ParsedRow, layout: &RowLayout) -> ImportedPerson {
    let ParsedRow { address, updates, desired, .. } = row;
    let is_kept = |(slot, update): (u8, &FieldUpdate)| (*update == FieldUpdate::Keep).then_some(slot);
    let kept = (0..=u8::MAX).zip(&updates).filter_map(is_kept).collect();
    let folded = address.folded();
    let original = (address.as_str() != folded).then(|| address.as_str().to_owned());
    ImportedPerson { line, folded, original, json: layout.json(&updates), desired, kept }
}
