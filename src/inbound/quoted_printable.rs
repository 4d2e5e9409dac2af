//! Decodes quoted-printable text line by line (RFC 2045 §6.7). What is not written by the rules is left to the parser.

/// Decodes a text; `None` if it does not follow the rules. Behind the last line there is a boundary if it is bounded.
pub(super) fn decode_quoted_printable(text: &[u8], is_bounded: bool) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut lines = text.split_inclusive(|byte| *byte == b'\n').peekable();
    while let Some(whole) = lines.next() {
        let is_last = lines.peek().is_none();
        let (line, end): (&[u8], &[u8]) = match whole {
            [line @ .., b'\r', b'\n'] => (line, b"\r\n"),
            [line @ .., b'\n'] => (line, b"\n"),
            line => (line, b""),
        };
        let is_soft = decode_line(line, &mut decoded, !end.is_empty() || is_bounded)?;
        if is_last && is_soft {
            return None;
        }
        if !is_soft {
            decoded.extend_from_slice(end);
        }
    }
    Some(decoded)
}

/// Decodes a line, and returns whether the next one belongs to it. Blanks at its end are left out if it ends there.
fn decode_line(line: &[u8], decoded: &mut Vec<u8>, is_ended: bool) -> Option<bool> {
    let mut rest = line;
    while let Some(at) = memchr::memchr(b'=', rest) {
        let (before, behind) = rest.split_at_checked(at)?;
        decoded.extend_from_slice(before);
        match behind {
            [_, high, low, more @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                decoded.push(hex_digit(*high)? << 4 | hex_digit(*low)?);
                rest = more;
            }
            [_, blanks @ ..] if blanks.iter().all(|byte| matches!(byte, b' ' | b'\t')) => return Some(true),
            _ => return None,
        }
    }
    decoded.extend_from_slice(if is_ended { rest.trim_ascii_end() } else { rest });
    if memchr::memchr(b'\r', line).is_some() { None } else { Some(false) }
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}
