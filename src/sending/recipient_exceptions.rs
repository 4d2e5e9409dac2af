//! What distinguishes some recipients from the others: missing fields, copies that cannot be made, possible duplicates.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::content_check::CheckedCopy;
use crate::lint::FieldUsage;
use crate::model::{FieldValue, Mailbox, NAME_FIELDS, Subscriber};

/// How many recipients are kept by name, and how many by position.
const MAX_EXAMPLES: usize = 5;
const MAX_POSITIONS: usize = 10_000;

/// The field that marks a person who shares a name with another one on the list.
const NAMESAKE_FIELD: &str = "namesake";

/// How many messages are compared with one another: nobody reads the result for more.
const MAX_COMPARED: usize = 100_000;

/// What may be unusual about a recipient, most severe first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecipientException {
    /// The copy cannot be made.
    RenderFailed,
    /// The letter has no words, because everything in it is left out for the recipient.
    EmptyLetter,
    /// The subject is empty.
    EmptySubject,
    /// A link leads nowhere, because the field that it is made of is empty or no address.
    EmptyLink,
    /// The draft uses a field that is empty, and has no default for it.
    MissingField(String),
    /// Another recipient of the same name gets the same message.
    DuplicateName,
    /// A part of the name is not written the way names are written.
    UnusualName(String),
    /// A field is empty, and the draft's default is used.
    DefaultUsed(String),
}

impl RecipientException {
    /// Returns whether a person should look at it, because the draft does not provide for it.
    #[must_use]
    pub fn is_problem(&self) -> bool {
        !matches!(self, Self::DefaultUsed(_))
    }
}

/// Some recipients of an issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecipientSample {
    /// How many there are.
    pub count: u64,
    /// The positions of the first ten thousand in the segment, from 1, in order.
    pub positions: Vec<u64>,
    /// The first five.
    pub examples: Vec<Mailbox>,
}

impl RecipientSample {
    fn add(&mut self, position: u64, recipient: &Subscriber) {
        self.count += 1;
        if self.positions.len() < MAX_POSITIONS {
            self.positions.push(position);
        }
        if self.examples.len() < MAX_EXAMPLES {
            self.examples.push(recipient.mailbox());
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct ExceptionCollector {
    pub(super) exceptions: BTreeMap<RecipientException, RecipientSample>,
    message_digests: HashSet<u64>,
    name_digests: HashMap<u64, u64>,
}

impl ExceptionCollector {
    /// Records which fields of the draft are empty for a recipient, and whether the name is unusual.
    pub(super) fn check_fields(
        &mut self,
        position: u64,
        recipient: &Subscriber,
        field_usage: &BTreeMap<String, FieldUsage>,
    ) {
        for (field, usage) in field_usage {
            let value = recipient.fields.get(field);
            if field == "name" && value.is_none_or(FieldValue::is_empty) && recipient.mailbox().name.is_some() {
                continue;
            }
            let exception = match value.filter(|value| !value.is_empty()) {
                None if usage.without_default => RecipientException::MissingField(field.clone()),
                None => RecipientException::DefaultUsed(field.clone()),
                Some(value) if NAME_FIELDS.contains(&field.as_str()) && is_unusual_name(value) => {
                    RecipientException::UnusualName(field.clone())
                }
                Some(_) => continue,
            };
            self.record(exception, position, recipient);
        }
    }

    /// Records what a recipient would miss in a message.
    pub(super) fn check_content(&mut self, position: u64, recipient: &Subscriber, copy: &CheckedCopy) {
        if copy.is_letter_empty {
            self.record(RecipientException::EmptyLetter, position, recipient);
        }
        if copy.subject.trim().is_empty() {
            self.record(RecipientException::EmptySubject, position, recipient);
        }
        if copy.has_empty_link {
            self.record(RecipientException::EmptyLink, position, recipient);
        }
    }

    /// Records whether the same message was rendered for the same name before.
    pub(super) fn check_duplicate(&mut self, position: u64, recipient: &Subscriber, copy: &CheckedCopy) {
        if self.message_digests.len() >= MAX_COMPARED || self.name_digests.len() >= MAX_COMPARED {
            return;
        }
        self.message_digests.insert(copy.digest);
        // Somebody said that these are two people.
        if recipient.fields.get(NAMESAKE_FIELD).is_some_and(|value| !value.is_empty() && !is_no(value)) {
            return;
        }
        if let Some(name) = &copy.to.name {
            let mut hasher = DefaultHasher::new();
            (copy.digest, name.to_lowercase()).hash(&mut hasher);
            if *self.name_digests.entry(hasher.finish()).or_insert(position) != position {
                self.record(RecipientException::DuplicateName, position, recipient);
            }
        }
    }

    pub(super) fn record(&mut self, exception: RecipientException, position: u64, recipient: &Subscriber) {
        self.exceptions.entry(exception).or_default().add(position, recipient);
    }

    /// Returns how many different messages there are; `None` if there were too many to compare.
    pub(super) fn distinct_messages(&self) -> Option<u64> {
        (self.message_digests.len().max(self.name_digests.len()) < MAX_COMPARED)
            .then_some(self.message_digests.len() as u64)
    }
}

fn is_no(value: &FieldValue) -> bool {
    *value == FieldValue::Flag(false) || value.as_text().is_some_and(|text| text.eq_ignore_ascii_case("no"))
}

/// Returns whether a name is all capitals, all small letters, or not a name.
fn is_unusual_name(value: &FieldValue) -> bool {
    let Some(name) = value.as_text() else { return false };
    // Latin, Greek and Cyrillic letters: others have no capitals, or do not begin names with them.
    let is_cased =
        |c: &char| matches!(c, 'A'..='\u{52f}' | '\u{1e00}'..'\u{2000}') && (c.is_uppercase() || c.is_lowercase());
    let letters: Vec<char> = name.chars().filter(is_cased).collect();
    let small = !letters.is_empty() && !letters.iter().any(|c| c.is_uppercase());
    // `JP` and `Ó` are real names.
    let capitals = letters.len() > 2 && !letters.iter().any(|c| c.is_lowercase());
    small || capitals || name.contains(['@', '<', '{', '?'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_in_one_case_or_with_signs_is_unusual() {
        for odd in ["ann", "ANN", "ann@example.org", "?", "o'neill"] {
            assert!(is_unusual_name(&odd.into()), "{odd}");
        }
        for name in ["Ann", "JP", "Seán", "de Vries", "O’Neill", "안나", "გიორგი", "Ó", "McKay"] {
            assert!(!is_unusual_name(&name.into()), "{name}");
        }
    }
}
