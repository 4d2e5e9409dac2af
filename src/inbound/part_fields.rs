//! What the headers of a part say of its content: type, encoding, character set (RFC 2045).

use std::borrow::Cow;

use mail_parser::parsers::MessageStream;
use mail_parser::{ContentType, Encoding};

use super::mime_unfolding::unfold_mime_headers;
use super::raw_header::RawHeader;
use crate::message::headers;

/// The fields of a part; without any it is plain text.
#[derive(Debug, Clone)]
pub(super) struct PartFields<'a> {
    /// The media type in lower case.
    pub(super) media_type: Cow<'a, str>,
    pub(super) charset: Option<Cow<'a, str>>,
    pub(super) boundary: Option<Cow<'a, [u8]>>,
    pub(super) flow: TextFlow,
    pub(super) encoding: Encoding,
    /// Whether it is a file, and not what the person wrote.
    pub(super) is_attached: bool,
}

/// How the lines of a text are broken (RFC 3676).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextFlow {
    /// As they are.
    Fixed,
    /// A line that ends with a blank goes on.
    Flowed,
    /// The same, and the blank goes (`DelSp=yes`).
    FlowedWords,
}

impl Default for PartFields<'_> {
    fn default() -> Self {
        Self {
            media_type: Cow::Borrowed("text/plain"),
            charset: None,
            boundary: None,
            flow: TextFlow::Fixed,
            encoding: Encoding::None,
            is_attached: false,
        }
    }
}

impl<'a> PartFields<'a> {
    /// Takes what a header says; of several with one name the last one is used.
    pub(super) fn take(&mut self, header: &RawHeader<'a>) {
        if matches!(header.name, [b'C' | b'c', ..]) {
            self.take_mime_header(header);
        }
    }

    fn take_mime_header(&mut self, header: &RawHeader<'a>) {
        if header.is_named(headers::CONTENT_TYPE) {
            self.take_content_type(header);
        } else if header.is_named(headers::CONTENT_TRANSFER_ENCODING) {
            let word = header.value.trim_ascii();
            self.encoding = if word.eq_ignore_ascii_case(b"base64") {
                Encoding::Base64
            } else if word.eq_ignore_ascii_case(b"quoted-printable") {
                Encoding::QuotedPrintable
            } else {
                Encoding::None
            };
        } else if header.is_named(headers::CONTENT_DISPOSITION) {
            let word = header.value.split(|byte| *byte == b';').next().unwrap_or_default();
            self.is_attached = word.trim_ascii().eq_ignore_ascii_case(b"attachment");
        }
    }

    pub(super) fn is_multipart(&self) -> bool {
        self.media_type.starts_with("multipart/")
    }

    fn take_content_type(&mut self, header: &RawHeader<'a>) {
        let kept = (self.encoding, self.is_attached);
        let read = read_content_type(header.value);
        *self = read.unwrap_or_else(|| parse_content_type(header.value));
        (self.encoding, self.is_attached) = kept;
    }

    /// Takes over what the parser has found.
    pub(super) fn of_content_type(kind: &ContentType<'_>) -> PartFields<'static> {
        let media_type = [kind.ctype(), "/", kind.subtype().unwrap_or("plain")].concat().to_ascii_lowercase();
        let attribute = |name| kind.attribute(name);
        let is_set = |name, wanted| attribute(name).is_some_and(|value: &str| value.eq_ignore_ascii_case(wanted));
        PartFields {
            media_type: Cow::Owned(media_type),
            charset: attribute("charset").map(|charset| Cow::Owned(charset.to_owned())),
            boundary: attribute("boundary").map(|boundary| Cow::Owned(boundary.as_bytes().to_vec())),
            flow: text_flow(is_set("format", "flowed"), is_set("delsp", "yes")),
            ..PartFields::default()
        }
    }
}

fn text_flow(is_flowed: bool, deletes_blanks: bool) -> TextFlow {
    match (is_flowed, deletes_blanks) {
        (true, true) => TextFlow::FlowedWords,
        (true, false) => TextFlow::Flowed,
        (false, _) => TextFlow::Fixed,
    }
}

/// Lets the parser read the value of a `Content-Type` header, which can have many forms.
fn parse_content_type(value: &[u8]) -> PartFields<'static> {
    let header = [b"Content-Type:", value].concat();
    let header = unfold_mime_headers(&header);
    let value = header.get(b"Content-Type:".len()..).unwrap_or_default();
    let parsed = MessageStream::new(value).parse_content_type();
    parsed.as_content_type().map(PartFields::of_content_type).unwrap_or_default()
}

/// Reads the value of a `Content-Type` header in its usual form; `None` if it has another one.
fn read_content_type(value: &[u8]) -> Option<PartFields<'_>> {
    let value = std::str::from_utf8(value).ok().filter(|value| value.is_ascii())?;
    let (kind, mut rest) = split_token(value.trim_ascii())?;
    let (name, subtype) = kind.split_once('/')?;
    if name.is_empty() || subtype.is_empty() || subtype.contains('/') {
        return None;
    }
    let is_lower = !kind.bytes().any(|byte| byte.is_ascii_uppercase());
    let media_type = if is_lower { Cow::Borrowed(kind) } else { Cow::Owned(kind.to_ascii_lowercase()) };
    let mut fields = PartFields { media_type, ..PartFields::default() };
    let (mut is_flowed, mut deletes_blanks) = (None, None);
    while let Some(parameter) = rest.trim_ascii_start().strip_prefix(';') {
        let parameter = parameter.trim_ascii_start();
        if parameter.is_empty() {
            rest = parameter;
            break;
        }
        let (name, behind) = parameter.split_once('=')?;
        let (value, behind) = split_value(behind.trim_ascii_start())?;
        rest = behind;
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
            return None;
        }
        // If a parameter occurs twice, the first one is used.
        if name.eq_ignore_ascii_case("charset") {
            fields.charset.get_or_insert(Cow::Borrowed(value));
        } else if name.eq_ignore_ascii_case("boundary") {
            fields.boundary.get_or_insert(Cow::Borrowed(value.as_bytes()));
        } else if name.eq_ignore_ascii_case("format") {
            is_flowed.get_or_insert(value.eq_ignore_ascii_case("flowed"));
        } else if name.eq_ignore_ascii_case("delsp") {
            deletes_blanks.get_or_insert(value.eq_ignore_ascii_case("yes"));
        }
    }
    fields.flow = text_flow(is_flowed == Some(true), deletes_blanks == Some(true));
    rest.trim_ascii().is_empty().then_some(fields)
}

/// Splits a quoted or bare value off; `None` if it is empty or has signs with a meaning.
fn split_value(text: &str) -> Option<(&str, &str)> {
    let Some(quoted) = text.strip_prefix('"') else { return split_token(text) };
    let (value, rest) = quoted.split_once('"')?;
    let is_plain = !value.is_empty() && !value.bytes().any(|byte| matches!(byte, b'\\' | b'\r' | b'\n'));
    (is_plain && !has_encoded_word(value)).then_some((value, rest))
}

/// Splits a word off; `None` if it is empty or has signs with a meaning.
fn split_token(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| byte == b';' || byte.is_ascii_whitespace()).unwrap_or(text.len());
    let (token, rest) = text.split_at_checked(end)?;
    let is_plain = !token.is_empty() && !token.bytes().any(|byte| matches!(byte, b'"' | b'\\' | b'(' | b')' | b'*'));
    (is_plain && !has_encoded_word(token)).then_some((token, rest))
}

fn has_encoded_word(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair == b"=?")
}
