//! Reads the objects of a JSON file, from an array or as a sequence, with their line numbers.

use std::io::{self, Read};

use super::json_list::JsonList;
use super::row::{MAX_ROW_SIZE, RowProblem};
use crate::model::excerpt;

/// The size of one read, in bytes.
const CHUNK_SIZE: usize = 64 * 1_024;

/// An object with the place where it begins, both counted from 1.
pub(crate) struct JsonRecord<'a> {
    pub(crate) line: u64,
    pub(crate) column: u64,
    /// The text of the object, or the reason why it cannot be read.
    pub(crate) text: Result<&'a [u8], RowProblem>,
}

/// Reads a file of JSON objects (RFC 8259), one object in memory at a time.
#[expect(clippy::struct_excessive_bools, reason = "each is a part of the state of a reader")]
pub(crate) struct JsonReader<F> {
    file: F,
    chunk: Vec<u8>,
    at: usize,
    line: u64,
    column: u64,
    after_cr: bool,
    /// The number of bytes before the list.
    skipped: u64,
    /// Whether only one list within the file is read.
    in_list: bool,
    is_cut_off: bool,
    is_done: bool,
    /// The number of open arrays around the objects.
    arrays: u64,
    /// A byte that is read again.
    again: Option<u8>,
    text: Vec<u8>,
}

/// The state within an object.
#[derive(Default)]
struct ObjectState {
    /// The open brackets.
    open: Vec<u8>,
    quoted: bool,
    escaped: bool,
    /// Whether only a key or a closing bracket may follow.
    wants_key: bool,
}

/// What a byte means for the object that is read.
enum Step {
    Inside,
    End,
    /// A quotation mark is missing before the end of the line.
    MissingQuote,
    /// A closing bracket is missing before this byte.
    MissingBracket,
}

impl ObjectState {
    fn step(&mut self, byte: u8) -> Step {
        if self.quoted {
            match byte {
                // A string contains no raw line end (RFC 8259 §7).
                b'\n' | b'\r' => return Step::MissingQuote,
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.quoted = false,
                _ => {}
            }
            return Step::Inside;
        }
        let wants_key = self.wants_key;
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => return Step::Inside,
            b'{' | b'[' if wants_key => return Step::MissingBracket,
            b'{' | b'[' => self.open.push(byte),
            b'}' | b']' => {
                let opening = if byte == b'}' { b'{' } else { b'[' };
                if self.open.pop() != Some(opening) {
                    return Step::MissingBracket;
                }
            }
            b'"' => self.quoted = true,
            _ => {}
        }
        self.wants_key = byte == b'{' || (byte == b',' && self.open.last() == Some(&b'{'));
        if self.open.is_empty() { Step::End } else { Step::Inside }
    }
}

impl<F: Read> JsonReader<F> {
    /// Reads all objects, or those of one list.
    pub(crate) fn new(file: F, list: Option<&JsonList>) -> Self {
        Self {
            file,
            chunk: Vec::new(),
            at: 0,
            line: 1,
            column: 0,
            after_cr: false,
            skipped: list.map_or(0, |list| list.offset),
            in_list: list.is_some(),
            is_cut_off: list.is_some_and(|list| list.is_cut_off),
            is_done: false,
            arrays: 0,
            again: None,
            text: Vec::new(),
        }
    }

    pub(crate) fn into_inner(self) -> F {
        self.file
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        if let Some(byte) = self.again.take() {
            return Ok(Some(byte));
        }
        if self.at == self.chunk.len() {
            self.chunk.resize(CHUNK_SIZE, 0);
            let read = self.file.read(&mut self.chunk)?;
            self.chunk.truncate(read);
            self.at = 0;
        }
        let Some(byte) = self.chunk.get(self.at).copied() else { return Ok(None) };
        self.at += 1;
        let ends_line = byte == b'\r' || (byte == b'\n' && !self.after_cr);
        self.line += u64::from(ends_line);
        self.column = if matches!(byte, b'\r' | b'\n') { 0 } else { self.column + u64::from(byte & 0xC0 != 0x80) };
        self.after_cr = byte == b'\r';
        Ok(Some(byte))
    }

