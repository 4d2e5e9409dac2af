//! The objects of a JSON file, an array of them or one after the other, each with the line on which it begins.

use std::io::{self, Read};

use super::rows::{LARGEST_ROW, Problem};

/// How much is read at once.
const CHUNK: usize = 64 * 1_024;

/// The text of an object, or why it cannot be taken.
type Text<'a> = Result<&'a [u8], Problem>;

/// A walk through a file of JSON objects (RFC 8259), which holds one of them at a time.
pub(super) struct Objects<F> {
    file: F,
    chunk: Vec<u8>,
    at: usize,
    line: u64,
    after_cr: bool,
    text: Vec<u8>,
}

impl<F: Read> Objects<F> {
    pub(super) fn new(file: F) -> Self {
        Self { file, chunk: Vec::new(), at: 0, line: 1, after_cr: false, text: Vec::new() }
    }

    /// Gives the file back.
    pub(super) fn into_inner(self) -> F {
        self.file
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        if self.at == self.chunk.len() {
            self.chunk.resize(CHUNK, 0);
            let read = self.file.read(&mut self.chunk)?;
            self.chunk.truncate(read);
            self.at = 0;
        }
        let Some(byte) = self.chunk.get(self.at).copied() else { return Ok(None) };
        self.at += 1;
        self.line += u64::from(byte == b'\r' || (byte == b'\n' && !self.after_cr));
        self.after_cr = byte == b'\r';
        Ok(Some(byte))
    }

    /// Reads the next object; returns its line, and its text or why it cannot be taken.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Text<'_>)>> {
        self.text.clear();
        let mut line = self.line;
        let (mut depth, mut quoted, mut escaped, mut large) = (0_u32, false, false, false);
        loop {
            let Some(byte) = self.byte()? else {
                return Ok((!self.text.is_empty()).then_some((line, Err(Problem::NotJson))));
            };
            if self.text.is_empty() {
                match byte {
                    b'[' | b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' => continue,
                    _ => line = self.line,
                }
            }
            if self.text.len() < LARGEST_ROW {
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
            let over = if self.text[0] == b'{' { depth == 0 } else { matches!(byte, b'\n' | b'\r') };
            if over {
                let text = self.text.as_slice();
                let found = match text[0] {
                    _ if large => Err(Problem::TooLarge),
                    b'{' => Ok(text),
                    _ => Err(Problem::NotJson),
                };
                return Ok(Some((line, found)));
            }
        }
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn objects(file: &str) -> Vec<(u64, Result<String, Problem>)> {
        let mut objects = Objects::new(file.as_bytes());
        let mut all = Vec::new();
        while let Some((line, found)) = objects.next().unwrap() {
            all.push((line, found.map(|text| String::from_utf8_lossy(text).into_owned())));
        }
        all
    }

    #[test]
    fn arrays_and_lines_are_read_alike() {
        let one = (1, Ok(r#"{"a":"}]\""}"#.to_owned()));
        let two = (3, Ok("{\"b\":[{}],\n\"c\":1}".to_owned()));
        let file = "{\"a\":\"}]\\\"\"}\n\n{\"b\":[{}],\n\"c\":1}\n";
        assert_eq!(objects(file), [one.clone(), two.clone()]);
        let file = "[{\"a\":\"}]\\\"\"},\r\n\r\n{\"b\":[{}],\n\"c\":1}]";
        assert_eq!(objects(file), [one, two]);
    }

    #[test]
    fn what_is_no_object_is_named() {
        let bad = |line| (line, Err(Problem::NotJson));
        assert_eq!(objects("ann\n{}\n{\"open\":"), [bad(1), (2, Ok("{}".to_owned())), bad(3)]);
        let large = format!("{{\"a\":\"{}\"}}\n{{}}", "x".repeat(2 * LARGEST_ROW));
        assert_eq!(objects(&large), [(1, Err(Problem::TooLarge)), (2, Ok("{}".to_owned()))]);
        assert_eq!(objects(""), []);
    }
}
