//! Where links lead, as the text part says it.

use std::collections::BTreeSet;

use crate::model::{MailLink, encode_link};
use crate::template::{TagPlaceholders, guard_target};
use crate::translation::Translator;

/// Returns a link's target as a person would write it; of a link that begins a mail, the address and the subject.
pub(super) fn display_target(
    target: &str,
    tokens: &TagPlaceholders,
    braces: &str,
    sentences: Option<&Translator>,
) -> String {
    let Some(mail) = MailLink::parse(target) else {
        let spaced = encode_spaces(target);
        return guard_target(&tokens.restore(&spaced, braces)).unwrap_or_default();
    };
    let address = display_address(&mail.to, tokens, braces);
    let sentence = match (mail.subject.as_str(), mail.body.as_str()) {
        ("", "") => return address,
        ("", _) => "write-to-text",
        (_, "") => "write-to-subject",
        _ => "write-to-both",
    };
    let Some(sentences) = sentences else { return address };
    let [subject, text] = [&mail.subject, &mail.body].map(|words| tokens.restore(words, braces));
    sentences.say(sentence, &[("address", &address), ("subject", &subject), ("text", &text)])
}

/// Returns the address of a `mailto:` link; a field in it must be an address or a part of one.
fn display_address(address: &str, tokens: &TagPlaceholders, braces: &str) -> String {
    let guarded = guard_target(&format!("mailto:{}", tokens.restore(address, braces))).unwrap_or_default();
    guarded.strip_prefix("mailto:").map(str::to_owned).unwrap_or_default()
}

/// Encodes what ends an address in text; letters beyond ASCII stay readable.
fn encode_spaces(target: &str) -> String {
    let mut out = String::with_capacity(target.len());
    for c in target.chars() {
        if c.is_ascii() { out.push_str(&encode_link(c.encode_utf8(&mut [0; 4]))) } else { out.push(c) }
    }
    out
}

/// The numbers of links, without those that the writer uses.
#[derive(Debug, Default)]
pub(super) struct LinkNumbers {
    used: BTreeSet<usize>,
    last: usize,
}

impl LinkNumbers {
    /// Takes note of the numbers in square brackets in a text.
    pub(super) fn reserve(&mut self, text: &str) {
        let numbers = text.split('[').skip(1).filter_map(|rest| rest.split(']').next()?.trim().parse::<usize>().ok());
        self.used.extend(numbers);
    }

    /// Returns the next number that nobody uses.
    pub(super) fn next_number(&mut self) -> usize {
        self.last += 1;
        while self.used.contains(&self.last) {
            self.last += 1;
        }
        self.last
    }
}
