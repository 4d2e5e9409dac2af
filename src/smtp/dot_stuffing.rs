//! A message as it is sent after DATA.

use memchr::memmem;

/// Applies dot-stuffing and appends the final dot (RFC 5321 §4.5.2).
pub(super) fn dot_stuff(message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(message.len() + message.len() / 64 + 8);
    if message.starts_with(b".") {
        bytes.push(b'.');
    }
    let mut from = 0;
    for at in memmem::find_iter(message, b"\n.") {
        bytes.extend_from_slice(&message[from..=at]);
        bytes.push(b'.');
        from = at + 1;
    }
    bytes.extend_from_slice(&message[from..]);
    if !message.is_empty() && !message.ends_with(b"\r\n") {
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b".\r\n");
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::dot_stuff;

    /// A line-by-line reference implementation.
    fn by_lines(message: &str) -> String {
        let lines = message.split_inclusive('\n');
        let mut wire: String = lines.flat_map(|line| [if line.starts_with('.') { "." } else { "" }, line]).collect();
        if !message.is_empty() && !message.ends_with("\r\n") {
            wire.push_str("\r\n");
        }
        wire + ".\r\n"
    }

    proptest! {
        #[test]
        fn stuffing_matches_the_line_by_line_reference(message in "[.\r\na]{0,40}") {
            prop_assert_eq!(dot_stuff(message.as_bytes()), by_lines(&message).into_bytes());
        }
    }

    #[test]
    fn dots_are_doubled_without_extra_lines() {
        for (message, wire) in [
            ("", ".\r\n"),
            ("a\r\n", "a\r\n.\r\n"),
            ("a", "a\r\n.\r\n"),
            (".\r\n..\r\na.b\r\n", "..\r\n...\r\na.b\r\n.\r\n"),
            ("a\r\n.\r\nQUIT\r\n", "a\r\n..\r\nQUIT\r\n.\r\n"),
            ("a\n.\r\n", "a\n..\r\n.\r\n"),
        ] {
            assert_eq!(dot_stuff(message.as_bytes()), wire.as_bytes(), "{message:?}");
        }
    }
}
