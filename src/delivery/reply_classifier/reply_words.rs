//! A reply as the tables read it: its words in lower case, and every enhanced code that it names.

use crate::model::Reply;

/// The highest subject of an enhanced code (RFC 3463 §3).
const MAX_SUBJECT: u16 = 7;

/// The words of a reply.
pub(super) struct ReplyWords {
    /// The basic code.
    pub(super) code: u16,
    /// The text in lower case.
    pub(super) text: String,
    codes: Vec<NamedCode>,
}

/// An enhanced code without its class, which some replies get wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct NamedCode {
    subject: u16,
    detail: u16,
}

impl ReplyWords {
    pub(super) fn new(reply: &Reply) -> Self {
        let text = reply.text.to_lowercase().replace('’', "'");
        let codes = text.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(parse_code).collect();
        Self { code: reply.code, text, codes }
    }

    /// Returns whether an enhanced code with this subject and detail is anywhere in the reply, in either class.
    pub(super) fn names(&self, subject: u16, detail: u16) -> bool {
        self.codes.contains(&NamedCode { subject, detail })
    }

    pub(super) fn says_any(&self, phrases: &[&str]) -> bool {
        contains_any(&self.text, phrases)
    }

    /// Returns the text without addresses: an address between two words, or one that looks like a word, says nothing.
    pub(super) fn without_addresses(&self) -> String {
        let words = self.text.split_whitespace().filter(|word| !word.contains('@') && !word.starts_with('<'));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Reads `4.7.26`, but no version, and no IP address.
fn parse_code(word: &str) -> Option<NamedCode> {
    let mut numbers = word.trim_matches('.').split('.').map(str::parse::<u16>);
    let (class, subject, detail) = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    (numbers.next().is_none() && (4..=5).contains(&class) && subject <= MAX_SUBJECT)
        .then_some(NamedCode { subject, detail })
}

pub(super) fn contains_any(text: &str, any: &[&str]) -> bool {
    any.iter().any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_found_anywhere_in_the_text() {
        let words = |text: &str| ReplyWords::new(&Reply { code: 550, text: text.to_owned() });
        for text in ["5.7.26 Blocked", "4.7.26 Blocked", "Blocked (5.7.26).", "#5.7.26 no", "Blocked, code=5.7.26"] {
            assert!(words(text).names(7, 26), "{text}");
        }
        for text in ["5.7.2 6", "10.5.7.26 is blocked", "5.7.26.1", "Exim 4.94.2", "3.7.26", "5.7.260", ""] {
            assert!(!words(text).names(7, 26), "{text}");
        }
        assert_eq!(words("User <ann@example.org> UNKNOWN").without_addresses(), "user unknown");
    }
}
