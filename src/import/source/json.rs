//! Reads the objects of a JSON file, from an array or as a sequence, with their line numbers.

use std::io::{self, Read};

use super::row::{MAX_ROW_SIZE, RowProblem};

/// The size of one read, in bytes.
const CHUNK_SIZE: usize = 64 * 1_024;

/// The text of an object, or the reason why it cannot be read.
type ObjectText<'a> = Result<&'a [u8], RowProblem>;

/// An object with the line on which it begins and the one on which it ends.
pub(crate) struct JsonRecord<'a> {
    pub(crate) line: u64,
    pub(crate) last: u64,
    pub(crate) text: ObjectText<'a>,
}

/// Reads a file of JSON objects (RFC 8259), one object in memory at a time.
pub(crate) struct JsonReader<F> {
    file: F,
    chunk: Vec<u8>,
    at: usize,
    line: u64,
    after_cr: bool,
    after_line_end: bool,
    text: Vec<u8>,
}

impl<F: Read> JsonReader<F> {
    pub(crate) fn new(file: F) -> Self {
        Self { file, chunk: Vec::new(), at: 0, line: 1, after_cr: false, after_line_end: false, text: Vec::new() }
    }

    pub(crate) fn into_inner(self) -> F {
        self.file
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.chunk.len() {
            self.chunk.resize(CHUNK_SIZE, 0);
            let read = self.file.read(&mut self.chunk)?;
            self.chunk.truncate(read);
            self.at = 0;
        }
        let Some(byte) = self.chunk.get(self.at).copied() else { return Ok(None) };
        self.at += 1;
        self.line += u64::from(byte == b'\r' || (byte == b'\n' && !self.after_cr));
        self.after_cr = byte == b'\r';
        self.after_line_end = matches!(byte, b'\r' | b'\n');
        Ok(Some(byte))
    }

    pub(crate) fn next(&mut self) -> io::Result<Option<JsonRecord<'_>>> {
        self.text.clear();
        let mut line = self.line;
        let (mut depth, mut quoted, mut escaped, mut large) = (0_u32, false, false, false);
        loop {
            let Some(byte) = self.byte()? else {
                let last = self.line - u64::from(self.after_line_end);
                let text = Err(RowProblem::NotJson);
                return Ok((!self.text.is_empty()).then_some(JsonRecord { line, last, text }));
            };
            if self.text.is_empty() {
                match byte {
                    b'[' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' => continue,
                    _ => line = self.line,
                }
            }
            if self.text.len() < MAX_ROW_SIZE {
                self.text.push(byte);
            } else {
                large = true;
            }
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' | b'[' if !quoted => depth += 1,
                b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
                _ => {}
            }
            let ends_line = matches!(byte, b'\n' | b'\r');
            // A string contains no raw line end (RFC 8259 §7): a quotation mark is missing, so parsing restarts on
            // the next line.
            let broken = quoted && ends_line;
            let over = if self.text[0] == b'{' { depth == 0 || broken } else { ends_line };
            if over {
                let text = self.text.as_slice();
                let found = match text[0] {
                    _ if large => Err(RowProblem::TooLarge),
                    b'{' if !broken => Ok(text),
                    _ => Err(RowProblem::NotJson),
                };
                let last = self.line - u64::from(self.after_line_end);
                return Ok(Some(JsonRecord { line, last, text: found }));
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn objects(file: &str) -> Vec<(u64, Result<String, RowProblem>)> {
        let mut objects = JsonReader::new(file.as_bytes());
        let mut all = Vec::new();
        while let Some(JsonRecord { line, text, .. }) = objects.next().unwrap() {
            all.push((line, text.map(|text| String::from_utf8_lossy(text).into_owned())));
        }
        all
    }

    #[test]
    fn arrays_and_json_lines_give_the_same_objects() {
        let one = (1, Ok(r#"{"a":"}]\""}"#.to_owned()));
        let two = (3, Ok("{\"b\":[{}],\n\"c\":1}".to_owned()));
        let file = "{\"a\":\"}]\\\"\"}\n\n{\"b\":[{}],\n\"c\":1}\n";
        assert_eq!(objects(file), [one.clone(), two.clone()]);
        let file = "[{\"a\":\"}]\\\"\"},\r\n\r\n{\"b\":[{}],\n\"c\":1}]";
        assert_eq!(objects(file), [one, two]);
    }

    #[test]
    fn text_that_is_not_an_object_is_reported() {
        let bad = |line| (line, Err(RowProblem::NotJson));
        assert_eq!(objects("ann\n{}\n{\"open\":"), [bad(1), (2, Ok("{}".to_owned())), bad(3)]);
        let large = format!("{{\"a\":\"{}\"}}\n{{}}", "x".repeat(2 * MAX_ROW_SIZE));
        assert_eq!(objects(&large), [(1, Err(RowProblem::TooLarge)), (2, Ok("{}".to_owned()))]);
        assert_eq!(objects(""), []);
    }
}
