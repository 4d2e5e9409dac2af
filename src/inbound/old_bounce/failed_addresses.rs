//! Finds the failed addresses in the words of a server.

use std::borrow::Cow;
use std::cell::LazyCell;

use super::human_text::returned_texts;
use crate::inbound::line_search::lines;
use crate::inbound::parsed_mail::ParsedMail;
use crate::message::headers;

/// An address, and what the server says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::inbound) struct FailedAddress {
    pub(in crate::inbound) address: String,
    pub(in crate::inbound) text: String,
}

/// More addresses than this are not read.
const MAX_ADDRESSES: usize = 100;

/// What stands directly before an address that is not the failed one.
const NOT_FAILED: [&str; 8] =
    ["mail from", "from:", "contact", "envelope-from", "message-id", "f=", "send mail to", "sender"];
/// What stands directly before a failed address.
const RECIPIENT_WORDS: [&str; 8] =
    ["to ", "to:", "to: ", "recipient: ", "recipients: ", "address: ", "failed: ", "errors: "];
/// The local parts that never fail as a recipient of ours.
const SERVERS: [&str; 4] = ["mailer-daemon", "postmaster", "abuse", "support"];

/// Returns the failed addresses of a bounce without a report part.
pub(in crate::inbound) fn find_failed_addresses(mail: &ParsedMail<'_>, human: &str) -> Vec<FailedAddress> {
    let mut addresses: Vec<String> = Vec::new();
    if let Some(list) = mail.header(headers::X_FAILED_RECIPIENTS) {
        addresses.extend(addresses_in(&list).map(str::to_owned));
    }
    let sender = mail.header(headers::TO).unwrap_or_default().to_lowercase();
    let is_sender = |address: &str| sender.contains(&address.to_lowercase());
    // Most lines have no address in them.
    let with_address = LazyCell::new(|| {
        let lines = lines(human).filter(|line| memchr::memchr(b'@', line.as_bytes()).is_some());
        lines.collect::<Vec<_>>()
    });
    for find in [at_line_start, after_recipient_word, anywhere] {
        if addresses.is_empty() {
            let found = with_address.iter().flat_map(|line| find(line));
            addresses.extend(found.filter(|address| !is_server(address)).map(str::to_owned));
            if addresses.iter().any(|address| !is_sender(address)) {
                addresses.retain(|address| !is_sender(address));
            }
        }
    }
    if addresses.is_empty() {
        let to = returned_texts(mail).flat_map(lines).find_map(|line| line.strip_prefix("To:"));
        addresses.extend(to.into_iter().flat_map(addresses_in).take(1).map(str::to_owned));
    }
    let mut failed: Vec<FailedAddress> = Vec::new();
    for address in addresses.into_iter().take(MAX_ADDRESSES) {
        if failed.iter().all(|known| !known.address.eq_ignore_ascii_case(&address)) {
            failed.push(FailedAddress { address, text: String::new() });
        }
    }
    let all: Vec<String> = failed.iter().map(|known| known.address.to_lowercase()).collect();
    for one in &mut failed {
        one.text = text_about(human, &one.address, &all).into_owned();
    }
    failed
}

/// Returns the lines about an address: from the first one that names it to the next that names another one; everything
/// if there is no other.
pub(in crate::inbound) fn text_about<'h>(human: &'h str, address: &str, all: &[String]) -> Cow<'h, str> {
    let address = address.to_lowercase();
    let others: Vec<&String> = all.iter().filter(|other| **other != address).collect();
    if others.is_empty() {
        return Cow::Borrowed(human);
    }
    let mut is_about = false;
    let mut text = String::new();
    for line in lines(human) {
        let lower = line.to_lowercase();
        if lower.contains(&address) {
            is_about = true;
        } else if others.iter().any(|other| lower.contains(other.as_str())) {
            is_about = false;
        }
        if is_about {
            text.push_str(line);
            text.push('\n');
        }
    }
    Cow::Owned(text)
}

/// `<ann@example.org>: reason`, `ann@example.org` or `ann@example.org: 550 …` at the start of a line.
pub(super) fn at_line_start(line: &str) -> Vec<&str> {
    let line = line.trim();
    let first = line.split_whitespace().next().unwrap_or_default();
    let rest = line.strip_prefix(first).unwrap_or_default().trim_start();
    let is_sentence = rest.starts_with(|c: char| c.is_alphabetic())
        && !first.ends_with(':')
        && !rest.starts_with("Error")
        && !rest.starts_with("on ");
    let in_brackets = first.starts_with('<');
    if is_sentence && !in_brackets { Vec::new() } else { addresses_in(first).take(1).collect() }
}

/// `RCPT TO:<ann@example.org>`, `to <ann@example.org>`, `recipient: ann@example.org`, or a reply that begins with it.
fn after_recipient_word(line: &str) -> Vec<&str> {
    let found = addresses_in(line).filter(|address| {
        let before = line.split_once(address).map_or("", |(before, _)| before).to_lowercase();
        let before = before.trim_end_matches(['<', '"', '\'', '(']);
        let is_reply = before.trim_end().parse::<u16>().is_ok();
        (is_reply || RECIPIENT_WORDS.iter().any(|word| before.ends_with(word))) && !is_excluded(before)
    });
    found.collect()
}

fn anywhere(line: &str) -> Vec<&str> {
    let found = addresses_in(line)
        .filter(|address| !is_excluded(&line.split_once(address).map_or("", |(before, _)| before).to_lowercase()));
    found.collect()
}

fn is_excluded(before: &str) -> bool {
    let before = before.trim_end_matches(|c: char| "<:\"'[( ".contains(c));
    NOT_FAILED.iter().any(|word| before.ends_with(word.trim_end_matches(':')))
}

fn is_server(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default();
    SERVERS.iter().any(|name| local.eq_ignore_ascii_case(name))
}

/// Returns what looks like an address in a text.
fn addresses_in(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split(|c: char| c.is_whitespace() || "<>(),;:\"[]|".contains(c));
    pieces.map(|piece| piece.trim_matches(['.', '\'', '/', '*'])).filter(|piece| {
        let Some((local, domain)) = piece.split_once('@') else { return false };
        let domain_ok = domain.contains('.')
            && domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte) || byte > 127);
        !local.is_empty() && domain_ok && !piece.contains("//")
    })
}
