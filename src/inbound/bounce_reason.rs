//! Why a copy came back, from the words and codes of the server that refused it.
//!
//! A refusal of the sender is recognized first: it must never count against the recipient. Then come the enhanced codes
//! (RFC 3463), then words. When in doubt the address is not called unknown.

mod reason_table;

use crate::model::BounceReason;
use reason_table::{
    AFTER_DATA, PHRASES_AFTER_CODES, PHRASES_BEFORE_CODES, PROVIDER_PHRASES, UNKNOWN_PHRASES, reason_of_code,
};

/// The longest text that is searched, in octets.
const MAX_TEXT_BYTES: usize = 4_096;

/// Returns the reason in a server's reply. `status` is the code of the report, `around` the rest of the report about this
/// recipient: it tells after which command the reply came.
pub(super) fn bounce_reason(reply: &str, status: Option<&str>, around: &str) -> BounceReason {
    let (reply, around) = (normalize(reply), normalize(around));
    let context = format!("{reply} {around}");
    let in_transcript = context.contains(">>> data") && !context.contains(">>> rcpt");
    let after_data = in_transcript || AFTER_DATA.iter().any(|words| context.contains(words));
    let after_recipient = context.contains("rcpt to") || context.contains("rcpt command");
    if let Some(reason) = provider_reason(&reply) {
        return reason;
    }
    if has_unnamed_user(&reply) {
        return BounceReason::Policy;
    }
    let words = without_addresses(&reply);
    if let Some(reason) = find_phrase(PHRASES_BEFORE_CODES, &words) {
        return reason;
    }
    let unknown = find_phrase(UNKNOWN_PHRASES, &words);
    let by_status = status.and_then(reason_of_code);
    let codes = enhanced_codes(&words);
    let is_temporary = codes.first().copied().or(status).is_some_and(|code| code.starts_with('4'));
    let by_code = codes.iter().filter_map(|code| reason_of_code(code)).max_by_key(|reason| reason.is_about_sender());
    // X.2.1 says that a mailbox is disabled; servers that refuse at RCPT also mean an unknown user by it.
    let by_code = match by_code {
        Some(BounceReason::Inactive) if after_recipient && unknown.is_some() => unknown,
        other => other,
    };
    let reason = by_code
        // Some servers accept every recipient and call the user unknown when their filter dislikes the message.
        .or_else(|| unknown.filter(|_| !after_data || by_status.is_some_and(BounceReason::is_hard)))
        .or_else(|| unknown.map(|_| BounceReason::Policy))
        .or_else(|| find_phrase(PHRASES_AFTER_CODES, &words))
        .or(by_status)
        .unwrap_or(BounceReason::Undefined);
    if reason.is_hard() && is_temporary { BounceReason::Expired } else { reason }
}

/// Returns the first enhanced code of a text.
pub(super) fn first_enhanced_code(text: &str) -> Option<&str> {
    enhanced_codes(text).first().copied()
}

fn normalize(text: &str) -> String {
    let mut end = text.len().min(MAX_TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let text = text.get(..end).unwrap_or_default().to_lowercase().replace(['\u{2019}', '\u{2018}'], "'");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn provider_reason(reply: &str) -> Option<BounceReason> {
    PROVIDER_PHRASES.iter().find(|(words, _)| reply.contains(words)).map(|(_, reason)| *reason)
}

fn find_phrase(table: &[(BounceReason, &[&str])], words: &str) -> Option<BounceReason> {
    table
        .iter()
        .find(|(_, phrases)| phrases.iter().any(|phrase| contains_words(words, phrase)))
        .map(|(reason, _)| *reason)
}

/// Returns whether a phrase is in the text, and no letter or digit stands directly before or behind it.
fn contains_words(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(start, _)| {
        let before = text.get(..start).and_then(|before| before.chars().next_back());
        let behind = text.get(start + phrase.len()..).and_then(|behind| behind.chars().next());
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        !is_word(before) && !is_word(behind)
    })
}

/// Addresses and the paths of links may contain any word; `Recipient address rejected` begins any refusal of Postfix.
fn without_addresses(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.split_once("://") {
        Some((_, link)) => link.split('/').next().unwrap_or_default(),
        None if word.contains('@') => "_",
        None => word,
    });
    words.collect::<Vec<_>>().join(" ").replace("recipient address rejected", "")
}

/// `550 : User unknown`: the server has forgotten whom it means, because it filters after the message was sent.
fn has_unnamed_user(reply: &str) -> bool {
    ["user unknown", "unknown user"].iter().any(|words| {
        let before = reply.split_once(words).map(|(before, _)| before.trim_end());
        let colon = before.and_then(|before| before.strip_suffix(':')).map(str::trim_end);
        let rest = colon.map(|rest| rest.strip_suffix(':').unwrap_or(rest).trim_end());
        rest.is_some_and(|rest| {
            rest.get(rest.len().saturating_sub(3)..).is_some_and(|code| code.parse::<u16>().is_ok())
        })
    })
}

/// Returns the codes such as `5.1.1` of a text, in their order.
fn enhanced_codes(text: &str) -> Vec<&str> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || c == '.')).map(|word| word.trim_matches('.'));
    words.filter(|word| is_enhanced_code(word)).collect()
}

fn is_enhanced_code(word: &str) -> bool {
    let mut numbers = word.split('.');
    let class = matches!(numbers.next(), Some("2" | "4" | "5"));
    let mut short = || numbers.next().is_some_and(|number| (1..=3).contains(&number.len()));
    class && short() && short() && numbers.next().is_none()
}
