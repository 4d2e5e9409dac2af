//! Reads the rows of a CSV file with their line numbers, in bounded memory.

use std::io::{self, Read};

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::row::{MAX_COLUMNS, MAX_ROW_SIZE, RowProblem};

/// The size of one read, in bytes.
const CHUNK_SIZE: usize = 64 * 1_024;

/// Reads a CSV file (RFC 4180) whose lines end with CR, LF or both.
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the state of a reader")]
pub(crate) struct CsvReader<F> {
    file: F,
    reader: Reader,
    chunk: Vec<u8>,
    at: usize,
    ended: bool,
    /// The line of the next byte, counted from 1.
    line: u64,
    /// The byte before the next one.
    before: u8,
    cells: Vec<u8>,
    ends: Vec<usize>,
    separator: u8,
    quotes: QuoteState,
    /// Whether a character followed a closing quotation mark in this row.
    stray: bool,
    /// Whether a backslash preceded that quotation mark.
    escaped: bool,
    /// Whether a backslash preceded the quotation mark read last.
    after_backslash: bool,
}

/// The position of the next byte relative to a quoted cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum QuoteState {
    /// At the beginning of a cell.
    CellStart,
    /// In a cell without quotation marks, or after them.
    Plain,
    /// Inside quotation marks.
    Quoted,
    /// After a quotation mark that closes the cell, unless another one follows.
    Closed,
    /// After spaces that follow a closing quotation mark.
    Padded,
    /// After a character that follows a closing quotation mark.
    Stray,
}

impl QuoteState {
    /// Returns the state after the next byte; as in the reader, a quotation mark within a cell is literal.
    fn after(self, byte: u8, separator: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Closed,
            (Self::Quoted, _) | (Self::CellStart | Self::Closed, b'"') => Self::Quoted,
            (_, b'\r' | b'\n') => Self::CellStart,
            (_, byte) if byte == separator => Self::CellStart,
            (Self::Closed | Self::Padded, b' ' | b'\t') => Self::Padded,
            (Self::Closed | Self::Padded, _) => Self::Stray,
            _ => Self::Plain,
        }
    }
}

/// The extent of the row read last; its cells are in [`CsvReader::cells`].
pub(crate) struct CsvRecord {
    pub(crate) line: u64,
    pub(crate) last: u64,
    pub(crate) columns: usize,
    length: usize,
    pub(crate) problem: Option<RowProblem>,
}

impl<F: Read> CsvReader<F> {
    pub(crate) fn new(file: F, separator: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(separator).build();
        let (cells, ends) = (vec![0; 4_096], vec![0; MAX_COLUMNS + 2]);
        Self {
            file,
            reader,
            chunk: Vec::new(),
            at: 0,
            ended: false,
            line: 1,
            before: 0,
            cells,
            ends,
            separator,
            quotes: QuoteState::CellStart,
            stray: false,
            escaped: false,
            after_backslash: false,
        }
    }

    pub(crate) fn into_inner(self) -> F {
        self.file
    }

    fn fill(&mut self) -> io::Result<()> {
        if self.at == self.chunk.len() && !self.ended {
            self.chunk.resize(CHUNK_SIZE, 0);
            let read = self.file.read(&mut self.chunk)?;
            self.chunk.truncate(read);
            self.at = 0;
            self.ended = read == 0;
        }
        Ok(())
    }

    /// Consumes bytes and counts the line ends among them.
    fn advance(&mut self, length: usize) {
        let consumed = &self.chunk[self.at..self.at + length];
        for end in memchr::memchr2_iter(b'\r', b'\n', consumed) {
            let second =
                consumed[end] == b'\n' && if end == 0 { self.before == b'\r' } else { consumed[end - 1] == b'\r' };
            self.line += u64::from(!second);
        }
        let last = consumed.last().copied().unwrap_or(self.before);
        let mut previous = std::mem::replace(&mut self.before, last);
        let in_quotes = matches!(self.quotes, QuoteState::Quoted | QuoteState::Closed | QuoteState::Padded);
        if in_quotes || memchr::memchr(b'"', consumed).is_some() {
            for byte in consumed {
                let was_quoted = self.quotes == QuoteState::Quoted;
                self.quotes = self.quotes.after(*byte, self.separator);
                if was_quoted && self.quotes == QuoteState::Closed {
                    self.after_backslash = previous == b'\\';
                }
                if self.quotes == QuoteState::Stray {
                    self.escaped |= self.after_backslash && !self.stray;
                    self.stray = true;
                }
                previous = *byte;
            }
        } else if let Some(last) = consumed.last() {
            self.quotes = QuoteState::Plain.after(*last, self.separator);
        }
        self.at += length;
    }

    /// Skips empty lines; returns `false` at the end of the file.
    fn skip_empty_lines(&mut self) -> io::Result<bool> {
        loop {
            self.fill()?;
            match self.chunk.get(self.at) {
                Some(b'\r' | b'\n') => self.advance(1),
                other => return Ok(other.is_some()),
            }
        }
    }

