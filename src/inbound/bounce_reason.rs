//! Why a copy came back, from the words and codes of the server that refused it.
//!
//! A refusal of the sender is recognized first: it must never count against the recipient. Then come the enhanced codes
//! (RFC 3463), then words. When in doubt the address is not called unknown.

mod phrase_index;
mod reason_table;

use std::borrow::Cow;
use std::cell::LazyCell;
use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

use super::word_list::{WordList, to_lower_case};
use crate::model::{BounceReason, squeeze_blanks};
use phrase_index::PhraseIndex;
use reason_table::{AFTER_DATA, PROVIDER_PHRASES, reason_of_code};

/// The longest text that is searched, in octets.
const MAX_TEXT_BYTES: usize = 4_096;

static PHRASES: LazyLock<PhraseIndex> = LazyLock::new(PhraseIndex::new);
static PROVIDER_WORDS: LazyLock<WordList> =
    LazyLock::new(|| WordList::new(PROVIDER_PHRASES.iter().map(|(words, _)| *words)));
static NOT_SAID_WORDS: LazyLock<WordList> = LazyLock::new(|| WordList::new(NOT_SAID));
static AFTER_DATA_WORDS: LazyLock<WordList> = LazyLock::new(|| WordList::new(AFTER_DATA.iter().copied()));
static UNNAMED_WORDS: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| ["user unknown", "unknown user"].map(Finder::new));

/// Returns the reason in a server's reply. `status` is the code of the report, `around` returns the rest of the report about
/// this recipient: it tells after which command the reply came, and is rarely needed.
pub(super) fn bounce_reason<'a>(
    reply: &str,
    status: Option<&str>,
    around: impl FnOnce() -> Cow<'a, str>,
) -> BounceReason {
    let reply = normalize(reply);
    if let Some(reason) = provider_reason(&reply) {
        return reason;
    }
    if has_unnamed_user(&reply) {
        return BounceReason::Policy;
    }
    let words = without_addresses(&reply);
    let found = PHRASES.find(&words);
    if let Some(reason) = found.before_codes {
        return reason;
    }
    let unknown = found.unknown;
    let by_status = status.and_then(reason_of_code);
    let codes: Vec<&str> = enhanced_codes(&words).collect();
    let is_temporary = codes.first().copied().or(status).is_some_and(|code| code.starts_with('4'));
    let by_code = codes.iter().filter_map(|code| reason_of_code(code)).max_by_key(|reason| reason.is_about_sender());
    let around = LazyCell::new(|| normalize(&around()));
    // X.2.1 says that a mailbox is disabled; servers that refuse at RCPT also mean an unknown user by it.
    let by_code = match by_code {
        Some(BounceReason::Inactive) if unknown.is_some() && is_after_recipient(&reply, &around) => unknown,
        other => other,
    };
    let reason = by_code
        // Some servers accept every recipient and call the user unknown when their filter dislikes the message.
        .or_else(|| {
            let is_trusted = |_: &_| by_status.is_some_and(BounceReason::is_hard) || !is_after_data(&reply, &around);
            unknown.filter(is_trusted)
        })
        .or_else(|| unknown.map(|_| BounceReason::Policy))
        .or(found.after_codes)
        .or(by_status)
        .unwrap_or(BounceReason::Undefined);
    if reason.is_hard() && is_temporary { BounceReason::Expired } else { reason }
}

/// Returns the reason in a reply that the ledger has stored.
#[must_use]
pub fn reply_reason(reply: &str) -> BounceReason {
    bounce_reason(reply, None, Cow::default)
}

/// Returns whether the reply came to the recipient's address.
fn is_after_recipient(reply: &str, around: &str) -> bool {
    ["rcpt to", "rcpt command"].iter().any(|words| reply.contains(words) || around.contains(words))
}

/// Returns whether the reply came after the message itself.
fn is_after_data(reply: &str, around: &str) -> bool {
    let has = |words: &str| reply.contains(words) || around.contains(words);
    // Where every recipient was refused, DATA was only sent ahead.
    (has(">>> data") && !has(">>> rcpt") && !has("no valid recipients"))
        || AFTER_DATA_WORDS.is_in(reply)
        || AFTER_DATA_WORDS.is_in(around)
}

/// Returns the first enhanced code of a text.
pub(super) fn first_enhanced_code(text: &str) -> Option<&str> {
    enhanced_codes(text).next()
}

