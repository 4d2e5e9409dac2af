//! Reads the lines of a text, each at most as long as a row may be.

use std::io::{self, Read};

use super::row::MAX_ROW_SIZE;

/// The size of one read, in bytes.
const CHUNK_SIZE: usize = 64 * 1_024;

/// A line without its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TextLine {
    /// The line number, counted from 1.
    pub(super) number: u64,
    /// Its text; invalid UTF-8 is replaced.
    pub(super) text: String,
    /// Whether it was truncated.
    pub(super) cut: bool,
    /// Whether it contains invalid UTF-8.
    pub(super) damaged: bool,
    /// Whether the file ends within it, without a line end.
    pub(super) is_open: bool,
}

/// Reads the lines of a text that end with CR, LF or both.
pub(super) struct LineReader<F> {
    file: F,
    chunk: Vec<u8>,
    at: usize,
    number: u64,
    after_cr: bool,
    pushed_back: Option<TextLine>,
    /// Whether a line that is too long is returned in pieces, each up to a separator.
    in_pieces: bool,
    /// The beginning of the next piece of the same line.
    carried: Option<Vec<u8>>,
}

impl<F: Read> LineReader<F> {
    pub(super) fn new(file: F) -> Self {
        Self {
            file,
            chunk: Vec::new(),
            at: 0,
            number: 0,
            after_cr: false,
            pushed_back: None,
            in_pieces: false,
            carried: None,
        }
    }

    /// Reads lines of addresses: one that is too long is returned in pieces with the same number.
    pub(super) fn in_pieces(file: F) -> Self {
        Self { in_pieces: true, ..Self::new(file) }
    }

    pub(super) fn into_inner(self) -> F {
        self.file
    }

    /// Pushes a line back, to be read again.
    pub(super) fn push_back(&mut self, line: TextLine) {
        self.pushed_back = Some(line);
    }

    /// Reads the next line; `None` at the end of the text.
    pub(super) fn next(&mut self) -> io::Result<Option<TextLine>> {
        if let Some(line) = self.pushed_back.take() {
            return Ok(Some(line));
        }
        let carried = self.carried.take();
        self.number += u64::from(carried.is_none());
        let mut bytes = carried.unwrap_or_default();
        let (mut cut, mut any) = (false, !bytes.is_empty());
        loop {
            if self.at == self.chunk.len() {
                self.chunk.resize(CHUNK_SIZE, 0);
                let read = self.file.read(&mut self.chunk)?;
                self.chunk.truncate(read);
                self.at = 0;
                if read == 0 {
                    return Ok(any.then(|| TextLine { is_open: true, ..self.line(bytes, cut) }));
                }
            }
            if std::mem::take(&mut self.after_cr) && self.chunk[self.at] == b'\n' {
                self.at += 1;
                continue;
            }
            any = true;
            let rest = &self.chunk[self.at..];
            let end = memchr::memchr2(b'\r', b'\n', rest);
            let part = &rest[..end.unwrap_or(rest.len())];
            let taken = part.len().min(MAX_ROW_SIZE - bytes.len());
            bytes.extend_from_slice(&part[..taken]);
            if taken < part.len()
                && !cut
                && let Some(end) = piece_end(&bytes).filter(|_| self.in_pieces)
            {
                self.carried = Some(bytes.split_off(end));
                self.at += taken;
                return Ok(Some(self.line(bytes, false)));
            }
            cut |= taken < part.len();
            self.after_cr = end.is_some_and(|end| rest[end] == b'\r');
            self.at += part.len() + usize::from(end.is_some());
            if end.is_some() {
                return Ok(Some(self.line(bytes, cut)));
            }
        }
    }

    fn line(&self, bytes: Vec<u8>, cut: bool) -> TextLine {
        let (text, damaged) = match String::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
        };
        TextLine { number: self.number, text, cut, damaged, is_open: false }
    }
}

/// Returns the end of the last whole address in the beginning of a line.
fn piece_end(bytes: &[u8]) -> Option<usize> {
    let bracket = memchr::memrchr(b'>', bytes);
    bracket.or_else(|| memchr::memrchr3(b',', b';', b' ', bytes)).map(|at| at + 1)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn lines_may_end_with_cr_lf_or_both() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a", "", "b", "c"].join(end);
            let mut lines = LineReader::new(text.as_bytes());
            let mut found = Vec::new();
            while let Some(line) = lines.next().unwrap() {
                found.push((line.number, line.text));
            }
            let expected = [(1, "a"), (2, ""), (3, "b"), (4, "c")];
            assert_eq!(found, expected.map(|(number, text)| (number, text.to_owned())));
        }
    }

    #[test]
    fn oversized_line_is_truncated() {
        let text = format!("{}\nb", "x".repeat(MAX_ROW_SIZE + 5));
        let mut lines = LineReader::new(text.as_bytes());
        let first = lines.next().unwrap().unwrap();
        assert!(first.cut && first.text.len() == MAX_ROW_SIZE);
        assert_eq!(lines.next().unwrap().unwrap().text, "b");
    }
}
