//! An incoming message: its headers, and its parts as text.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::sync::LazyLock;

use mail_parser::{HeaderName, Message, MessageParser, MessagePart, MimeHeaders as _, PartType};

use super::returned_type;
use crate::message::headers;
use crate::model::{Address, single_line};

/// The headers that may contain the recipient: the first two are set by the sender, the others by mail servers.
const RECIPIENT_HEADERS: [&str; 5] =
    [headers::TO, headers::CC, headers::X_ORIGINAL_TO, headers::DELIVERED_TO, headers::ENVELOPE_TO];

/// The maximum length of a header value that is examined, in octets.
const MAX_HEADER_BYTES: usize = 64 * 1_024;
/// A message with more nested messages is not taken apart: each level costs stack. Those that were renamed are not
/// counted; those of digests have no type of their own.
const MAX_NESTED_MESSAGES: usize = 50;
const NESTED_SUBTYPES: [&[u8; 6]; 3] = [b"rfc822", b"global", b"digest"];

/// Other headers are read as they are written, see [`ParsedMail::raw_values`].
static PARSER: LazyLock<MessageParser> = LazyLock::new(|| {
    let parser = MessageParser::new().with_mime_headers().header_text(HeaderName::Subject);
    let addresses = [HeaderName::From, HeaderName::To, HeaderName::Cc];
    addresses.into_iter().fold(parser, MessageParser::header_address).default_header_ignore()
});

/// A message and its parts.
#[derive(Debug)]
pub(super) struct ParsedMail<'a> {
    message: Message<'a>,
    /// The parts that contain text, in their order.
    pub(super) parts: Vec<MailPart<'a>>,
    /// The number of parts that contain no text.
    pub(super) binary_count: usize,
}

/// A part of a message.
#[derive(Debug)]
pub(super) struct MailPart<'a> {
    /// The media type in lower case, such as `text/plain`.
    pub(super) media_type: String,
    /// The decoded text; of a message, its source.
    pub(super) text: Cow<'a, str>,
    /// How its lines are broken.
    pub(super) flow: TextFlow,
    /// Whether it is a file, and not what the person wrote.
    pub(super) is_attached: bool,
    /// Where a returned message begins in the text, once it was looked for.
    returned_at: OnceCell<usize>,
}

impl MailPart<'_> {
    /// Splits the text at the place that `find` returns; it is asked once.
    pub(super) fn split(&self, find: impl Fn(&str) -> usize) -> (&str, &str) {
        let at = *self.returned_at.get_or_init(|| find(&self.text));
        self.text.split_at_checked(at).unwrap_or((&self.text, ""))
    }
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

impl<'a> ParsedMail<'a> {
    /// Parses a message whose MIME headers are unfolded; `None` if it has no headers.
    pub(super) fn parse(mail: &'a [u8]) -> Option<Self> {
        let mut message = if is_deeply_nested(mail) { PARSER.parse_headers(mail)? } else { PARSER.parse(mail)? };
        let raw = message.raw_message.clone();
        let parts: Vec<_> = message.parts.iter_mut().filter_map(|part| mail_part(&raw, part)).collect();
        let multiparts = message.parts.iter().filter(|part| matches!(part.body, PartType::Multipart(_))).count();
        let binary_count = message.parts.len() - multiparts - parts.len().min(message.parts.len() - multiparts);
        Some(Self { message, parts, binary_count })
    }

