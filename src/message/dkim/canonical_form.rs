//! The relaxed canonical form of header fields and bodies (RFC 6376 §3.4.2, §3.4.4).

use std::borrow::Cow;

use memchr::{memchr, memmem};

use crate::model::{Digest, Sha256};

/// How many bytes are looked at together.
const BLOCK: usize = 64;

/// A header field of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeaderField<'a> {
    /// The name, as it is written.
    pub(super) name: &'a [u8],
    /// What follows the colon, with its folds and without the last line break.
    pub(super) value: &'a [u8],
}

/// A message divided at its first empty line.
#[derive(Debug)]
pub(super) struct MessageParts<'a> {
    /// The header fields, from the top.
    pub(super) fields: Vec<HeaderField<'a>>,
    /// The body; empty if there is none.
    pub(super) body: &'a [u8],
}

impl<'a> MessageParts<'a> {
    pub(super) fn parse(message: &'a [u8]) -> Self {
        let (head, body) = match memmem::find(message, b"\r\n\r\n") {
            Some(end) => (&message[..end], &message[end + 4..]),
            None => (message.strip_suffix(b"\r\n").unwrap_or(message), &message[message.len()..]),
        };
        Self { fields: header_fields(head), body }
    }
}

fn header_fields(head: &[u8]) -> Vec<HeaderField<'_>> {
    let mut fields = Vec::new();
    let mut start = 0;
    let ends = memmem::find_iter(head, b"\r\n").filter(|at| !matches!(head.get(at + 2), Some(b' ' | b'\t')));
    for end in ends.chain([head.len()]) {
        let field = &head[start.min(end)..end];
        if let Some(colon) = memchr(b':', field) {
            fields.push(HeaderField { name: field[..colon].trim_ascii_end(), value: &field[colon + 1..] });
        }
        start = end + 2;
    }
    fields
}

impl HeaderField<'_> {
    /// Appends `name:value` without a line break.
    pub(super) fn write_relaxed(&self, out: &mut Vec<u8>) {
        out.extend(self.name.iter().map(u8::to_ascii_lowercase));
        out.push(b':');
        let start = out.len();
        for &byte in self.value {
            match byte {
                b'\r' | b'\n' => {}
                b' ' | b'\t' if out.len() == start || out.last() == Some(&b' ') => {}
                b'\t' => out.push(b' '),
                _ => out.push(byte),
            }
        }
        while out.len() > start && out.last() == Some(&b' ') {
            out.pop();
        }
    }
}

/// Returns the digest of a body: white space is reduced, lines at the end that are empty do not count, and the last line
/// ends in CRLF. A body without text is the empty string.
pub(super) fn body_digest(body: &[u8]) -> Digest {
    let Some(last) = body.iter().rposition(|byte| !b" \t\r\n".contains(byte)) else { return Sha256::digest(b"") };
    let mut hasher = Sha256::default();
    hasher.update(relax_spaces(&body[..=last]));
    hasher.update(b"\r\n");
    hasher.finish()
}

/// Reduces the white space of a body whose end is trimmed: one space for a run, and none before a line break.
fn relax_spaces(body: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = find_change(body) else { return Cow::Borrowed(body) };
    let mut relaxed = Vec::with_capacity(body.len());
    let (mut rest, mut change) = (body, Some(first));
    while let Some(at) = change {
        let (unchanged, spaces) = rest.split_at(at);
        relaxed.extend_from_slice(unchanged);
        let end = spaces.iter().position(|byte| !is_space(*byte)).unwrap_or(spaces.len());
        rest = &spaces[end..];
        if !rest.starts_with(b"\r\n") {
            relaxed.push(b' ');
        }
        change = find_change(rest);
    }
    relaxed.extend_from_slice(rest);
    Cow::Owned(relaxed)
}

/// Returns where white space begins that may need a change: a tab, or a space before another one or a line break.
fn find_change(text: &[u8]) -> Option<usize> {
    let needs_change = |byte: u8, next: u8| (byte == b'\t') | (byte == b' ') & (is_space(next) || next == b'\r');
    let blocks = text.chunks(BLOCK).zip(text.get(1..).unwrap_or_default().chunks(BLOCK));
    for (number, (bytes, followers)) in blocks.enumerate() {
        let pairs = || bytes.iter().zip(followers).map(|(byte, next)| needs_change(*byte, *next));
        // Without a branch for each byte, the compiler makes vector instructions of it.
        if pairs().fold(false, |found, is_change| found | is_change) {
            return pairs().position(|is_change| is_change).map(|at| number * BLOCK + at);
        }
    }
    None
}

fn is_space(byte: u8) -> bool {
    byte == b' ' || byte == b'\t'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_have_the_digest_of_their_relaxed_form() {
        for (body, canonical) in [
            ("", ""),
            ("\r\n", ""),
            (" \t\r\n \r\n\r\n", ""),
            ("text", "text\r\n"),
            ("text\r\n", "text\r\n"),
            ("text \t\r\n \r\n\t\r\n", "text\r\n"),
            (" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n"),
            ("a\r\n \r\n\r\nb\r\n", "a\r\n\r\n\r\nb\r\n"),
            ("  indented\r\n\tmore", " indented\r\n more\r\n"),
            ("one two\r\n three\r\n", "one two\r\n three\r\n"),
            ("a\tb \t c \t\r\n\t\r\nd \re  f", "a b c\r\n\r\nd \re f\r\n"),
        ] {
            assert_eq!(body_digest(body.as_bytes()), Sha256::digest(canonical), "{body:?}");
        }
    }

    #[test]
    fn changes_are_found_at_the_edges_of_blocks() {
        for before in BLOCK - 3..BLOCK + 3 {
            let words = "x".repeat(before);
            for (spaces, relaxed) in [(" ", " "), ("  ", " "), ("\t", " "), (" \t\r\n", "\r\n"), (" \r\n", "\r\n")] {
                let body = format!("{words}{spaces}{words}  y");
                let expected = format!("{words}{relaxed}{words} y");
                assert_eq!(relax_spaces(body.as_bytes()), expected.as_bytes(), "{before} {spaces:?}");
            }
        }
    }

    #[test]
    fn fields_are_unfolded_and_trimmed() {
        // The example of RFC 6376 §3.4.5.
        let message = b"A: X\r\nB : Y\t\r\n\tZ  \r\nEmpty:\r\nNo colon\r\n\r\n C \r\n";
        let parts = MessageParts::parse(message);
        let relaxed: Vec<String> = parts
            .fields
            .iter()
            .map(|field| {
                let mut out = Vec::new();
                field.write_relaxed(&mut out);
                String::from_utf8_lossy(&out).into_owned()
            })
            .collect();
        assert_eq!(relaxed, ["a:X", "b:Y Z", "empty:"]);
        assert_eq!(parts.body, b" C \r\n");
        assert_eq!(MessageParts::parse(b"A: X\r\n").fields.len(), 1);
        assert_eq!(MessageParts::parse(b"A: X\r\n").body, b"");
    }
}
