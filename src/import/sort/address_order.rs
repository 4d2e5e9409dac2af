//! Decides whether people are written in the order of the file or sorted, and collects them in chunks.

use std::fs::File;
use std::io::{self, Write as _};
use std::ops::Range;
use std::path::PathBuf;

use super::person_record::{sort_key, write_person};
use super::sorted_people::SortedPeople;
use crate::import::merge::{ImportedPerson, RowBatch};

/// The sizes at which something is full.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// So many people are written in the order of the file: the index is small, and a short list keeps its order.
    unsorted_people: usize,
    /// The most people in a chunk. It pays if it is a tenth of the list or more.
    chunk_people: usize,
    /// The most bytes in a chunk.
    chunk_bytes: usize,
    /// The bytes that are sorted in memory.
    run_bytes: usize,
}

const LIMITS: Limits =
    Limits { unsorted_people: 20_000, chunk_people: 250_000, chunk_bytes: 64 << 20, run_bytes: 4 << 20 };

/// Passes on the people of a file, sorted in chunks once they are many and in no order.
#[derive(Debug)]
pub(crate) struct AddressOrder {
    /// Where temporary files are made; `None` to sort nothing.
    folder: Option<PathBuf>,
    limits: Limits,
    /// The last address, as long as all were in order.
    last: Option<String>,
    /// The number of people in the order of the file.
    unsorted: usize,
    /// The records of the run.
    bytes: Vec<u8>,
    records: Vec<Range<usize>>,
    /// The runs of the chunk, each sorted.
    runs: Vec<File>,
    chunk_people: usize,
    chunk_bytes: usize,
    /// The number of people at which the chunk is full: it grows, so that writing begins soon.
    full_at: usize,
}

impl AddressOrder {
    pub(crate) fn new(folder: Option<PathBuf>) -> Self {
        Self::with_limits(folder, LIMITS)
    }

    fn with_limits(folder: Option<PathBuf>, limits: Limits) -> Self {
        Self {
            folder,
            limits,
            last: Some(String::new()),
            unsorted: 0,
            bytes: Vec::new(),
            records: Vec::new(),
            runs: Vec::new(),
            chunk_people: 0,
            chunk_bytes: 0,
            full_at: limits.unsorted_people,
        }
    }

    /// Takes the people out of a batch if they are to be sorted; returns the chunk once it is full.
    ///
    /// # Errors
    /// Returns an error if a temporary file cannot be written.
    pub(crate) fn take(&mut self, batch: &mut RowBatch) -> io::Result<Option<SortedPeople>> {
        if self.stays_in_order(&batch.people) {
            return Ok(None);
        }
        for person in batch.people.drain(..) {
            let start = self.bytes.len();
            write_person(&person, &mut self.bytes);
            self.records.push(start..self.bytes.len());
            self.chunk_people += 1;
            self.chunk_bytes += self.bytes.len() - start;
            if self.bytes.len() >= self.limits.run_bytes {
                self.finish_run()?;
            }
        }
        if self.chunk_people < self.full_at && self.chunk_bytes < self.limits.chunk_bytes {
            return Ok(None);
        }
        self.full_at = (self.full_at + self.full_at / 2).min(self.limits.chunk_people);
        self.finish_chunk()
    }

    /// Returns the rest.
    ///
    /// # Errors
    /// Returns an error if a temporary file cannot be written.
    pub(crate) fn finish(&mut self) -> io::Result<Option<SortedPeople>> {
        if self.chunk_people == 0 { Ok(None) } else { self.finish_chunk() }
    }

    fn stays_in_order(&mut self, people: &[ImportedPerson]) -> bool {
        if self.folder.is_none() {
            return true;
        }
        let is_ordered = |last: &str| {
            let addresses = || people.iter().map(|person| person.folded.as_str());
            addresses().next().is_none_or(|first| first >= last) && addresses().is_sorted()
        };
        let in_order = self.last.as_deref().is_some_and(is_ordered);
        if !in_order {
            self.last = None;
        } else if let Some(person) = people.last() {
            self.last = Some(person.folded.clone());
        }
        let stays = in_order || self.unsorted + people.len() <= self.limits.unsorted_people;
        if stays {
            self.unsorted += people.len();
        } else {
            // From now on all others are sorted.
            self.unsorted = self.limits.unsorted_people;
        }
        stays
    }

