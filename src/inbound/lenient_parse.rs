//! Takes apart a message that does not follow the rules, as far as the parser can.

use std::borrow::Cow;
use std::sync::LazyLock;

use mail_parser::{MessageParser, MessagePart, MimeHeaders as _, PartType};

use super::mail_part::{MailPart, to_text};
use super::mime_unfolding::unfold_mime_headers;
use super::parsed_mail::{Files, ParsedMail};
use super::part_fields::PartFields;
use super::raw_header::RawHeader;
use super::returned_type;

/// A message with more nested messages or multiparts is not taken apart: each level costs stack, and each boundary that is
/// missing costs a search. Nested messages that were renamed are not counted; those of digests have no type of their own.
const MAX_NESTED: usize = 50;
const NESTED_SUBTYPES: [&[u8; 6]; 3] = [b"rfc822", b"global", b"digest"];

/// All other headers are read as they are written.
static PARSER: LazyLock<MessageParser> =
    LazyLock::new(|| MessageParser::new().with_mime_headers().default_header_ignore());

/// Returns a message as the parser needs it: with the empty line behind the headers, MIME headers unfolded, and nested
/// messages hidden.
pub(super) fn prepare(mail: &[u8]) -> Cow<'_, [u8]> {
    let mut ends = memchr::memchr_iter(b'\n', mail).map(|end| mail.get(end + 1..).unwrap_or_default());
    let has_empty_line = ends.any(|rest| rest.starts_with(b"\n") || rest.starts_with(b"\r\n"));
    let mut prepared = if has_empty_line {
        unfold_mime_headers(mail)
    } else {
        // Of headers alone, the parser may lose the last one.
        let whole = [mail, b"\r\n\r\n"].concat();
        Cow::Owned(unfold_mime_headers(&whole).into_owned())
    };
    returned_type::rename_nested_types(&mut prepared);
    prepared
}

/// Parses a prepared message; `None` if it has no headers.
pub(super) fn parse(mail: &[u8]) -> Option<ParsedMail<'_>> {
    let mut message = if is_deeply_nested(mail) { PARSER.parse_headers(mail)? } else { PARSER.parse(mail)? };
    let headers = message.headers().iter().filter_map(|header| raw_header(mail, header)).collect();
    let report = |kind: &mail_parser::ContentType<'_>| {
        kind.ctype() == "multipart" && kind.subtype().is_some_and(|kind| kind.eq_ignore_ascii_case("report"))
    };
    let is_multipart_report = message.content_type().is_some_and(report);
    let parts: Vec<_> = message.parts.iter_mut().filter_map(|part| mail_part(mail, part)).collect();
    let multiparts = message.parts.iter().filter(|part| matches!(part.body, PartType::Multipart(_))).count();
    let binary_count = message.parts.len() - multiparts - parts.len().min(message.parts.len() - multiparts);
    Some(ParsedMail { headers, parts, files: Files::Counted(binary_count), is_multipart_report })
}

/// Parses any message, for the tests of what is read from it.
#[cfg(test)]
pub(super) fn parse_any(mail: &[u8]) -> Option<ParsedMail<'_>> {
    ParsedMail::scan(mail).or_else(|| parse(mail))
}

/// Returns a header as it is written.
fn raw_header<'a>(mail: &'a [u8], header: &mail_parser::Header<'_>) -> Option<RawHeader<'a>> {
    let [field, start, end] = [header.offset_field, header.offset_start, header.offset_end].map(usize::try_from);
    let (start, name) = (start.ok()?, mail.get(field.ok()?..start.ok()?)?);
    let name = name.strip_suffix(b":").unwrap_or(name).trim_ascii();
    Some(RawHeader { name, value: mail.get(start..end.ok()?)? })
}

/// Takes a part's content as text; `None` for a multipart and for binary content that is not about messages.
fn mail_part<'a>(mail: &'a [u8], part: &mut MessagePart<'a>) -> Option<MailPart<'a>> {
    let fields = part.content_type().map(PartFields::of_content_type).unwrap_or_default();
    let media_type = returned_type::restore_type(&fields.media_type);
    // A multipart without its boundaries is one text.
    let is_broken = media_type.starts_with("multipart/");
    let (start, end) = (usize::try_from(part.offset_body).ok()?, usize::try_from(part.offset_end).ok()?);
    let text = match &mut part.body {
        PartType::Text(text) | PartType::Html(text) => std::mem::take(text),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes)
            if is_broken || media_type.starts_with("message/") || media_type == "application/ics" =>
        {
            match bytes {
                Cow::Borrowed(bytes) => to_text(bytes),
                Cow::Owned(bytes) => Cow::Owned(to_text(bytes).into_owned()),
            }
        }
        // A nested message that is not encoded shares the source with its parent.
        PartType::Message(nested) if nested.raw_message.len() == mail.len() => to_text(mail.get(start..end)?),
        PartType::Message(nested) => Cow::Owned(to_text(&nested.raw_message).into_owned()),
        PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Multipart(_) => return None,
    };
    let media_type = if is_broken { "text/plain" } else { media_type }.to_owned();
    let is_attached = part.content_disposition().is_some_and(mail_parser::ContentType::is_attachment);
    Some(MailPart::decoded(media_type, text, fields.flow, is_attached))
}