    /// Returns the raw values of a header, because names beside addresses may be in any encoding.
    pub(super) fn raw_values(&self, wanted: &str) -> impl Iterator<Item = Cow<'_, str>> {
        let raw = self.message.raw_message.as_ref();
        let values = self.message.headers().iter().filter_map(move |header| {
            let name = raw.get(usize::try_from(header.offset_field).ok()?..)?;
            let is_wanted = name.get(..wanted.len())?.eq_ignore_ascii_case(wanted.as_bytes())
                && matches!(name.get(wanted.len()), Some(b':' | b' ' | b'\t'));
            let (start, end) = (usize::try_from(header.offset_start).ok()?, usize::try_from(header.offset_end).ok()?);
            if is_wanted { raw.get(start..end) } else { None }
        });
        values.filter(|value| value.len() <= MAX_HEADER_BYTES).map(to_text)
    }

    /// Returns the first value of a header, on one line.
    pub(super) fn header(&self, wanted: &str) -> Option<String> {
        self.raw_values(wanted).next().map(|value| single_line(value.trim()).into_owned())
    }

    /// Returns the values of the headers that may contain the recipient.
    pub(super) fn recipients(&self) -> impl Iterator<Item = Cow<'_, str>> {
        RECIPIENT_HEADERS.iter().flat_map(|name| self.raw_values(name))
    }

    /// Returns the addresses in all headers of a name; what is no address is left out.
    pub(super) fn addresses(&self, wanted: &str) -> Vec<Address> {
        let named = self.message.headers().iter().filter(|header| header.name.as_str().eq_ignore_ascii_case(wanted));
        let lists = named.filter_map(|header| header.value.as_address());
        let parse = |found: &mail_parser::Addr<'_>| found.address.as_ref()?.parse().ok();
        lists.flat_map(|list| list.iter().filter_map(parse).collect::<Vec<_>>()).collect()
    }

    /// Returns the addresses that the message went to, as far as its headers say.
    pub(super) fn recipient_addresses(&self) -> Vec<Address> {
        let by_sender = [headers::TO, headers::CC].into_iter().flat_map(|name| self.addresses(name));
        let by_server = [headers::X_ORIGINAL_TO, headers::DELIVERED_TO, headers::ENVELOPE_TO];
        let by_server = by_server.into_iter().flat_map(|name| self.raw_values(name));
        by_sender.chain(by_server.filter_map(|value| value.trim().trim_matches(['<', '>']).parse().ok())).collect()
    }

    /// Returns the decoded subject, on one line.
    pub(super) fn subject(&self) -> String {
        let subject =
            self.message.header(HeaderName::Subject).and_then(|subject| subject.as_text()).unwrap_or_default();
        single_line(subject.get(..MAX_HEADER_BYTES).unwrap_or(subject)).into_owned()
    }

    /// Returns the address of the sender, with the name if there is one.
    pub(super) fn sender(&self) -> Option<String> {
        let sender = self.message.from()?.first()?;
        let address = sender.address().unwrap_or_default();
        let text = match sender.name().filter(|name| !name.trim().is_empty()) {
            Some(name) => format!("{name} <{address}>"),
            None => address.to_owned(),
        };
        Some(single_line(text.trim()).into_owned()).filter(|text| !text.is_empty())
    }

    /// Returns the program that wrote the message.
    pub(super) fn user_agent(&self) -> Option<String> {
        self.header(headers::USER_AGENT).or_else(|| self.header(headers::X_MAILER))
    }

    /// Returns whether the message is a report of any kind (RFC 6522).
    pub(super) fn is_multipart_report(&self) -> bool {
        let kind = self.message.content_type();
        kind.is_some_and(|kind| {
            kind.ctype() == "multipart" && kind.subtype().is_some_and(|kind| kind.eq_ignore_ascii_case("report"))
        })
    }

    /// Returns the parts of a media type.
    pub(super) fn parts_of<'s>(&'s self, media_type: &'s str) -> impl Iterator<Item = &'s str> {
        self.parts.iter().filter(move |part| part.media_type == media_type).map(|part| part.text.as_ref())
    }
}

/// Returns the first value of a field in the text of a report.
pub(super) fn report_field<'t>(report: &'t str, wanted: &str) -> Option<&'t str> {
    let mut fields = report.lines().filter_map(|line| line.split_once(':'));
    fields.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
}

/// Takes a part's content as text; `None` for a multipart and for binary content that is not about messages.
fn mail_part<'a>(raw: &Cow<'a, [u8]>, part: &mut MessagePart<'a>) -> Option<MailPart<'a>> {
    let media_type = match part.content_type() {
        Some(kind) => Cow::Owned([kind.ctype(), "/", kind.subtype().unwrap_or("plain")].concat().to_ascii_lowercase()),
        None => Cow::Borrowed("text/plain"),
    };
    let media_type = returned_type::restore_type(&media_type);
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
        PartType::Message(nested) => {
            // A nested message that is not encoded shares the source with its parent.
            let shared = nested.raw_message.len() == raw.len();
            match (raw, shared) {
                (Cow::Borrowed(raw), true) => to_text(raw.get(start..end)?),
                (Cow::Owned(raw), true) => Cow::Owned(to_text(raw.get(start..end)?).into_owned()),
                (_, false) => Cow::Owned(to_text(&nested.raw_message).into_owned()),
            }
        }
        PartType::Binary(_) | PartType::InlineBinary(_) | PartType::Multipart(_) => return None,
    };
    Some(MailPart {
        media_type: if is_broken { "text/plain" } else { media_type }.to_owned(),
        text,
        flow: text_flow(part),
        is_attached: part.content_disposition().is_some_and(mail_parser::ContentType::is_attachment),
        returned_at: OnceCell::new(),
    })
}

fn text_flow(part: &MessagePart<'_>) -> TextFlow {
    let is_set = |name: &str, wanted: &str| {
        let value = part.content_type().and_then(|kind| kind.attribute(name));
        value.is_some_and(|value| value.eq_ignore_ascii_case(wanted))
    };
    match (is_set("format", "flowed"), is_set("delsp", "yes")) {
        (true, true) => TextFlow::FlowedWords,
        (true, false) => TextFlow::Flowed,
        (false, _) => TextFlow::Fixed,
    }
}

/// Returns octets as text; the parser has decoded what says its character set.
fn to_text(octets: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(octets).map_or_else(|_| String::from_utf8_lossy(octets), Cow::Borrowed)
}

fn is_deeply_nested(mail: &[u8]) -> bool {
    let nested = memchr::memchr_iter(b'/', mail).filter(|slash| {
        let subtype = mail.get(slash + 1..slash + 7).unwrap_or_default();
        NESTED_SUBTYPES.iter().any(|name| subtype.eq_ignore_ascii_case(&name[..]))
    });
    nested.take(MAX_NESTED_MESSAGES + 1).count() > MAX_NESTED_MESSAGES
}
