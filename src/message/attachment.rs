//! An attachment or an inline image, encoded once as a MIME part.

use encodify::base64;
use mail_builder::headers::content_type::ContentType;

use super::encoded_lines::EncodedLines;
use super::{Error, headers, message_id, text_part};
use crate::model::{Attachment, single_line};

/// The media type of a file whose own is unknown or not allowed with base64 (RFC 2046 §4.5.1, §5.2.1).
const DEFAULT_MEDIA_TYPE: &str = "application/octet-stream";
/// How the media type of our own calendar files begins (RFC 5545 §8.1).
const CALENDAR_MEDIA_TYPE: &str = "text/calendar; charset=utf-8; method=";
/// The name of a file without one.
const DEFAULT_FILE_NAME: &str = "attachment";

/// Returns the headers and the encoded lines of a file: base64, except for a calendar file, which is text.
///
/// # Errors
/// Returns an error if the Content-ID is not valid.
pub(super) fn attachment_part(attachment: &Attachment) -> Result<Vec<u8>, Error> {
    let mut out = Vec::with_capacity(base64::MIME.encoded_len(attachment.bytes.len()) + 512);
    let name = file_name(&attachment.name);
    // No `name` here: it would have to be an encoded word in quotes, which RFC 2047 §5 forbids, and KMail prefers it to
    // the file name of RFC 2231.
    let media_type = media_type(&attachment.media_type);
    let kind = if attachment.cid.is_some() { "inline" } else { "attachment" };
    let disposition = ContentType::new(kind).attribute("filename", name);
    // Spam filters and plain mail programs read it as text; other texts are left as they are, octet by octet.
    if let Some(text) = str::from_utf8(&attachment.bytes).ok().filter(|_| media_type.starts_with(CALENDAR_MEDIA_TYPE)) {
        headers::write_header(&mut out, headers::CONTENT_DISPOSITION, &disposition);
        text_part::write_text_part(&mut out, media_type, &EncodedLines::of_text(text));
        return Ok(out);
    }
    headers::write_header(&mut out, headers::CONTENT_TYPE, &ContentType::new(media_type));
    headers::write_header(&mut out, headers::CONTENT_DISPOSITION, &disposition);
    if let Some(cid) = &attachment.cid {
        headers::write_plain_header(
            &mut out,
            headers::CONTENT_ID,
            &format!("<{}>", message_id::validate_content_id(cid)?),
        );
    }
    headers::write_plain_header(&mut out, headers::CONTENT_TRANSFER_ENCODING, "base64");
    out.extend_from_slice(b"\r\n");
    base64::MIME.encode_append(&attachment.bytes, &mut out);
    Ok(out)
}

/// Returns the name on one line and without folders.
fn file_name(name: &str) -> String {
    let name = single_line(name);
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if last.is_empty() { DEFAULT_FILE_NAME.to_owned() } else { last.to_owned() }
}

/// Returns the media type if it is valid and allowed with base64, else the default (RFC 2045 §5.1, §6.4).
fn media_type(given: &str) -> &str {
    let token = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    let essence = given.split(';').next().unwrap_or_default().trim_end();
    let good = given.len() <= 120
        && !given.contains("name=")
        && given.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
        && essence.split_once('/').is_some_and(|(kind, subtype)| {
            token(kind)
                && token(subtype)
                && !kind.eq_ignore_ascii_case("multipart")
                && !kind.eq_ignore_ascii_case("message")
        });
    if good { given.trim_end_matches([' ', ';']) } else { DEFAULT_MEDIA_TYPE }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_written_once_and_whole() {
        for (given, written) in [
            ("plan.pdf", "filename=\"plan.pdf\""),
            ("a\"b\\c.pdf", "filename=\"c.pdf\""),
            ("../../etc/passwd", "filename=\"passwd\""),
            ("dir/", "filename=\"attachment\""),
            ("x\r\nBcc: y", "filename=\"x Bcc: y\""),
            ("Résumé.pdf", "filename*=UTF-8''R%C3%A9sum%C3%A9.pdf"),
        ] {
            let part = attachment_part(&Attachment {
                name: given.to_owned(),
                media_type: String::new(),
                bytes: vec![1, 2, 3],
                cid: None,
            });
            let text = String::from_utf8(part.unwrap()).unwrap().replace("\r\n ", " ");
            assert!(text.contains(&format!("Content-Disposition: attachment; {written}\r\n")), "{text}");
            assert!(!text.contains(" name"), "{text}");
            assert!(text.ends_with("\r\n\r\nAQID\r\n"), "{text}");
        }
    }

    #[test]
    fn calendar_file_is_text() {
        for (title, encoding, line) in
            [("Spring", "7bit", "SUMMARY:Spring\r\n"), ("Fête", "quoted-printable", "SUMMARY:F=C3=AAte\r\n")]
        {
            let part = attachment_part(&Attachment {
                name: "spring.ics".to_owned(),
                media_type: "text/calendar; charset=utf-8; method=PUBLISH".to_owned(),
                bytes: format!("BEGIN:VCALENDAR\r\nSUMMARY:{title}\r\n").into_bytes(),
                cid: None,
            });
            let text = String::from_utf8(part.unwrap()).unwrap();
            assert!(text.contains("Content-Type: text/calendar; charset=utf-8; method=PUBLISH\r\n"), "{text}");
            assert!(text.contains(&format!("Content-Transfer-Encoding: {encoding}\r\n")), "{text}");
            assert!(text.ends_with(line), "{text}");
        }
    }

    #[test]
    fn inline_image_has_its_content_id() {
        let image = |cid: &str| Attachment {
            name: "chart.png".to_owned(),
            media_type: "image/png".to_owned(),
            bytes: vec![1, 2, 3],
            cid: Some(cid.to_owned()),
        };
        let text = String::from_utf8(attachment_part(&image("ab12@example.org")).unwrap()).unwrap();
        let inline = "Content-Disposition: inline; filename=\"chart.png\"\r\nContent-ID: <ab12@example.org>\r\n";
        assert!(text.contains(inline), "{text}");
        for cid in ["", "ab12", "a>@b", "a@b\r\nBcc: x"] {
            assert_eq!(attachment_part(&image(cid)), Err(Error::InvalidContentId(cid.escape_default().to_string())));
        }
    }

    #[test]
    fn invalid_media_type_becomes_the_default() {
        for good in ["application/pdf", "text/calendar; charset=utf-8; method=REQUEST", "image/svg+xml"] {
            assert_eq!(media_type(good), good);
        }
        for bad in ["", "pdf", "a/b/c", "a b/c", "text/x\r\nBcc: y", "message/rfc822", "multipart/mixed", "ü/x"] {
            assert_eq!(media_type(bad), DEFAULT_MEDIA_TYPE);
        }
    }
}