    /// Skips what is between two objects; returns the first byte of the next one.
    fn start(&mut self) -> io::Result<Option<u8>> {
        while !self.is_done {
            let Some(byte) = self.byte()? else { break };
            match byte {
                _ if self.skipped > 0 => self.skipped -= 1,
                b'[' => self.arrays += 1,
                b']' => {
                    self.arrays = self.arrays.saturating_sub(1);
                    self.is_done = self.in_list && self.arrays == 0;
                }
                b',' | b' ' | b'\t' | b'\r' | b'\n' => {}
                byte => return Ok(Some(byte)),
            }
        }
        Ok(None)
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<JsonRecord<'_>>> {
        self.text.clear();
        let Some(first) = self.start()? else {
            let is_cut_off = std::mem::take(&mut self.is_cut_off) | (std::mem::take(&mut self.arrays) > 0);
            let record = JsonRecord { line: self.line, column: self.column, text: Err(RowProblem::CutOff) };
            return Ok(is_cut_off.then_some(record));
        };
        let (line, column) = (self.line, self.column);
        let record = |text| Ok(Some(JsonRecord { line, column, text }));
        if first != b'{' {
            return record(Err(self.other(first)?));
        }
        let (mut state, mut large) = (ObjectState::default(), false);
        let mut next = Some(first);
        while let Some(byte) = next {
            let step = state.step(byte);
            if self.text.len() < MAX_ROW_SIZE {
                self.text.push(byte);
            } else {
                large = true;
            }
            match step {
                Step::Inside => {}
                Step::End if large => return record(Err(RowProblem::TooLarge)),
                Step::End => return record(Ok(&self.text)),
                // Reading restarts on the next line, or with the next object.
                Step::MissingQuote => return record(not_json("a quotation mark is missing")),
                Step::MissingBracket => {
                    self.again = Some(byte).filter(|byte| *byte != b'}');
                    let place = format!("a bracket is missing before line {}, column {}", self.line, self.column);
                    return record(not_json(&place));
                }
            }
            next = self.byte()?;
        }
        self.arrays = 0;
        self.is_cut_off = false;
        record(not_json("the file ends within it"))
    }

    /// Reads something else than an object, up to the end of the line.
    fn other(&mut self, first: u8) -> io::Result<RowProblem> {
        self.text.push(first);
        while let Some(byte) = self.byte()? {
            if matches!(byte, b'\n' | b'\r') {
                break;
            }
            if self.text.len() < 400 {
                self.text.push(byte);
            }
        }
        let text = excerpt(&String::from_utf8_lossy(&self.text));
        Ok(RowProblem::NotJson(format!("`{text}` stands where an object should begin")))
    }
}

fn not_json(reason: &str) -> Result<&'static [u8], RowProblem> {
    Err(RowProblem::NotJson(reason.to_owned()))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn objects(file: &str) -> Vec<(u64, Result<String, RowProblem>)> {
        let mut objects = JsonReader::new(file.as_bytes(), None);
        let mut all = Vec::new();
        while let Some(JsonRecord { line, text, .. }) = objects.next().unwrap() {
            all.push((line, text.map(|text| String::from_utf8_lossy(text).into_owned())));
        }
        all
    }

    fn good(line: u64, text: &str) -> (u64, Result<String, RowProblem>) {
        (line, Ok(text.to_owned()))
    }

    fn bad(line: u64, reason: &str) -> (u64, Result<String, RowProblem>) {
        (line, Err(RowProblem::NotJson(reason.to_owned())))
    }

    #[test]
    fn arrays_and_json_lines_give_the_same_objects() {
        let one = good(1, r#"{"a":"}]\""}"#);
        let two = good(3, "{\"b\":[{}],\n\"c\":1}");
        let file = "{\"a\":\"}]\\\"\"}\n\n{\"b\":[{}],\n\"c\":1}\n";
        assert_eq!(objects(file), [one.clone(), two.clone()]);
        let file = "[{\"a\":\"}]\\\"\"},\r\n\r\n{\"b\":[{}],\n\"c\":1}]";
        assert_eq!(objects(file), [one, two]);
    }

    #[test]
    fn text_that_is_not_an_object_is_reported() {
        let expected =
            [bad(1, "`ann` stands where an object should begin"), good(2, "{}"), bad(3, "the file ends within it")];
        assert_eq!(objects("ann\n{}\n{\"open\":"), expected);
        let large = format!("{{\"a\":\"{}\"}}\n{{}}", "x".repeat(2 * MAX_ROW_SIZE));
        assert_eq!(objects(&large), [(1, Err(RowProblem::TooLarge)), good(2, "{}")]);
        assert_eq!(objects(""), []);
    }

    #[test]
    fn missing_bracket_ends_one_object_only() {
        let file = "[{\"a\":1},\n{\"b\":2,\n{\"c\":3},\n{\"d\":[4},\n{\"e\":\"5},\n{\"f\":6]";
        let expected = [
            good(1, "{\"a\":1}"),
            bad(2, "a bracket is missing before line 3, column 1"),
            good(3, "{\"c\":3}"),
            bad(4, "a bracket is missing before line 4, column 8"),
            bad(5, "a quotation mark is missing"),
            bad(6, "a bracket is missing before line 6, column 7"),
        ];
        assert_eq!(objects(file), expected);
        assert_eq!(objects("[{}"), [good(1, "{}"), (1, Err(RowProblem::CutOff))]);
        assert_eq!(objects("[{}\n]"), [good(1, "{}")]);
    }
}
