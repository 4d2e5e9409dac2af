//! Writes a text part in ASCII: unchanged where that is safe, else quoted-printable.

use super::encoded_lines::EncodedLines;
use super::headers;
use super::message_sink::MessageSink;

/// Writes the headers and the lines of a text part; returns the length of the encoded lines, in octets.
pub(super) fn write_text_part(out: &mut impl MessageSink, media_type: &str, lines: &EncodedLines<'_>) -> usize {
    headers::write_plain_header(out, headers::CONTENT_TYPE, media_type);
    headers::write_plain_header(out, headers::CONTENT_TRANSFER_ENCODING, lines.encoding());
    out.write(b"\r\n");
    let start = out.octets();
    lines.write(out);
    out.octets() - start
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::super::message_sink::OctetCount;
    use super::*;

    fn part(text: &str) -> (String, String) {
        let mut out = Vec::new();
        let lines = EncodedLines::of_text(text);
        let octets = write_text_part(&mut out, "text/plain; charset=utf-8", &lines);
        assert_eq!(out.windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4 + octets, out.len());
        let mut count = OctetCount(0);
        assert_eq!(write_text_part(&mut count, "text/plain; charset=utf-8", &lines), octets);
        assert_eq!(count.0, out.len());
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