fn is_deeply_nested(mail: &[u8]) -> bool {
    let slashes = memchr::memchr_iter(b'/', mail).filter(|slash| {
        let subtype = mail.get(slash + 1..slash + 7).unwrap_or_default();
        let before = mail.get(..*slash).unwrap_or_default();
        let kind = before.get(before.len().saturating_sub(b"multipart".len())..).unwrap_or_default();
        kind.eq_ignore_ascii_case(b"multipart")
            || NESTED_SUBTYPES.iter().any(|name| subtype.eq_ignore_ascii_case(&name[..]))
    });
    slashes.take(MAX_NESTED + 1).count() > MAX_NESTED
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    const SAMPLES: [&str; 2] = ["tests/suite/inbound/mails", "tests/suite/inbound/servers"];

    fn samples() -> Vec<Vec<u8>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let own = SAMPLES.iter().map(|folder| root.join(folder));
        let given = std::env::var_os("CIRCULAR_TEST_BOUNCES").map(std::path::PathBuf::from);
        let files = own.chain(given).flat_map(|folder| fs::read_dir(folder).unwrap());
        files.map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
    }

    /// What both ways say of a message, in a form to compare; of what nobody reads, whether it is a file.
    fn summary(mail: &ParsedMail<'_>) -> (Vec<String>, Vec<String>, usize, bool) {
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).trim().to_owned();
        let headers = mail.headers.iter().map(|header| text(header.name) + ":" + &text(header.value));
        let is_read =
            |kind: &str| kind == "application/ics" || kind.starts_with("text/") || kind.starts_with("message/");
        let parts = mail.parts.iter().filter(|part| is_read(&part.media_type)).map(|part| {
            // The parser sees a message whose MIME headers are unfolded and renamed, also in what is returned.
            let words = part.text().split_ascii_whitespace().collect::<Vec<_>>().concat();
            let words = words.to_ascii_lowercase().replace("rfc82_", "rfc822").replace("globa_", "global");
            format!("{} {:?} {}: {words}", part.media_type, part.flow, part.is_attached)
        });
        (headers.collect(), parts.collect(), mail.attachment_count(), mail.is_multipart_report)
    }

    fn assert_agreement(mail: &[u8]) -> bool {
        let Some(scanned) = ParsedMail::scan(mail) else { return false };
        let prepared = prepare(mail);
        let parsed = parse(&prepared).unwrap();
        let (found, expected) = (summary(&scanned), summary(&parsed));
        let unfolded = |header: &String| !header.to_ascii_lowercase().starts_with("content-");
        let kept = |headers: Vec<String>| headers.into_iter().filter(unfolded).collect::<Vec<_>>();
        let whole = String::from_utf8_lossy(mail);
        assert_eq!(kept(found.0), kept(expected.0), "{whole}");
        assert_eq!(found.1, expected.1, "{whole}");
        assert_eq!((found.2, found.3), (expected.2, expected.3), "{whole}");
        true
    }

    #[test]
    fn quick_way_finds_what_the_parser_finds() {
        let samples = samples();
        let quick = samples.iter().filter(|mail| assert_agreement(mail)).count();
        assert!(quick * 10 > samples.len() * 9, "{quick} of {}", samples.len());
        let mut seed = 1_u32;
        let mut number = |below: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            usize::try_from(seed >> 8).unwrap() % below.max(1)
        };
        let pieces: [&[u8]; 12] = [
            b"\n",
            b"\r\n",
            b"--",
            b"\n\n",
            b" ",
            b"=",
            b"\"",
            b";",
            b"Content-Type: text/html; charset=utf-8\n",
            b"Content-Transfer-Encoding: base64\n",
            b"Content-Transfer-Encoding: quoted-printable\n",
            b"Content-Disposition: attachment; filename=a\n",
        ];
        for _ in 0..2_000 {
            let mut mail = samples.get(number(samples.len())).unwrap().clone();
            for _ in 0..=number(3) {
                let at = number(mail.len() + 1);
                let lines = mail.iter().enumerate().filter(|(place, byte)| **byte == b'\n' && *place >= at);
                let at = lines.map(|(place, _)| place + 1).next().filter(|_| number(2) == 0).unwrap_or(at);
                match number(4) {
                    0 => mail.truncate(at),
                    1 => drop(mail.drain(at..(at + number(40)).min(mail.len()))),
                    _ => drop(mail.splice(at..at, pieces.get(number(pieces.len())).unwrap().iter().copied())),
                }
            }
            // A text may be taken for a folded header.
            if matches!(unfold_mime_headers(&mail), Cow::Borrowed(_)) {
                assert_agreement(&mail);
            }
        }
    }
}
