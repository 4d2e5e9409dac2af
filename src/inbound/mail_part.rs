//! A part of a message as text, which is decoded when somebody reads it.

use std::borrow::Cow;
use std::cell::OnceCell;

use mail_parser::Encoding;
use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;

use super::mime_scan::ScannedPart;
use super::part_fields::TextFlow;
use super::quoted_printable::decode_quoted_printable;

/// How the media types of the part with the fields of a delivery report end: `message/delivery-status`, and
/// `message/global-delivery-status` for addresses beyond ASCII (RFC 6533).
pub(super) const REPORT_TYPE: &str = "delivery-status";
/// How the names of character sets begin in which the letters of ASCII are encoded as in ASCII.
const LIKE_ASCII: [&str; 4] = ["us-ascii", "utf-8", "iso-8859-", "windows-125"];

/// A part of a message that contains text.
#[derive(Debug)]
pub(super) struct MailPart<'a> {
    /// The media type in lower case, such as `text/plain`.
    pub(super) media_type: Cow<'a, str>,
    /// How its lines are broken.
    pub(super) flow: TextFlow,
    /// Whether it is a file, and not what the person wrote.
    pub(super) is_attached: bool,
    source: Option<ScannedPart<'a>>,
    text: OnceCell<Cow<'a, str>>,
    /// Where a returned message begins in the text, once it was looked for.
    returned_at: OnceCell<usize>,
}

impl<'a> MailPart<'a> {
    /// Takes a part that [`is_read`].
    pub(super) fn of_scanned(mut part: ScannedPart<'a>) -> Self {
        let media_type = std::mem::take(&mut part.fields.media_type);
        let is_broken = media_type.starts_with("multipart/");
        // What a server returns is text in no character set.
        if !is_broken && !media_type.starts_with("text/") && !part.is_cut_off {
            part.fields.charset = None;
        }
        Self {
            // A multipart without its boundaries is one text.
            media_type: if is_broken { Cow::Borrowed("text/plain") } else { media_type },
            flow: part.fields.flow,
            is_attached: part.fields.is_attached,
            source: Some(part),
            text: OnceCell::new(),
            returned_at: OnceCell::new(),
        }
    }

    /// Makes a part of a text that is decoded.
    pub(super) fn decoded(media_type: String, text: Cow<'a, str>, flow: TextFlow, is_attached: bool) -> Self {
        let text = OnceCell::from(without_nul(text));
        Self { media_type: Cow::Owned(media_type), flow, is_attached, source: None, text, returned_at: OnceCell::new() }
    }

    /// Returns the decoded text; of a message, its source.
    pub(super) fn text(&self) -> &str {
        self.text.get_or_init(|| self.source.as_ref().map(decoded_text).unwrap_or_default())
    }

    /// Splits the text at the place that `find` returns; it is asked once.
    pub(super) fn split(&self, find: impl Fn(&str) -> usize) -> (&str, &str) {
        let text = self.text();
        let at = *self.returned_at.get_or_init(|| find(text));
        text.split_at_checked(at).unwrap_or((text, ""))
    }
}

/// Returns whether a part contains text, or is about messages.
pub(super) fn is_read(part: &ScannedPart<'_>) -> bool {
    let media_type = &part.fields.media_type;
    ["multipart/", "text/", "message/"].iter().any(|kind| media_type.starts_with(kind))
        || media_type == "application/ics"
        || (media_type.ends_with(REPORT_TYPE) && !is_decodable(part))
}

/// Returns whether the content is whole, and in the encoding that its headers say.
pub(super) fn is_decodable(part: &ScannedPart<'_>) -> bool {
    decode(part).is_some()
}

/// Returns the content without its transfer encoding; `None` if it is not in this encoding, or is cut off.
fn decode<'a>(part: &ScannedPart<'a>) -> Option<Cow<'a, [u8]>> {
    if part.fields.encoding == Encoding::None || part.is_cut_off {
        return Some(Cow::Borrowed(part.body)).filter(|_| !part.is_cut_off);
    }
    if part.fields.encoding == Encoding::QuotedPrintable
        && let Some(decoded) = decode_quoted_printable(part.body, !part.boundary.is_empty())
    {
        return Some(Cow::Owned(decoded));
    }
    let mut stream = MessageStream::new(part.bounded);
    let (end, octets) = match part.fields.encoding {
        Encoding::None => return None,
        Encoding::Base64 => stream.decode_base64_mime(&part.boundary),
        Encoding::QuotedPrintable => stream.decode_quoted_printable_mime(&part.boundary),
    };
    (end != usize::MAX).then_some(octets)
}

fn decoded_text<'a>(part: &ScannedPart<'a>) -> Cow<'a, str> {
    let charset = part.fields.charset.as_deref();
    let text = match decode(part).unwrap_or(Cow::Borrowed(part.body)) {
        Cow::Borrowed(octets) => text_in(charset, octets),
        Cow::Owned(octets) => Cow::Owned(text_in(charset, &octets).into_owned()),
    };
    without_nul(text)
}

/// Leaves out NUL, which an encoding or a character set may bring in and no database stores as text.
fn without_nul(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(0, text.as_bytes()).is_none() { text } else { Cow::Owned(text.replace('\0', "")) }
}

/// Returns octets in a character set as text.
fn text_in<'o>(charset: Option<&str>, octets: &'o [u8]) -> Cow<'o, str> {
    let Some(charset) = charset else { return to_text(octets) };
    let is_like_ascii =
        LIKE_ASCII.iter().any(|name| charset.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)));
    // Japanese mail changes to other letters by an escape.
    let is_japanese =
        || charset.eq_ignore_ascii_case("iso-2022-jp") && memchr::memchr3(0x1b, 0x0e, 0x0f, octets).is_none();
    if (is_like_ascii || is_japanese()) && octets.is_ascii() {
        return to_text(octets);
    }
    charset_decoder(charset.as_bytes()).map_or_else(|| to_text(octets), |decode| Cow::Owned(decode(octets)))
}

/// Returns octets as text that says no character set.
pub(super) fn to_text(octets: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(octets).map_or_else(|_| String::from_utf8_lossy(octets), Cow::Borrowed)
}
