//! What sets some readers apart from the others: who lacks a word, whose copy cannot be made, who may be there twice.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use crate::draft::Printed;
use crate::model::{FieldValue, Letter, Mailbox, NAME_FIELDS, Subscriber};

/// How many readers are named, and of how many the places are kept.
const NAMED: usize = 5;
const PLACES: usize = 10_000;

/// How many letters are compared with one another: beyond that, nobody reads what comes of it.
const COMPARED: usize = 100_000;

/// What there may be about a reader, the gravest first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Oddity {
    /// Their copy cannot be made.
    Unprintable,
    /// A field is printed that they lack, and nothing stands in for it.
    Empty(String),
    /// Somebody else of the same name gets the same letter.
    Twice,
    /// A part of their name is written as nobody writes a name.
    OddName(String),
    /// They lack a field and get the words that stand in for it.
    StandIn(String),
}

impl Oddity {
    /// Tells whether it is worth a look, and not only something that the draft provides for.
    #[must_use]
    pub fn is_problem(&self) -> bool {
        !matches!(self, Self::StandIn(_))
    }
}

/// Some readers of a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Readers {
    /// How many.
    pub count: u64,
    /// Their places in the audience, from 1, in order: of the first ten thousand.
    pub places: Vec<u64>,
    /// The first few of them.
    pub first: Vec<Mailbox>,
}

impl Readers {
    fn add(&mut self, place: u64, reader: &Subscriber) {
        self.count += 1;
        if self.places.len() < PLACES {
            self.places.push(place);
        }
        if self.first.len() < NAMED {
            self.first.push(reader.mailbox());
        }
    }
}

/// What was noticed so far.
#[derive(Debug, Default)]
pub(super) struct Notebook {
    pub(super) odd: BTreeMap<Oddity, Readers>,
    letters: HashSet<u64>,
    names: HashMap<u64, u64>,
}

impl Notebook {
    /// Notes what a reader lacks of the fields that the letter prints, and how their name is written.
    pub(super) fn look(&mut self, place: u64, reader: &Subscriber, printed: &BTreeMap<String, Printed>) {
        for (field, how) in printed {
            let value = reader.fields.get(field);
            let oddity = match value.filter(|value| !value.is_empty()) {
                None if how.bare => Oddity::Empty(field.clone()),
                None => Oddity::StandIn(field.clone()),
                Some(value) if NAME_FIELDS.contains(&field.as_str()) && is_odd_name(value) => {
                    Oddity::OddName(field.clone())
                }
                Some(_) => continue,
            };
            self.note(oddity, place, reader);
        }
    }

    /// Notes whether a letter was made for the same name before; `own` is what is different in each letter.
    pub(super) fn compare(&mut self, place: u64, reader: &Subscriber, letter: &Letter, own: &[&str]) {
        if self.letters.len() >= COMPARED || self.names.len() >= COMPARED {
            return;
        }
        let digest = digest(letter, own);
        self.letters.insert(digest);
        if let Some(name) = reader.mailbox().name {
            let mut hasher = DefaultHasher::new();
            (digest, name.to_lowercase()).hash(&mut hasher);
            if *self.names.entry(hasher.finish()).or_insert(place) != place {
                self.note(Oddity::Twice, place, reader);
            }
        }
    }

    pub(super) fn note(&mut self, oddity: Oddity, place: u64, reader: &Subscriber) {
        self.odd.entry(oddity).or_default().add(place, reader);
    }

    /// Returns how many different letters there are; `None` when there were too many to compare.
    pub(super) fn different(&self) -> Option<u64> {
        (self.letters.len().max(self.names.len()) < COMPARED).then_some(self.letters.len() as u64)
    }
}

/// Digests what a letter says, but for what is different in each.
fn digest(letter: &Letter, own: &[&str]) -> u64 {
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
fn is_odd_name(value: &FieldValue) -> bool {
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
            assert!(is_odd_name(&odd.into()), "{odd}");
        }
        for name in ["Ann", "JP", "Seán", "de Vries", "O’Neill", "안나", "გიორგი", "Ó", "McKay"] {
            assert!(!is_odd_name(&name.into()), "{name}");
        }
    }

    #[test]
    fn letters_are_alike_but_for_what_is_ones_own() {
        let letter = |text: &str| Letter { text: text.to_owned(), ..Letter::default() };
        let ann = digest(&letter("Dear Ann, a@x.org, /u/1"), &["/u/1", "a@x.org"]);
        assert_eq!(ann, digest(&letter("Dear Ann,\nb@x.org, /u/2"), &["/u/2", "b@x.org"]));
        assert_ne!(ann, digest(&letter("Dear Ben, b@x.org, /u/2"), &["/u/2", "b@x.org"]));
    }
}
