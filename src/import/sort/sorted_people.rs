//! Merges the sorted runs of a chunk.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, Seek as _};

use super::person_record::read_person;
use crate::import::merge::{ImportedPerson, RowBatch};

/// How much of a run is read at once, in bytes.
const READ_BYTES: usize = 64 * 1_024;

/// The people of a chunk, sorted by address.
#[derive(Debug, Default)]
pub(crate) struct SortedPeople {
    /// The next person of each run.
    next: BinaryHeap<Reverse<RunPerson>>,
    runs: Vec<BufReader<File>>,
}

/// A person and the run that they are from.
#[derive(Debug)]
struct RunPerson {
    person: ImportedPerson,
    run: usize,
}

impl SortedPeople {
    /// Reads the runs, each of which is sorted, from their beginning.
    pub(super) fn merge(runs: Vec<File>) -> io::Result<Self> {
        let mut sorted = Self::default();
        for (run, mut file) in runs.into_iter().enumerate() {
            file.rewind()?;
            sorted.runs.push(BufReader::with_capacity(READ_BYTES, file));
            sorted.advance(run)?;
        }
        Ok(sorted)
    }

    /// Returns the next batch; `None` at the end.
    ///
    /// # Errors
    /// Returns an error if a temporary file cannot be read.
    pub(crate) fn next_batch(&mut self) -> io::Result<Option<RowBatch>> {
        let mut batch = RowBatch::default();
        while !batch.is_full()
            && let Some(Reverse(RunPerson { person, run })) = self.next.pop()
        {
            batch.add(person);
            self.advance(run)?;
        }
        Ok((!batch.is_empty()).then_some(batch))
    }

    fn advance(&mut self, run: usize) -> io::Result<()> {
        if let Some(records) = self.runs.get_mut(run)
            && let Some(person) = read_person(records)?
        {
            self.next.push(Reverse(RunPerson { person, run }));
        }
        Ok(())
    }
}

impl RunPerson {
    fn key(&self) -> (&str, usize) {
        (&self.person.folded, self.run)
    }
}

impl PartialEq for RunPerson {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for RunPerson {}

impl PartialOrd for RunPerson {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for RunPerson {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}