    fn finish_run(&mut self) -> io::Result<()> {
        let bytes = &self.bytes;
        let record = |place: &Range<usize>| bytes.get(place.clone()).unwrap_or_default();
        self.records.sort_unstable_by_key(|place| sort_key(record(place)));
        let folder = self.folder.clone().unwrap_or_else(std::env::temp_dir);
        let mut run = io::BufWriter::with_capacity(1 << 18, tempfile::tempfile_in(folder)?);
        for place in &self.records {
            run.write_all(record(place))?;
        }
        self.runs.push(run.into_inner().map_err(io::IntoInnerError::into_error)?);
        self.bytes.clear();
        self.records.clear();
        Ok(())
    }

    fn finish_chunk(&mut self) -> io::Result<Option<SortedPeople>> {
        if !self.records.is_empty() {
            self.finish_run()?;
        }
        (self.chunk_people, self.chunk_bytes) = (0, 0);
        SortedPeople::merge(std::mem::take(&mut self.runs)).map(Some)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::import::merge::DesiredState;

    const SMALL: Limits = Limits { unsorted_people: 10, chunk_people: 40, chunk_bytes: 4_000, run_bytes: 300 };

    fn batch(numbers: impl Iterator<Item = usize>) -> RowBatch {
        let mut batch = RowBatch::default();
        for number in numbers {
            batch.add(ImportedPerson {
                line: number as u64,
                folded: format!("s{number:04}@example.org"),
                original: None,
                desired: DesiredState::Subscribed,
                json: "{}".to_owned(),
                kept: Vec::new(),
            });
        }
        batch
    }

    /// Returns the numbers of the people in each group that is passed on: as they came, or a sorted chunk.
    fn groups(order: &mut AddressOrder, batches: Vec<RowBatch>) -> Vec<Vec<usize>> {
        let numbers = |batch: RowBatch| {
            batch.people.iter().map(|person| usize::try_from(person.line).unwrap()).collect::<Vec<_>>()
        };
        let mut groups = Vec::new();
        let mut add = |chunk: Option<SortedPeople>| {
            let Some(mut chunk) = chunk else { return };
            groups.push(Vec::new());
            while let Some(batch) = chunk.next_batch().unwrap() {
                groups.last_mut().unwrap().extend(numbers(batch));
            }
        };
        let mut direct = Vec::new();
        for mut batch in batches {
            let chunk = order.take(&mut batch).unwrap();
            direct.extend(numbers(batch));
            add(chunk);
        }
        add(order.finish().unwrap());
        groups.insert(0, direct);
        groups
    }

    fn order() -> AddressOrder {
        AddressOrder::with_limits(Some(std::env::temp_dir()), SMALL)
    }

    #[test]
    fn people_in_order_are_passed_on_at_once() {
        let batches = (0..20).map(|start| batch(start * 5..start * 5 + 5)).collect();
        assert_eq!(groups(&mut order(), batches), [(0..100).collect::<Vec<_>>()]);
    }

    #[test]
    fn long_file_in_no_order_is_sorted_in_chunks() {
        let shuffled = |number: usize| number * 37 % 101;
        let batches = (0..20).map(|start| batch((start * 5..start * 5 + 5).map(shuffled))).collect();
        let groups = groups(&mut order(), batches);
        assert_eq!(groups[0], (0..10).map(shuffled).collect::<Vec<_>>(), "a short list keeps its order");
        assert!(groups.len() > 3 && groups[1].len() >= 10, "{groups:?}");
        assert!(groups[1..].iter().all(|chunk| chunk.is_sorted()), "{groups:?}");
        let mut all: Vec<usize> = groups.concat();
        all.sort_unstable();
        let mut expected: Vec<usize> = (0..100).map(shuffled).collect();
        expected.sort_unstable();
        assert_eq!(all, expected);
    }

    #[test]
    fn wide_rows_make_a_chunk_of_fewer_people() {
        let limits = Limits { chunk_bytes: 500, ..SMALL };
        let mut order = AddressOrder::with_limits(Some(std::env::temp_dir()), limits);
        let batches = (0..20).rev().map(|start| batch(start * 5..start * 5 + 5)).collect();
        let groups = groups(&mut order, batches);
        assert!(groups[1..].iter().all(|chunk| chunk.len() <= 15), "{groups:?}");
        assert_eq!(groups.concat().len(), 100);
    }

    #[test]
    fn nothing_is_sorted_without_a_folder() {
        let batches = (0..20).rev().map(|start| batch(start * 5..start * 5 + 5)).collect();
        assert_eq!(groups(&mut AddressOrder::new(None), batches).len(), 1);
    }
}
