//! The rows of a CSV file, each with the line on which it begins, and none of them too large to hold.

use std::io::{self, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::rows::{LARGEST_ROW, MOST_COLUMNS, Problem};

/// How much is read at once.
const CHUNK: usize = 64 * 1_024;

/// A walk through a CSV file (RFC 4180) that ends its lines with CR, LF or both.
pub(super) struct Table<F> {
    file: F,
    reader: Reader,
    chunk: Vec<u8>,
    at: usize,
    ended: bool,
    /// The line of the next byte, from 1.
    line: u64,
    after_cr: bool,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

/// Where the row just read begins and ends, how many columns it has, and why it cannot be taken.
pub(super) struct Found {
    pub(super) line: u64,
    pub(super) last: u64,
    pub(super) columns: usize,
    octets: usize,
    pub(super) problem: Option<Problem>,
}

impl<F: Read> Table<F> {
    pub(super) fn new(file: F, separator: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(separator).build();
        let (cells, ends) = (vec![0; 4_096], vec![0; MOST_COLUMNS + 2]);
        Self { file, reader, chunk: Vec::new(), at: 0, ended: false, line: 1, after_cr: false, cells, ends }
    }

    /// Gives the file back.
    pub(super) fn into_inner(self) -> F {
        self.file
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.at == self.chunk.len() && !self.ended {
            self.chunk.resize(CHUNK, 0);
            let read = self.file.read(&mut self.chunk)?;
            self.chunk.truncate(read);
            self.at = 0;
            self.ended = read == 0;
        }
        Ok(())
    }

    /// Counts the ends of lines among the next bytes.
    fn pass(&mut self, octets: usize) {
        let passed = &self.chunk[self.at..self.at + octets];
        for end in memchr::memchr2_iter(b'\r', b'\n', passed) {
            let second = passed[end] == b'\n' && if end == 0 { self.after_cr } else { passed[end - 1] == b'\r' };
            self.line += u64::from(!second);
        }
        if let Some(last) = passed.last() {
            self.after_cr = *last == b'\r';
        }
        self.at += octets;
    }

    /// Passes over empty lines; `false` at the end of the file.
    fn skip(&mut self) -> io::Result<bool> {
        loop {
            self.fill()?;
            match self.chunk.get(self.at) {
                Some(b'\r' | b'\n') => self.pass(1),
                other => return Ok(other.is_some()),
            }
        }
    }

    /// Reads the next row; its cells are then in [`Table::cells`].
    pub(super) fn next(&mut self) -> io::Result<Option<Found>> {
        if !self.skip()? {
            return Ok(None);
        }
        let line = self.line;
        let (mut octets, mut columns, mut problem) = (0, 0, None);
        loop {
            self.fill()?;
            let input = &self.chunk[self.at..];
            let (result, read, written, ended) =
                self.reader.read_record(input, &mut self.cells[octets..], &mut self.ends[columns..]);
            let closed = read > 0 && matches!(input[read - 1], b'\r' | b'\n');
            self.pass(read);
            octets += written;
            columns += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.cells.len() < LARGEST_ROW => {
                    let larger = (self.cells.len() * 2).min(LARGEST_ROW);
                    self.cells.resize(larger, 0);
                }
                ReadRecordResult::OutputFull => {
                    problem = Some(Problem::TooLarge);
                    (octets, columns) = (0, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    problem = problem.or(Some(Problem::TooManyColumns));
                    columns = 0;
                }
                ReadRecordResult::Record => {
                    let last = self.line - u64::from(closed);
                    let problem = problem.or_else(|| memchr::memchr(0, &self.cells[..octets]).map(|_| Problem::Nul));
                    return Ok(Some(Found { line, last, columns, octets, problem }));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// Returns the cells of the row just found, one after the other, and where each of them ends.
    pub(super) fn cells(&self, found: &Found) -> Result<(&str, &[usize]), Problem> {
        let text = std::str::from_utf8(&self.cells[..found.octets]).map_err(|_| Problem::NotUtf8)?;
        let ends = &self.ends[..found.columns];
        if !text.is_ascii() && ends.iter().any(|end| !text.is_char_boundary(*end)) {
            return Err(Problem::NotUtf8);
        }
        Ok((text, ends))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn rows(file: &[u8]) -> Vec<(u64, u64, Vec<String>)> {
        let mut table = Table::new(file, b',');
        let mut rows = Vec::new();
        while let Some(found) = table.next().unwrap() {
            assert!(found.problem.is_none());
            let (text, ends) = table.cells(&found).unwrap();
            let starts = std::iter::once(0).chain(ends.iter().copied());
            let cells = starts.zip(ends).map(|(from, to)| text[from..*to].to_owned()).collect();
            rows.push((found.line, found.last, cells));
        }
        rows
    }

    #[test]
    fn lines_are_counted_however_they_end() {
        for end in ["\n", "\r\n", "\r"] {
            let file = ["a,b", "", "1,\"x", "y\"", "", "2,z", ""].join(end);
            let found = rows(file.as_bytes());
            let inner = format!("x{end}y");
            let expected = [(1, 1, ["a", "b"]), (3, 4, ["1", inner.as_str()]), (6, 6, ["2", "z"])];
            let expected = expected.map(|(line, last, cells)| (line, last, cells.map(str::to_owned).to_vec()));
            assert_eq!(found, expected, "{end:?}");
        }
        assert_eq!(rows(b"a,b\n1,2")[1], (2, 2, vec!["1".to_owned(), "2".to_owned()]));
    }

    #[test]
    fn a_row_beyond_all_measure_is_passed_over() {
        let mut file = b"a\n\"".to_vec();
        file.extend(std::iter::repeat_n(b'x', 5 * LARGEST_ROW));
        file.extend(b"\n\"\n".iter().chain([b','; 300].iter()).chain(b"\nlast\n"));
        let mut table = Table::new(file.as_slice(), b',');
        let mut seen = Vec::new();
        while let Some(found) = table.next().unwrap() {
            seen.push((found.line, found.problem));
            assert!(table.cells.len() <= LARGEST_ROW);
        }
        let (large, wide) = (Some(Problem::TooLarge), Some(Problem::TooManyColumns));
        assert_eq!(seen, [(1, None), (2, large), (4, wide), (5, None)]);
    }
}
