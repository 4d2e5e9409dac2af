//! The lines of a text part in transfer encoding; those that all messages share are encoded once.

use std::borrow::Cow;
use std::iter;

use encodify::qp;

use super::message_sink::MessageSink;
use crate::model::TextRun;

/// The maximum length of a line without encoding, in octets (RFC 2045 §6.7).
const MAX_LINE_OCTETS: usize = 76;

/// Whole lines that all messages share, in each encoding that they may need.
#[derive(Debug, Clone)]
pub(super) struct SharedLines {
    /// The lines as they are; `None` if they always need an encoding.
    plain: Option<Vec<u8>>,
    quoted: Vec<u8>,
}

impl SharedLines {
    /// Encodes lines of which the last one ends in a line break.
    pub(super) fn new(lines: &str) -> Self {
        let lines = normalize_text(lines);
        let mut plain = Vec::new();
        let is_plain = needs_no_encoding(&lines);
        if is_plain {
            write_plain(&mut plain, &lines);
        }
        Self { plain: is_plain.then_some(plain), quoted: qp::BODY.encode(lines.as_bytes()).into() }
    }

    /// Returns the length of the encoded lines, in octets, if they are quoted-printable.
    pub(super) fn quoted_octets(&self) -> usize {
        self.quoted.len()
    }

    fn encoded(&self, is_plain: bool) -> &[u8] {
        self.plain.as_deref().filter(|_| is_plain).unwrap_or(&self.quoted)
    }
}

/// The lines of one part of a message.
pub(super) struct EncodedLines<'a> {
    runs: Vec<EncodedRun<'a>>,
    is_plain: bool,
}

enum EncodedRun<'a> {
    Shared(&'a SharedLines),
    Own(Cow<'a, str>),
}

impl<'a> EncodedLines<'a> {
    /// Takes the lines of a part; control characters other than tab are removed.
    pub(super) fn new(shared: &'a [SharedLines], runs: impl Iterator<Item = TextRun<'a>>) -> Self {
        let runs: Vec<_> = runs
            .filter_map(|run| match run {
                TextRun::Shared(number) => shared.get(number).map(EncodedRun::Shared),
                TextRun::Own(lines) => Some(EncodedRun::Own(normalize_text(lines))),
            })
            .collect();
        let is_plain = runs.iter().all(|run| match run {
            EncodedRun::Shared(lines) => lines.plain.is_some(),
            EncodedRun::Own(lines) => needs_no_encoding(lines),
        });
        Self { runs, is_plain }
    }

    /// Takes a text that no other part shares lines with.
    pub(super) fn of_text(text: &'a str) -> Self {
        Self::new(&[], iter::once(TextRun::Own(text)))
    }

    /// Returns the name of the encoding (RFC 2045 §6.1).
    pub(super) fn encoding(&self) -> &'static str {
        if self.is_plain { "7bit" } else { "quoted-printable" }
    }

    fn run_octets(&self, run: &EncodedRun<'_>) -> usize {
        match run {
            EncodedRun::Shared(lines) => lines.encoded(self.is_plain).len(),
            EncodedRun::Own(lines) if self.is_plain => {
                lines.len() + lines.bytes().filter(|byte| *byte == b'\n').count()
            }
            EncodedRun::Own(lines) => qp::BODY.encoded_len(lines.as_bytes()),
        }
    }

    /// Writes the encoded lines.
    pub(super) fn write(&self, out: &mut impl MessageSink) {
        for run in &self.runs {
            match run {
                EncodedRun::Shared(lines) => out.write(lines.encoded(self.is_plain)),
                EncodedRun::Own(lines) => out.write_with(
                    || self.run_octets(run),
                    |out| {
                        if self.is_plain {
                            write_plain(out, lines);
                        } else {
                            qp::BODY.encode_append(lines.as_bytes(), out);
                        }
                    },
                ),
            }
        }
    }
}

fn write_plain(out: &mut Vec<u8>, lines: &str) {
    for (number, line) in lines.split('\n').enumerate() {
        if number > 0 {
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(line.as_bytes());
    }
}

/// Returns whether a normalized text needs no encoding: short ASCII lines, no trailing white space, nothing like a
/// boundary.
fn needs_no_encoding(text: &str) -> bool {
    text.is_ascii()
        && text.split('\n').all(|line| line.len() <= MAX_LINE_OCTETS && !line.ends_with([' ', '\t']))
        && !text.contains("=_")
}

/// Returns the text with LF line ends and without other control characters (RFC 5322 §2.3).
fn normalize_text(text: &str) -> Cow<'_, str> {
    // Without an early exit, the compiler vectorizes the loop.
    if !text.bytes().fold(false, |odd, byte| odd | is_forbidden_control(byte)) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_forbidden_control) {
        let (before, odd) = rest.split_at(at);
        cleaned.push_str(before);
        if odd.starts_with('\r') {
            cleaned.push('\n');
        }
        rest = odd.strip_prefix("\r\n").unwrap_or(&odd[1..]);
    }
    cleaned.push_str(rest);
    Cow::Owned(cleaned)
}

fn is_forbidden_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\n' && byte != b'\t'
}
