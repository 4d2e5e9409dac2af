//! Normalizes the replies of any server to the form that lettre's parser accepts.

use std::io;

/// The maximum length of a line that is kept, in octets; lettre fails at 1000, and RFC 5321 §4.5.3.1.5 allows 512.
const MAX_LINE_OCTETS: usize = 800;
/// The maximum length of a line that is read, in octets.
const MAX_READ_OCTETS: usize = 16 * 1024;
/// The maximum number of lines in one reply: an endless reply must not block us.
const MAX_LINES: usize = 256;

/// Takes octets from the server and returns whole normalized lines.
#[derive(Default)]
pub(super) struct ReplyNormalizer {
    partial: Vec<u8>,
    normalized: Vec<u8>,
    consumed: usize,
    lines: usize,
}

impl ReplyNormalizer {
    /// Starts with a line, as if the server had sent it.
    pub(super) fn starting_with(line: &str) -> Self {
        Self { normalized: line.into(), ..Self::default() }
    }

    /// Adds received octets.
    ///
    /// # Errors
    /// Returns an error if a line or a reply is too long.
    pub(super) fn push(&mut self, bytes: &[u8]) -> io::Result<()> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.partial.extend_from_slice(piece);
            if self.partial.len() > MAX_READ_OCTETS || self.lines > MAX_LINES {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a reply has no end"));
            }
            if piece.ends_with(b"\n") {
                let line = std::mem::take(&mut self.partial);
                let line = normalize_line(line.trim_ascii_end());
                self.lines = if line.as_bytes().get(3) == Some(&b'-') { self.lines + 1 } else { 0 };
                self.normalized.extend_from_slice(line.as_bytes());
                self.normalized.extend_from_slice(b"\r\n");
            }
        }
        Ok(())
    }

    /// Returns the octets that were not consumed yet.
    pub(super) fn unread(&self) -> &[u8] {
        &self.normalized[self.consumed..]
    }

    /// Marks octets as consumed.
    pub(super) fn consume(&mut self, count: usize) {
        self.consumed += count;
    }

    /// Returns what was received since the last command.
    pub(super) fn transcript(&self) -> String {
        String::from_utf8_lossy(&self.normalized[..self.consumed]).into_owned()
    }

    /// Clears the transcript before a new command.
    pub(super) fn reset(&mut self) {
        self.normalized.drain(..self.consumed);
        self.consumed = 0;
    }
}

/// Normalizes one line: UTF-8, a limited length, a space after the code, and a valid code.
///
/// A code outside of RFC 5321 §4.2.1 is replaced according to its first digit; the text keeps the original.
fn normalize_line(line: &[u8]) -> String {
    let [first @ b'2'..=b'5', second, third, rest @ ..] = line else {
        return String::from_utf8_lossy(&line[..line.len().min(MAX_LINE_OCTETS)]).into_owned();
    };
    if !second.is_ascii_digit() || !third.is_ascii_digit() {
        return String::from_utf8_lossy(&line[..line.len().min(MAX_LINE_OCTETS)]).into_owned();
    }
    let code: String = [*first, *second, *third].map(char::from).iter().collect();
    let more = if rest.first() == Some(&b'-') { '-' } else { ' ' };
    let text = rest.get(1..).unwrap_or_default();
    let text = String::from_utf8_lossy(&text[..text.len().min(MAX_LINE_OCTETS / 3)]);
    if *second <= b'5' { format!("{code}{more}{text}") } else { format!("{}00{more}{code} {text}", char::from(*first)) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn reply_lines_are_normalized() {
        for (said, heard) in [
            (&b"250 2.0.0 ok\r\n"[..], "250 2.0.0 ok\r\n"),
            (b"250\r\n", "250 \r\n"),
            (b"250-\r\n", "250-\r\n"),
            (b"250 bare line feed\n", "250 bare line feed\r\n"),
            (b"550 5.1.1 Empf\xe4nger unbekannt\r\n", "550 5.1.1 Empf\u{fffd}nger unbekannt\r\n"),
            (b"599 odd\r\n", "500 599 odd\r\n"),
            (b"HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400 Bad Request\r\n"),
            (b"\r\n", "\r\n"),
        ] {
            let mut replies = ReplyNormalizer::default();
            for byte in said {
                replies.push(&[*byte]).unwrap();
            }
            assert_eq!(replies.unread(), heard.as_bytes());
        }
    }

    #[test]
    fn endless_reply_is_an_error() {
        assert!(ReplyNormalizer::default().push(&b"250-more\r\n".repeat(1000)).is_err());
        assert!(ReplyNormalizer::default().push(&b"2".repeat(100_000)).is_err());
        assert!(ReplyNormalizer::default().push(&b"250 fine\r\n".repeat(1000)).is_ok());
    }

    #[test]
    fn long_line_is_truncated() {
        let mut replies = ReplyNormalizer::default();
        replies.push(&[b"250 ".as_slice(), &[0xff; 5000], b"\r\n"].concat()).unwrap();
        assert!(replies.unread().len() < 1000);
    }
}
