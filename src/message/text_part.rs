//! Writes a text part in ASCII: unchanged where that is safe, else quoted-printable.

use std::borrow::Cow;

use encodify::qp;

use super::headers;

/// The maximum length of a line without encoding, in octets (RFC 2045 §6.7).
const MAX_LINE_OCTETS: usize = 76;

/// Writes the headers and the lines of a text part; control characters other than tab are removed.
pub(super) fn write_text_part(out: &mut Vec<u8>, media_type: &str, text: &str) {
    let text = normalize_text(text);
    let plain = needs_no_encoding(&text);
    headers::write_plain_header(out, headers::CONTENT_TYPE, media_type);
    let encoding = if plain { "7bit" } else { "quoted-printable" };
    headers::write_plain_header(out, headers::CONTENT_TRANSFER_ENCODING, encoding);
    out.extend_from_slice(b"\r\n");
    if plain {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                out.extend_from_slice(b"\r\n");
            }
            out.extend_from_slice(line.as_bytes());
        }
    } else {
        qp::BODY.encode_append(text.as_bytes(), out);
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn part(text: &str) -> (String, String) {
        let mut out = Vec::new();
        write_text_part(&mut out, "text/plain; charset=utf-8", text);
        let written = String::from_utf8(out).unwrap();
        let (head, body) = written.split_once("\r\n\r\n").unwrap();
        (head.rsplit_once(' ').unwrap().1.to_owned(), body.to_owned())
    }

    #[test]
    fn text_is_plain_or_quoted_printable() {
        let long = "x".repeat(77);
        for (given, encoding, written) in [
            ("one\ntwo\n", "7bit", "one\r\ntwo\r\n"),
            ("one\r\ntwo\rthree", "7bit", "one\r\ntwo\r\nthree"),
            ("", "7bit", ""),
            ("\n.\n", "7bit", "\r\n.\r\n"),
            ("nul\0 bell\x07 tab\t.", "7bit", "nul bell tab\t."),
            ("Grüße\n", "quoted-printable", "Gr=C3=BC=C3=9Fe\r\n"),
            ("東京", "quoted-printable", "=E6=9D=B1=E4=BA=AC"),
            ("-- \nAnn", "quoted-printable", "--=20\r\nAnn"),
            ("--=_a_00", "quoted-printable", "--=3D_a_00"),
            (&long, "quoted-printable", &format!("{}=\r\n{}", "x".repeat(75), "xx")),
        ] {
            assert_eq!(part(given), (encoding.to_owned(), written.to_owned()), "{given:?}");
        }
    }
}
