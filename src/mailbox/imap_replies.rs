//! The replies of an IMAP server (RFC 3501 §7): status lines are read here, data is parsed by `imap_proto`.

use imap_proto::{AttributeValue, MailboxDatum, Response, StatusAttribute};

use super::imap_stream::without_literals;
use crate::model::single_line;

/// The most of a server's text that is shown, in characters.
const MAX_TEXT_CHARS: usize = 200;

/// How deep parentheses may be nested in data, because the parser calls itself for each.
const MAX_DEPTH: usize = 32;

/// A reply.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ImapReply {
    /// The server waits for the rest of a command; with its text.
    Continue(String),
    /// The end of the command with this tag.
    Tagged { tag: String, status: StatusLine },
    /// A status that belongs to no command.
    Untagged(StatusLine),
    /// Data, as it was received.
    Data(Vec<u8>),
}

/// A status with its code and text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StatusLine {
    pub(super) condition: StatusCondition,
    /// The code in brackets, in capitals.
    pub(super) code: Option<String>,
    /// The text on one line, including the code.
    pub(super) text: String,
}

/// The first word of a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatusCondition {
    Ok,
    No,
    Bad,
    Bye,
    PreAuth,
}

/// What one FETCH reply says about a mail.
#[derive(Debug, Default)]
pub(super) struct FetchItem {
    pub(super) uid: Option<u32>,
    pub(super) size: Option<u32>,
    pub(super) body: Option<Vec<u8>>,
}

impl ImapReply {
    /// Reads a reply as it was received.
    pub(super) fn parse(octets: Vec<u8>) -> Self {
        if octets.first() == Some(&b'+') {
            return Self::Continue(String::from_utf8_lossy(octets.get(1..).unwrap_or_default()).trim().to_owned());
        }
        let line = octets.split(|octet| *octet == b'\n').next().unwrap_or_default();
        let text = String::from_utf8_lossy(line.get(..line.len().min(8 * 1_024)).unwrap_or_default()).into_owned();
        let (tag, rest) = text.split_once(' ').unwrap_or((text.trim_end(), ""));
        match (tag, StatusLine::parse(rest)) {
            ("*", Some(status)) => Self::Untagged(status),
            (_, None) => Self::Data(octets),
            (tag, Some(status)) => Self::Tagged { tag: tag.to_owned(), status },
        }
    }
}

impl StatusLine {
    fn parse(line: &str) -> Option<Self> {
        let line = line.trim();
        let (word, text) = line.split_once(' ').unwrap_or((line, ""));
        let condition = match &*word.to_ascii_uppercase() {
            "OK" => StatusCondition::Ok,
            "NO" => StatusCondition::No,
            "BAD" => StatusCondition::Bad,
            "BYE" => StatusCondition::Bye,
            "PREAUTH" => StatusCondition::PreAuth,
            _ => return None,
        };
        let code = text.trim_start().strip_prefix('[').and_then(|rest| rest.split_once(']'));
        let code = code.map(|(code, _)| code.to_ascii_uppercase());
        Some(Self { condition, code, text: single_line(text).chars().take(MAX_TEXT_CHARS).collect() })
    }

    /// Returns the number behind a word in the code, such as `UIDVALIDITY`.
    pub(super) fn code_number(&self, word: &str) -> Option<u32> {
        self.code.as_deref()?.strip_prefix(word)?.trim().parse().ok()
    }
}

/// Parses data; `None` if it is of a kind that is not known, or the parser must not see it.
fn parse(octets: &[u8]) -> Option<Response<'_>> {
    // The parser calls itself for each parenthesis, and panics at a missing date.
    let lines = without_literals(octets);
    let depth = memchr::memchr_iter(b'(', &lines).count();
    let has_no_date = lines.windows(16).any(|window| window.eq_ignore_ascii_case(b"INTERNALDATE NIL"));
    if depth > MAX_DEPTH || has_no_date {
        return None;
    }
    Response::parse(octets).ok().map(|(_, response)| response)
}

/// Returns what a FETCH reply says; `None` for other data.
pub(super) fn fetch_item(octets: &[u8]) -> Option<FetchItem> {
    let Response::Fetch(_, attributes) = parse(octets)? else { return None };
    let mut item = FetchItem::default();
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(uid) => item.uid = Some(uid),
            AttributeValue::Rfc822Size(size) => item.size = Some(size),
            AttributeValue::BodySection { section: None, data: Some(data), .. } => item.body = Some(data.into_owned()),
            _ => {}
        }
    }
    Some(item)
}

/// Returns the numbers of a SEARCH reply; `None` for other data.
pub(super) fn search_result(octets: &[u8]) -> Option<Vec<u32>> {
    match parse(octets)? {
        Response::MailboxData(MailboxDatum::Search(uids)) => Some(uids),
        _ => None,
    }
}

/// Returns UIDNEXT and UIDVALIDITY of a STATUS reply; `None` for other data.
pub(super) fn folder_status(octets: &[u8]) -> Option<(Option<u32>, Option<u32>)> {
    let Response::MailboxData(MailboxDatum::Status { status, .. }) = parse(octets)? else { return None };
    let number = |pick: fn(&StatusAttribute) -> Option<u32>| status.iter().find_map(pick);
    let next = number(|attribute| if let StatusAttribute::UidNext(uid) = attribute { Some(*uid) } else { None });
    let validity = number(|attribute| if let StatusAttribute::UidValidity(n) = attribute { Some(*n) } else { None });
    Some((next, validity))
}

/// Returns the name of a folder in a LIST reply as it was sent, and the separator; `None` for other data.
pub(super) fn listed_folder(octets: &[u8]) -> Option<(String, Option<String>)> {
    let Response::MailboxData(MailboxDatum::List(folder)) = parse(octets)? else { return None };
    Some((folder.name.into_owned(), folder.delimiter.map(std::borrow::Cow::into_owned)))
}

/// Returns the capabilities of a CAPABILITY reply in capitals; `None` for other data.
pub(super) fn capabilities(octets: &[u8]) -> Option<Vec<String>> {
    let line = std::str::from_utf8(octets).ok()?.trim_end().strip_prefix("* ")?;
    let mut words = line.split_ascii_whitespace();
    let is_list = words.next()?.eq_ignore_ascii_case("CAPABILITY");
    is_list.then(|| words.map(str::to_ascii_uppercase).collect())
}

/// Returns whether data says that mails came or went.
pub(super) fn is_change(octets: &[u8]) -> bool {
    match parse(octets) {
        Some(Response::Expunge(_) | Response::Vanished { .. }) => true,
        Some(Response::MailboxData(datum)) => matches!(datum, MailboxDatum::Exists(_) | MailboxDatum::Recent(_)),
        _ => false,
    }
}