    /// Reads the next row into [`CsvReader::cells`].
    pub(crate) fn next(&mut self) -> io::Result<Option<CsvRecord>> {
        if !self.skip_empty_lines()? {
            return Ok(None);
        }
        let line = self.line;
        (self.stray, self.escaped) = (false, false);
        let (mut length, mut columns, mut problem) = (0, 0, None);
        loop {
            self.fill()?;
            let input = &self.chunk[self.at..];
            let (result, read, written, ended) =
                self.reader.read_record(input, &mut self.cells[length..], &mut self.ends[columns..]);
            let closed = read > 0 && matches!(input[read - 1], b'\r' | b'\n');
            self.advance(read);
            length += written;
            columns += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.cells.len() < MAX_ROW_SIZE => {
                    let larger = (self.cells.len() * 2).min(MAX_ROW_SIZE);
                    self.cells.resize(larger, 0);
                }
                ReadRecordResult::OutputFull => {
                    problem = Some(RowProblem::TooLarge);
                    (length, columns) = (0, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    problem = problem.or(Some(RowProblem::TooManyColumns));
                    columns = 0;
                }
                ReadRecordResult::Record => {
                    let at_end = self.quotes == QuoteState::Quoted && matches!(self.before, b'\r' | b'\n');
                    let last = self.line - u64::from(closed || at_end);
                    let problem = match self.quotes {
                        QuoteState::Quoted => Some(RowProblem::UnclosedQuote),
                        _ if self.escaped => problem.or(Some(RowProblem::EscapedQuote)),
                        _ if self.stray => problem.or(Some(RowProblem::StrayQuote)),
                        _ => problem.or_else(|| memchr::memchr(0, &self.cells[..length]).map(|_| RowProblem::Nul)),
                    };
                    return Ok(Some(CsvRecord { line, last, columns, length, problem }));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// Returns whether a row only defines the separator, as spreadsheet programs write it: `sep=;`.
    pub(crate) fn names_separator(&self, record: &CsvRecord) -> bool {
        self.cells(record).is_ok_and(|(text, _)| separator_name(text.as_bytes()).is_some())
    }

    /// Returns the concatenated cells of a row, and the end of each.
    pub(crate) fn cells(&self, found: &CsvRecord) -> Result<(&str, &[usize]), RowProblem> {
        let text = std::str::from_utf8(&self.cells[..found.length]).map_err(|_| RowProblem::NotUtf8)?;
        let ends = &self.ends[..found.columns];
        if !text.is_ascii() && ends.iter().any(|end| !text.is_char_boundary(*end)) {
            return Err(RowProblem::NotUtf8);
        }
        Ok((text, ends))
    }
}

/// Returns the text after `sep=` in a line that only defines the separator; `None` for a row of cells.
pub(crate) fn separator_name(line: &[u8]) -> Option<&[u8]> {
    let line = line.strip_prefix(b"\"").map_or(line, |line| line.strip_suffix(b"\"").unwrap_or(line));
    let (name, rest) = line.split_at_checked(4)?;
    (name.eq_ignore_ascii_case(b"sep=") && rest.len() <= 1).then_some(rest)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn rows(file: &[u8]) -> Vec<(u64, u64, Vec<String>)> {
        let mut table = CsvReader::new(file, b',');
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
    fn line_numbers_are_independent_of_line_ends() {
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
    fn missing_quotation_mark_is_detected() {
        let problems = |file: &str| {
            let mut table = CsvReader::new(file.as_bytes(), b',');
            let mut found = Vec::new();
            while let Some(row) = table.next().unwrap() {
                found.push((row.line, row.last, row.problem));
            }
            found
        };
        let unclosed = || Some(RowProblem::UnclosedQuote);
        assert_eq!(problems("a,\"b\nc,d\ne,f"), [(1, 3, unclosed())]);
        assert_eq!(problems("a,\"b\nc,d\n"), [(1, 2, unclosed())]);
        assert_eq!(problems("a,b\nc,\""), [(1, 1, None), (2, 2, unclosed())]);
        assert_eq!(problems("a,\"b\nc,\"d\"\ne,f"), [(1, 2, Some(RowProblem::StrayQuote)), (3, 3, None)]);
        for good in [
            "a,\"b\"\n",
            "a,\"b\"",
            "a,\"b\"\"c\"",
            "a,b\"c\n",
            "a,\"b\" \n",
            "a,\"b\" ,c\n",
            "a,b \"c\" d\n",
            "a,\"C:\\\",c\n",
            "\"\",\"\"\r\n",
            "a,\"\"\"\"",
        ] {
            assert!(problems(good).iter().all(|(.., problem)| problem.is_none()), "{good}");
        }
        assert_eq!(problems("a,\"b\"c\n"), [(1, 1, Some(RowProblem::StrayQuote))]);
        let escaped = Some(RowProblem::EscapedQuote);
        assert_eq!(problems("a,\"b \\\"c\\\" d\"\ne,f\n"), [(1, 1, escaped), (2, 2, None)]);
        assert_eq!(problems("a,\"b\nc\",d\n"), [(1, 2, None)]);
    }

    #[test]
    fn oversized_row_is_skipped() {
        let mut file = b"a\n\"".to_vec();
        file.extend(std::iter::repeat_n(b'x', 5 * MAX_ROW_SIZE));
        file.extend(b"\n\"\n".iter().chain([b','; 300].iter()).chain(b"\nlast\n"));
        let mut table = CsvReader::new(file.as_slice(), b',');
        let mut seen = Vec::new();
        while let Some(found) = table.next().unwrap() {
            seen.push((found.line, found.problem));
            assert!(table.cells.len() <= MAX_ROW_SIZE);
        }
        let (large, wide) = (Some(RowProblem::TooLarge), Some(RowProblem::TooManyColumns));
        assert_eq!(seen, [(1, None), (2, large), (4, wide), (5, None)]);
    }
}
