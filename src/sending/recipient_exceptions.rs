//! What sets some readers apart from the others: who lacks a word, whose copy cannot be made, who may be there twice.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::draft::FieldUsage;
use crate::model::{FieldValue, Mailbox, NAME_FIELDS, RenderedMessage, Subscriber};

/// How many readers are named, and of how many the places are kept.
const MAX_EXAMPLES: usize = 5;
const MAX_POSITIONS: usize = 10_000;

/// How many letters are compared with one another: beyond that, nobody reads what comes of it.
const MAX_COMPARED: usize = 100_000;

/// What there may be about a reader, the gravest first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecipientException {
    /// Their copy cannot be made.
    RenderFailed,
    /// A field is printed that they lack, and nothing stands in for it.
    MissingField(String),
    /// Somebody else of the same name gets the same letter.
    DuplicateName,
    /// A part of their name is written as nobody writes a name.
    UnusualName(String),
    /// They lack a field and get the words that stand in for it.
    DefaultUsed(String),
}

impl RecipientException {
    /// Tells whether it is worth a look, and not only something that the draft provides for.
    #[must_use]
    pub fn is_problem(&self) -> bool {
        !matches!(self, Self::DefaultUsed(_))
    }
}

/// Some readers of a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecipientSample {
    /// How many.
    pub count: u64,
    /// Their places in the audience, from 1, in order: of the first ten thousand.
    pub positions: Vec<u64>,
    /// The first few of them.
    pub examples: Vec<Mailbox>,
}

impl RecipientSample {
    fn add(&mut self, place: u64, reader: &Subscriber) {
        self.count += 1;
        if self.positions.len() < MAX_POSITIONS {
            self.positions.push(place);
        }
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push(reader.mailbox());
        }
    }
}

/// What was noticed so far.
#[derive(Debug, Default)]
pub(super) struct ExceptionCollector {
    pub(super) exceptions: BTreeMap<RecipientException, RecipientSample>,
    message_digests: HashSet<u64>,
    name_digests: HashMap<u64, u64>,
}

impl ExceptionCollector {
    /// Notes what a reader lacks of the fields that the letter prints, and how their name is written.
    pub(super) fn check_fields(&mut self, place: u64, reader: &Subscriber, printed: &BTreeMap<String, FieldUsage>) {
        for (field, how) in printed {
            let value = reader.fields.get(field);
            let oddity = match value.filter(|value| !value.is_empty()) {
                None if how.without_default => RecipientException::MissingField(field.clone()),
                None => RecipientException::DefaultUsed(field.clone()),
                Some(value) if NAME_FIELDS.contains(&field.as_str()) && is_unusual_name(value) => {
                    RecipientException::UnusualName(field.clone())
                }
                Some(_) => continue,
            };
            self.record(oddity, place, reader);
        }
    }

    /// Notes whether a letter was made for the same name before; `own` is what is different in each letter.
    pub(super) fn check_duplicate(&mut self, place: u64, reader: &Subscriber, letter: &RenderedMessage, own: &[&str]) {
        if self.message_digests.len() >= MAX_COMPARED || self.name_digests.len() >= MAX_COMPARED {
            return;
        }
        let digest = message_digest(letter, own);
        self.message_digests.insert(digest);
        if let Some(name) = reader.mailbox().name {
            let mut hasher = DefaultHasher::new();
            (digest, name.to_lowercase()).hash(&mut hasher);
            if *self.name_digests.entry(hasher.finish()).or_insert(place) != place {
                self.record(RecipientException::DuplicateName, place, reader);
            }
        }
    }

    pub(super) fn record(&mut self, oddity: RecipientException, place: u64, reader: &Subscriber) {
        self.exceptions.entry(oddity).or_default().add(place, reader);
    }

    /// Returns how many different letters there are; `None` when there were too many to compare.
    pub(super) fn distinct_messages(&self) -> Option<u64> {
        (self.message_digests.len().max(self.name_digests.len()) < MAX_COMPARED)
            .then_some(self.message_digests.len() as u64)
    }
}

/// Digests what a letter says, but for what is different in each.
fn message_digest(letter: &RenderedMessage, own: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    letter.subject.hash(&mut hasher);
    let mut pieces = vec![letter.text.as_str()];
    for own in own.iter().filter(|own| !own.is_empty()) {
        pieces = pieces.into_iter().flat_map(|piece| piece.split(own)).collect();
    }
    // Lines end elsewhere behind a longer address.
    for word in pieces.into_iter().flat_map(str::split_whitespace) {
        word.hash(&mut hasher);
    }
    hasher.finish()
}

/// Tells whether a name is all in capitals, all in small letters, or no name.
fn is_unusual_name(value: &FieldValue) -> bool {
    let Some(name) = value.as_text() else { return false };
    // Latin, Greek and Cyrillic letters: others have no capitals, or do not begin names with them.
    let is_cased =
        |c: &char| matches!(c, 'A'..='\u{52f}' | '\u{1e00}'..'\u{2000}') && (c.is_uppercase() || c.is_lowercase());
    let letters: Vec<char> = name.chars().filter(is_cased).collect();
    let small = !letters.is_empty() && !letters.iter().any(|c| c.is_uppercase());
    // `JP` and `Ó` are how people are called.
    let capitals = letters.len() > 2 && !letters.iter().any(|c| c.is_lowercase());
    small || capitals || name.contains(['@', '<', '{', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_odd_that_nobody_writes_so() {
        for odd in ["ann", "ANN", "ann@example.org", "?", "o'neill"] {
            assert!(is_unusual_name(&odd.into()), "{odd}");
        }
        for name in ["Ann", "JP", "Seán", "de Vries", "O’Neill", "안나", "გიორგი", "Ó", "McKay"] {
            assert!(!is_unusual_name(&name.into()), "{name}");
        }
    }

    #[test]
    fn letters_are_alike_but_for_what_is_ones_own() {
        let letter = |text: &str| RenderedMessage { text: text.to_owned(), ..RenderedMessage::default() };
        let ann = message_digest(&letter("Dear Ann, a@x.org, /u/1"), &["/u/1", "a@x.org"]);
        assert_eq!(ann, message_digest(&letter("Dear Ann,\nb@x.org, /u/2"), &["/u/2", "b@x.org"]));
        assert_ne!(ann, message_digest(&letter("Dear Ben, b@x.org, /u/2"), &["/u/2", "b@x.org"]));
    }
}
