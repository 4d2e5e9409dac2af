//! Writes header text: subjects and display names.

use std::borrow::Cow;

use encodify::Fold;
use encodify::rfc2047::{Q_PHRASE, Q_TEXT, WordEncoder};
use mail_builder::headers::address::EmailAddress;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;

use super::{Error, headers};
use crate::model::{Mailbox, single_line};

/// The start of an encoded word; text that contains it is itself encoded, so that it arrives as typed (RFC 2047 §5).
const ENCODED_WORD_START: &str = "=?";
/// The maximum word length at which a plain subject still folds well.
const MAX_PLAIN_WORD: usize = 66;
/// The recommended maximum length of a line (RFC 5322 §2.1.1).
const MAX_LINE: usize = 78;

/// Writes the subject, folded where necessary.
pub(super) fn write_subject(out: &mut Vec<u8>, subject: &str) {
    let subject = single_line(subject);
    if subject.contains(ENCODED_WORD_START) {
        write_encoded(out, headers::SUBJECT, Q_TEXT, &subject);
        out.extend_from_slice(b"\r\n");
    } else if subject.is_ascii() && subject.split(' ').all(|word| word.len() <= MAX_PLAIN_WORD) {
        // The builder would encode each subject longer than 77 characters; folded, it stays readable.
        headers::write_header(out, headers::SUBJECT, &Raw::new(subject));
    } else {
        headers::write_header(out, headers::SUBJECT, &Text::new(subject));
    }
}

/// Writes a mailbox; returns an error if its address needs SMTPUTF8.
pub(super) fn write_mailbox(out: &mut Vec<u8>, name: &'static str, mailbox: &Mailbox) -> Result<(), Error> {
    let address = mailbox.address.as_str();
    if !address.is_ascii() {
        return Err(Error::NeedsSmtpUtf8(name));
    }
    write_phrase(out, name, mailbox.name.as_deref().unwrap_or_default(), address);
    Ok(())
}

/// Writes `"phrase" <inner>`, with the phrase encoded where necessary; `inner` is ASCII on one line.
pub(super) fn write_phrase(out: &mut Vec<u8>, header: &str, phrase: &str, inner: &str) {
    let phrase = single_line(phrase);
    if phrase.contains(ENCODED_WORD_START) {
        // Many programs decode even inside quotes, against RFC 2047 §5, and the builder quotes.
        write_encoded(out, header, Q_PHRASE, &phrase);
        for piece in ["\r\n <", inner, ">\r\n"] {
            out.extend_from_slice(piece.as_bytes());
        }
        return;
    }
    if phrase.is_ascii() && phrase.len() > MAX_PLAIN_WORD && phrase.split(' ').all(|word| word.len() <= MAX_PLAIN_WORD)
    {
        write_folded_phrase(out, header, &phrase, inner);
        return;
    }
    let name = Some(phrase).filter(|phrase| !phrase.is_empty());
    headers::write_header(out, header, &EmailAddress { name, email: Cow::Borrowed(inner) });
}

/// Writes a quoted phrase that is longer than a line, folded between its words (RFC 5322 §3.2.4).
fn write_folded_phrase(out: &mut Vec<u8>, header: &str, phrase: &str, inner: &str) {
    let quoted = format!("\"{}\"", phrase.replace('\\', "\\\\").replace('"', "\\\""));
    out.extend_from_slice(header.as_bytes());
    out.push(b':');
    let start = header.len() + 1;
    let mut column = start;
    for word in quoted.split(' ').chain([format!("<{inner}>").as_str()]) {
        if column != start && column + 1 + word.len() > MAX_LINE {
            out.extend_from_slice(b"\r\n");
            column = 0;
        }
        out.push(b' ');
        out.extend_from_slice(word.as_bytes());
        column += 1 + word.len();
    }
    out.extend_from_slice(b"\r\n");
}

fn write_encoded(out: &mut Vec<u8>, header: &str, words: WordEncoder, text: &str) {
    out.extend_from_slice(header.as_bytes());
    out.extend_from_slice(b": ");
    let mut column = header.len() + 2;
    words.encode_words("utf-8", text, &mut column, Fold::HEADER, out);
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn subject(text: &str) -> String {
        let mut out = Vec::new();
        write_subject(&mut out, text);
        String::from_utf8(out).unwrap()
    }

    fn to(name: &str) -> String {
        let mut out = Vec::new();
        write_mailbox(&mut out, headers::TO, &Mailbox::new(name, "ann@example.org".parse().unwrap())).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn subjects_are_folded_or_encoded() {
        for (given, written) in [
            ("The spring letter", "Subject: The spring letter\r\n"),
            ("Grüße", "Subject: =?utf-8?B?R3LDvMOfZQ==?=\r\n"),
            ("=?utf-8?b?QkFE?=", "Subject: =?utf-8?Q?=3D=3Futf-8=3Fb=3FQkFE=3F=3D?=\r\n"),
            ("One\r\nBcc: all@example.org", "Subject: One Bcc: all@example.org\r\n"),
            ("", "Subject: \r\n"),
        ] {
            assert_eq!(subject(given), written);
        }
    }

    #[test]
    fn long_plain_subject_is_folded_not_encoded() {
        let long = "word ".repeat(40);
        let written = subject(&long);
        assert!(!written.contains("=?"), "{written}");
        assert!(written.lines().all(|line| line.len() <= 78), "{written}");
        let word = subject(&"x".repeat(2_000));
        assert!(word.lines().all(|line| line.len() <= 78), "{word}");
    }

    #[test]
    fn long_plain_name_is_folded_not_encoded() {
        let name = "The Exampleton Society for the Preservation of \\ \"Old\" Harbours, Piers and Lighthouses";
        assert_eq!(
            to(name),
            "To: \"The Exampleton Society for the Preservation of \\\\ \\\"Old\\\" Harbours, Piers\r\n \
             and Lighthouses\" <ann@example.org>\r\n"
        );
        for name in ["word ".repeat(80), format!("{} {}", "x".repeat(66), "\"".repeat(66))] {
            let written = to(&name);
            assert!(!written.contains("=?"), "{written}");
            let name = written.strip_prefix("To: ").unwrap().strip_suffix(" <ann@example.org>\r\n");
            let unfolded = name.map(|name| name.replace("\r\n", "")).unwrap_or_default();
            assert!(unfolded.starts_with('"') && unfolded.ends_with('"'), "{written}");
        }
        assert!(to(&"x".repeat(2_000)).lines().all(|line| line.len() <= 78));
    }

    #[test]
    fn names_are_quoted_or_encoded() {
        for (given, written) in [
            ("", "To: <ann@example.org>\r\n"),
            ("Ann Lee", "To: \"Ann Lee\" <ann@example.org>\r\n"),
            ("Lee, \"Ann\" \\", "To: \"Lee, \\\"Ann\\\" \\\\\" <ann@example.org>\r\n"),
            ("Eve\r\nBcc: x@example.org\0", "To: \"Eve Bcc: x@example.org\" <ann@example.org>\r\n"),
            ("=?x?q?y?=", "To: =?utf-8?Q?=3D=3Fx=3Fq=3Fy=3F=3D?=\r\n <ann@example.org>\r\n"),
        ] {
            assert_eq!(to(given), written);
        }
    }
}
