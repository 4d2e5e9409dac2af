//! Reads a raw message, without a database: what it is, and what a person is told of it.

use std::borrow::Cow;

use super::classify::{self, Classification};
use super::lenient_parse;
use super::mail_digest::without_separator;
use super::parsed_mail::ParsedMail;
use crate::model::{SigningKeys, hide_tokens};

/// The beginning of a message that is examined, in octets: reports come before what they return.
pub(super) const MAX_EXAMINED_BYTES: usize = 1 << 20;
/// The longest name of a message, in characters.
const MAX_LABEL: usize = 300;

/// Describes a message for a person who has to find it: its subject and its sender.
#[must_use]
pub fn message_label(mail: &[u8]) -> String {
    with_parsed(mail, |mail| mail.map_or_else(|| "a mail without headers".to_owned(), label))
}

fn label(parsed: &ParsedMail<'_>) -> String {
    let sender = parsed.sender().unwrap_or_else(|| "an unknown sender".to_owned());
    let label = match parsed.subject().as_str() {
        "" => format!("a mail without a subject from {sender}"),
        subject => format!("“{subject}” from {sender}"),
    };
    hide_tokens(&label).chars().take(MAX_LABEL).collect()
}

/// Decides what a raw message is, without a database. Nothing follows from it.
#[must_use]
pub fn classify_message(keys: &SigningKeys, mail: &[u8]) -> Classification {
    with_parsed(mail, |mail| mail.map_or_else(Classification::unknown, |mail| classify::classify(keys, mail)))
}

/// Parses a message, and gives it to `read`; `None` if it has no headers.
fn with_parsed<T>(mail: &[u8], read: impl FnOnce(Option<&ParsedMail<'_>>) -> T) -> T {
    let mail = without_nul(without_separator(mail.get(..MAX_EXAMINED_BYTES).unwrap_or(mail)));
    if let Some(parsed) = ParsedMail::scan(&mail) {
        return read(Some(&parsed));
    }
    read(lenient_parse::parse(&lenient_parse::prepare(&mail)).as_ref())
}

/// Leaves out NUL, which no mail may contain (RFC 5322 §4), and which PostgreSQL cannot store.
fn without_nul(mail: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(0, mail).is_none() {
        return Cow::Borrowed(mail);
    }
    Cow::Owned(mail.iter().copied().filter(|byte| *byte != 0).collect())
}
