//! The octets of an IMAP connection, cut into replies: a line, or lines with literals between them (RFC 3501 §4.3).

use std::io;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::ImapFailure;

/// The longest reply that is accepted, in octets. The longest ones are a mail, and the numbers of a large folder.
const MAX_REPLY_BYTES: usize = 32 << 20;

/// The octets that are read at once.
const CHUNK_BYTES: usize = 16 * 1_024;

/// A connection, encrypted or not.
pub(super) trait ImapSocket: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> ImapSocket for T {}

/// A connection and what was received of the next reply. It can be dropped while it reads, and loses nothing.
pub(super) struct ImapStream {
    socket: Box<dyn ImapSocket>,
    received: Vec<u8>,
}

impl ImapStream {
    pub(super) fn new(socket: Box<dyn ImapSocket>) -> Self {
        Self { socket, received: Vec::new() }
    }

    /// Returns the connection without what was received but not read.
    pub(super) fn into_socket(self) -> Box<dyn ImapSocket> {
        self.socket
    }

    pub(super) async fn write(&mut self, octets: &[u8]) -> Result<(), ImapFailure> {
        self.socket.write_all(octets).await.map_err(ImapFailure::ConnectionLost)?;
        self.socket.flush().await.map_err(ImapFailure::ConnectionLost)
    }

    /// Returns the next reply with its line end.
    pub(super) async fn read_reply(&mut self) -> Result<Vec<u8>, ImapFailure> {
        loop {
            let missing = match reply_length(&self.received) {
                ReplyLength::Complete(length) => {
                    let rest = self.received.split_off(length);
                    return Ok(std::mem::replace(&mut self.received, rest));
                }
                ReplyLength::Incomplete { missing } => missing,
            };
            if self.received.len().saturating_add(missing) > MAX_REPLY_BYTES {
                return Err(ImapFailure::ReplyTooLong);
            }
            self.received.reserve(missing.max(CHUNK_BYTES));
            let count = self.socket.read_buf(&mut self.received).await.map_err(ImapFailure::ConnectionLost)?;
            if count == 0 {
                return Err(ImapFailure::ConnectionLost(io::ErrorKind::UnexpectedEof.into()));
            }
        }
    }
}

/// How long the first reply in a buffer is.
#[derive(Debug, PartialEq, Eq)]
enum ReplyLength {
    Complete(usize),
    Incomplete { missing: usize },
}

fn reply_length(received: &[u8]) -> ReplyLength {
    cut(received, |_| {})
}

/// Returns the lines of a complete reply without its literals.
pub(super) fn without_literals(reply: &[u8]) -> Vec<u8> {
    let mut lines = Vec::new();
    cut(reply, |line| lines.extend_from_slice(line));
    lines
}

/// Finds the end of the first reply; `visit` gets each of its lines that is no literal.
fn cut(received: &[u8], mut visit: impl FnMut(&[u8])) -> ReplyLength {
    let mut start = 0;
    loop {
        let rest = received.get(start..).unwrap_or_default();
        let Some(line_end) = memchr::memchr(b'\n', rest) else {
            return ReplyLength::Incomplete { missing: start.saturating_sub(received.len()).saturating_add(1) };
        };
        let line = rest.get(..=line_end).unwrap_or(rest);
        visit(line);
        start = start.saturating_add(line.len());
        match literal_length(line).filter(|_| has_literals(received)) {
            Some(length) => start = start.saturating_add(length),
            None => return ReplyLength::Complete(start),
        }
    }
}

/// Returns whether a reply is data: in the text of a status line, `{5}` at the end means nothing.
fn has_literals(reply: &[u8]) -> bool {
    let Some(rest) = reply.strip_prefix(b"* ") else { return false };
    !["OK", "NO", "BAD", "BYE", "PREAUTH"].iter().any(|word| {
        let (word, after) = (word.as_bytes(), rest.get(word.len()));
        rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) && after.is_none_or(|c| *c <= b' ')
    })
}

/// Returns the length of the literal that a line announces: `{12}` or `{12+}` at its end.
fn literal_length(line: &[u8]) -> Option<usize> {
    let line = line.strip_suffix(b"\n")?;
    let line = line.strip_suffix(b"\r").unwrap_or(line).strip_suffix(b"}")?;
    let digits = line.strip_suffix(b"+").unwrap_or(line);
    let start = memchr::memrchr(b'{', digits)?;
    std::str::from_utf8(digits.get(start + 1..)?).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_are_cut_at_lines_and_literals() {
        use ReplyLength::{Complete, Incomplete};
        for (received, expected) in [
            ("", Incomplete { missing: 1 }),
            ("* OK", Incomplete { missing: 1 }),
            ("* OK hi\r\n* BYE", Complete(9)),
            ("* 1 FETCH (BODY[] {3}\r\n", Incomplete { missing: 4 }),
            ("* 1 FETCH (BODY[] {3}\r\na\r", Incomplete { missing: 2 }),
            ("* 1 FETCH (BODY[] {3}\r\na\r\n)\r\n* 2", Complete(29)),
            ("* 1 FETCH (BODY[] {3}\r\n{9}{1}\r\n\n)\r\n", Complete(35)),
            ("* 1 FETCH (BODY[] {0}\r\n)\r\n", Complete(26)),
            ("* ok see {5}\r\n", Complete(14)),
            ("* OK\r\n", Complete(6)),
            ("a1 NO see {5}\r\n", Complete(15)),
            ("+ {5}\r\n", Complete(7)),
            ("* 1 FETCH (BODY[] {99999999999999999999}\r\n", Complete(42)),
        ] {
            assert_eq!(reply_length(received.as_bytes()), expected, "{received:?}");
        }
        assert_eq!(
            reply_length(b"* 1 FETCH (BODY[] {18446744073709551615}\r\n"),
            Incomplete { missing: usize::MAX - 41 }
        );
    }
}
