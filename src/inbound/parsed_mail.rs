//! An incoming message: its headers, and its parts as text.

use std::borrow::Cow;
use std::sync::LazyLock;

use mail_parser::parsers::MessageStream;
use mail_parser::{Addr, HeaderValue};
use memchr::memmem::Finder;

use super::line_search::lines;
use super::mail_part::{MailPart, is_decodable, is_read, to_text};
use super::mime_scan::{ScannedPart, scan_mail};
use super::raw_header::RawHeader;
use crate::message::headers;
use crate::model::{Address, single_line};

/// The headers that may contain the recipient: the first two are set by the sender, the others by mail servers.
const RECIPIENT_HEADERS: [&str; 5] =
    [headers::TO, headers::CC, headers::X_ORIGINAL_TO, headers::DELIVERED_TO, headers::ENVELOPE_TO];

/// The maximum length of a header value that is examined, in octets.
const MAX_HEADER_BYTES: usize = 64 * 1_024;

/// The parts that contain no text. Nobody reads them, and they are only counted.
#[derive(Debug)]
pub(super) enum Files<'a> {
    /// They are decoded when they are counted: what is not in its encoding is no file, unless it is attached.
    Found(Vec<ScannedPart<'a>>),
    Counted(usize),
}

static FOR: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(" for "));

/// A message and its parts. Its headers are read as they are written, because names beside addresses may be in any
/// encoding.
#[derive(Debug)]
pub(super) struct ParsedMail<'a> {
    pub(super) headers: Vec<RawHeader<'a>>,
    /// The parts that contain text, in their order.
    pub(super) parts: Vec<MailPart<'a>>,
    pub(super) files: Files<'a>,
    /// Whether it is a report of any kind (RFC 6522).
    pub(super) is_multipart_report: bool,
}

impl<'a> ParsedMail<'a> {
    /// Parses a message, and decodes no more of it than is read later; `None` if the message does not follow the rules.
    pub(super) fn scan(mail: &'a [u8]) -> Option<Self> {
        let scanned = scan_mail(mail)?;
        let (mut parts, mut files) = (Vec::with_capacity(scanned.parts.len()), Vec::new());
        for part in scanned.parts {
            if is_read(&part) {
                parts.push(MailPart::of_scanned(part));
            } else {
                files.push(part);
            }
        }
        Some(Self {
            headers: scanned.headers,
            parts,
            files: Files::Found(files),
            is_multipart_report: scanned.fields.media_type == "multipart/report",
        })
    }

    fn named(&self, wanted: &str) -> impl DoubleEndedIterator<Item = &RawHeader<'a>> {
        self.headers.iter().filter(move |header| header.is_named(wanted))
    }

    /// Returns the raw values of a header.
    pub(super) fn raw_values(&self, wanted: &str) -> impl Iterator<Item = Cow<'a, str>> {
        self.named(wanted).map(|header| header.value).filter(|value| value.len() <= MAX_HEADER_BYTES).map(to_text)
    }

    /// Returns the first value of a header, on one line.
    pub(super) fn header(&self, wanted: &str) -> Option<String> {
        self.raw_values(wanted).next().map(|value| single_line(value.trim()).into_owned())
    }

    /// Returns the values of the headers that may contain the recipient.
    pub(super) fn recipients(&self) -> impl Iterator<Item = Cow<'a, str>> {
        RECIPIENT_HEADERS.iter().flat_map(move |name| self.raw_values(name))
    }

    /// Returns what the mail servers on the way wrote behind the `for` of `Received` (RFC 5321 §4.4): the recipient comes first.
    pub(super) fn received_for(&self) -> impl Iterator<Item = Cow<'a, str>> {
        let behind_for = |header: &RawHeader<'a>| FOR.find(header.value).and_then(|at| header.value.get(at + 5..));
        let is_short = |header: &&RawHeader<'a>| header.value.len() <= MAX_HEADER_BYTES;
        self.named(headers::RECEIVED).filter(is_short).filter_map(behind_for).map(to_text)
    }

    /// Returns the addresses in all headers of a name; what is no address is left out.
    pub(super) fn addresses(&self, wanted: &str) -> Vec<Address> {
        let parse = |found: &Addr<'_>| found.address.as_ref()?.parse().ok();
        let mut addresses = Vec::new();
        for header in self.named(wanted) {
            if let HeaderValue::Address(list) = MessageStream::new(header.value).parse_address() {
                addresses.extend(list.iter().filter_map(parse));
            }
        }
        addresses
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
        let Some(header) = self.named(headers::SUBJECT).next_back() else { return String::new() };
        let value = MessageStream::new(header.value).parse_unstructured();
        let subject = value.as_text().unwrap_or_default();
        single_line(subject.get(..MAX_HEADER_BYTES).unwrap_or(subject)).into_owned()
    }

    /// Returns the address of the sender, with the name if there is one.
    pub(super) fn sender(&self) -> Option<String> {
        let from = self.named(headers::FROM).next_back()?;
        let HeaderValue::Address(senders) = MessageStream::new(from.value).parse_address() else { return None };
        let sender = senders.first()?;
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

    /// Returns how many files are attached.
    pub(super) fn attachment_count(&self) -> usize {
        let attached = self.parts.iter().filter(|part| part.is_attached).count();
        attached
            + match &self.files {
                Files::Found(files) => {
                    files.iter().filter(|part| part.fields.is_attached || is_decodable(part)).count()
                }
                Files::Counted(count) => *count,
            }
    }

    /// Returns the parts of a media type.
    pub(super) fn parts_of<'s>(&'s self, media_type: &'s str) -> impl Iterator<Item = &'s str> {
        self.parts.iter().filter(move |part| part.media_type == media_type).map(MailPart::text)
    }
}

/// Returns the first value of a field in the text of a report.
pub(super) fn report_field<'t>(report: &'t str, wanted: &str) -> Option<&'t str> {
    let is_wanted = |line: &&str| {
        let start = line.trim_start().as_bytes().get(..wanted.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(wanted.as_bytes()))
    };
    let mut fields = lines(report).filter(is_wanted).filter_map(|line| line.split_once(':'));
    fields.find(|(name, _)| name.trim().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.trim())
}
