//! Unfolds MIME headers: the parser loses a parameter whose value is folded behind its `=`.

use std::borrow::Cow;

const MIME_HEADER: &[u8] = b"content-";

/// Joins the lines of each `Content-…` header, of the message and of its parts (RFC 5322 §2.2.3).
pub(super) fn unfold_mime_headers(mail: &[u8]) -> Cow<'_, [u8]> {
    if !has_folded_value(mail) {
        return Cow::Borrowed(mail);
    }
    let mut unfolded = Vec::with_capacity(mail.len());
    let mut is_mime_header = false;
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        let is_folded = is_blank(line.first()) && !line.trim_ascii().is_empty();
        if !is_folded {
            is_mime_header = line.get(..MIME_HEADER.len()).is_some_and(|name| name.eq_ignore_ascii_case(MIME_HEADER));
        }
        if is_folded && is_mime_header {
            let end = unfolded.iter().rposition(|byte: &u8| !byte.is_ascii_whitespace()).map_or(0, |last| last + 1);
            unfolded.truncate(end);
            // Between `=` and its value there must be nothing.
            if unfolded.last() != Some(&b'=') {
                unfolded.push(b' ');
            }
            unfolded.extend_from_slice(line.trim_ascii_start());
        } else {
            unfolded.extend_from_slice(line);
        }
    }
    Cow::Owned(unfolded)
}

/// Returns whether a line of a `Content-…` header ends in `=` and the next one begins with a blank.
fn has_folded_value(mail: &[u8]) -> bool {
    memchr::memchr_iter(b'\n', mail).any(|end| {
        let before = mail.get(..end).filter(|_| is_blank(mail.get(end + 1))).unwrap_or_default().trim_ascii_end();
        // Quoted-printable text also has such lines.
        before.ends_with(b"=") && ends_in_mime_header(before)
    })
}

/// Returns whether the last line belongs to a `Content-…` header, which may begin some lines above.
fn ends_in_mime_header(mail: &[u8]) -> bool {
    let mut rest = mail;
    loop {
        let start = memchr::memrchr(b'\n', rest).map_or(0, |end| end + 1);
        let (before, line) = rest.split_at_checked(start).unwrap_or_default();
        if start == 0 || !is_blank(line.first()) {
            return line.get(..MIME_HEADER.len()).is_some_and(|name| name.eq_ignore_ascii_case(MIME_HEADER));
        }
        rest = before.strip_suffix(b"\n").unwrap_or(before);
    }
}

fn is_blank(byte: Option<&u8>) -> bool {
    matches!(byte, Some(b' ' | b'\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn value_folded_behind_its_equals_sign_is_joined() {
        for end in ["\n", "\r\n"] {
            let mail = "To: a,\n b\nContent-Type: multipart/report; boundary= \n\t\"b1\";\n x=y\n\n--b1\n a=\n b\n"
                .replace('\n', end);
            let joined = "To: a,\n b\nContent-Type: multipart/report; boundary=\"b1\"; x=y\n\n--b1\n a=\n b\n"
                .replace('\n', end);
            assert_eq!(String::from_utf8_lossy(&unfold_mime_headers(mail.as_bytes())), joined);
        }
    }

    #[test]
    fn other_messages_are_unchanged() {
        for mail in ["", "=\n", "Content-Type: a;\n b=c\n\nbody", " \n \n=\nx"] {
            assert!(matches!(unfold_mime_headers(mail.as_bytes()), Cow::Borrowed(_)), "{mail}");
        }
    }
}