/// Returns a text in lower case with one blank between words. Some programs put `_` where a blank was.
fn normalize(text: &str) -> String {
    let mut end = text.len().min(MAX_TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default();
    let has_underscores = memchr::memchr(b'_', text.as_bytes()).is_some() && text.contains("_said:");
    let lower = |octet: u8| if octet.is_ascii_whitespace() { b' ' } else { octet.to_ascii_lowercase() };
    let normal = if has_underscores {
        squeeze_blanks(text.as_bytes(), |octet| if octet == b'_' { b' ' } else { lower(octet) })
    } else {
        squeeze_blanks(text.as_bytes(), lower)
    };
    let normal = String::from_utf8(normal).unwrap_or_default();
    if normal.is_ascii() {
        return normal;
    }
    to_lower_case(&normal).replace(['\u{2019}', '\u{2018}'], "'").replace('\u{a0}', " ")
}

fn provider_reason(reply: &str) -> Option<BounceReason> {
    PROVIDER_WORDS.first_in(reply).and_then(|place| PROVIDER_PHRASES.get(place)).map(|(_, reason)| *reason)
}

/// Words that are no reason: Postfix begins any refusal with the first ones, and the others are a command.
const NOT_SAID: [&str; 2] = ["recipient address rejected", "mail from: _"];

/// Leaves out addresses and the paths of links, which may contain any word, and [`NOT_SAID`].
fn without_addresses(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    // Only what stands around these two signs is changed.
    while let Some(sign) = memchr::memchr2(b'@', b':', rest.as_bytes()) {
        let (before, behind) = rest.split_at_checked(sign).unwrap_or((rest, ""));
        let start = memchr::memrchr(b' ', before.as_bytes()).map_or(0, |blank| blank + 1);
        let end = memchr::memchr(b' ', behind.as_bytes()).map_or(rest.len(), |blank| sign + blank);
        let word = rest.get(start..end).unwrap_or_default();
        words.push_str(rest.get(..start).unwrap_or_default());
        words.push_str(match memmem::find(word.as_bytes(), b"://").and_then(|at| word.get(at + 3..)) {
            Some(link) => link.split('/').next().unwrap_or_default(),
            None if memchr::memchr(b'@', word.as_bytes()).is_some() => "_",
            None => word,
        });
        rest = rest.get(end..).unwrap_or_default();
    }
    words.push_str(rest);
    if NOT_SAID_WORDS.is_in(&words) {
        return NOT_SAID.iter().fold(words, |words, phrase| words.replace(phrase, ""));
    }
    words
}

/// `550 : User unknown`: the server has forgotten whom it means, because it filters after the message was sent.
fn has_unnamed_user(reply: &str) -> bool {
    UNNAMED_WORDS.iter().any(|words| {
        let place = words.find(reply.as_bytes());
        let before = place.and_then(|place| reply.get(..place)).map(str::trim_end);
        let colon = before.and_then(|before| before.strip_suffix(':')).map(str::trim_end);
        let rest = colon.map(|rest| rest.strip_suffix(':').unwrap_or(rest).trim_end());
        rest.is_some_and(|rest| {
            rest.get(rest.len().saturating_sub(3)..).is_some_and(|code| code.parse::<u16>().is_ok())
        })
    })
}

/// Returns the codes such as `5.1.1` of a text, in their order.
fn enhanced_codes(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    let bytes = text.as_bytes();
    let mut end = 0;
    let runs = memchr::memchr_iter(b'.', bytes).filter_map(move |dot| {
        let (before, behind) = bytes.split_at_checked(dot).filter(|_| dot >= end)?;
        let start = before.iter().rposition(|byte| !is_part(byte)).map_or(0, |last| last + 1);
        end = behind.iter().position(|byte| !is_part(byte)).map_or(bytes.len(), |length| dot + length);
        text.get(start..end)
    });
    runs.map(|run| run.trim_matches('.')).filter(|word| is_enhanced_code(word))
}

fn is_enhanced_code(word: &str) -> bool {
    let mut numbers = word.split('.');
    let class = matches!(numbers.next(), Some("2" | "4" | "5"));
    let mut short = || numbers.next().is_some_and(|number| (1..=3).contains(&number.len()));
    class && short() && short() && numbers.next().is_none()
}
