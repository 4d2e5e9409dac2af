//! A contact of an address book.

use std::collections::VecDeque;
use std::io;

use super::row::{CellValue, RowProblem};
use super::source_note::LineNumbers;
use crate::model::FieldValue;

/// The maximum number of additional addresses that are kept.
const MAX_FURTHER: usize = 5;

/// A parsed contact: its first line, and its values.
pub(super) type NextContact = io::Result<Option<(u64, Result<Contact, RowProblem>)>>;

/// What was found while contacts were read.
#[derive(Debug, Default)]
pub(super) struct ContactFindings {
    /// The number of skipped groups, which are not people.
    pub(super) groups: u64,
    /// The lines of contacts with several addresses.
    pub(super) several: LineNumbers,
    /// The lines of vCards without a `BEGIN` or `END` line.
    pub(super) incomplete: LineNumbers,
    /// Contacts that were read already, with their lines.
    pub(super) waiting: VecDeque<(u64, Result<Contact, RowProblem>)>,
}

/// A contact of an address book; texts may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Contact {
    /// The addresses, the preferred one first.
    pub(super) addresses: Vec<String>,
    pub(super) first_name: String,
    pub(super) last_name: String,
    pub(super) name: String,
    pub(super) organization: String,
    pub(super) tags: Vec<String>,
}

impl Contact {
    /// Returns whether no name of it is known.
    pub(super) fn has_no_name(&self) -> bool {
        [&self.first_name, &self.last_name, &self.name].iter().all(|name| name.trim().is_empty())
    }

    /// Returns the values by field name.
    ///
    /// The full name is only returned if its parts are not known.
    pub(super) fn into_fields(self) -> Vec<(String, CellValue)> {
        let mut fields = Vec::new();
        let mut put = |name: &str, text: &str| {
            // A semicolon would make tags of a name.
            let text = text.trim().replace("; ", ", ").replace(';', ", ");
            if !text.is_empty() {
                fields.push((name.to_owned(), CellValue::Text(text)));
            }
        };
        let mut addresses = self.addresses.iter();
        put("email", addresses.next().map_or("", String::as_str));
        put("first_name", &self.first_name);
        put("last_name", &self.last_name);
        if self.first_name.trim().is_empty() && self.last_name.trim().is_empty() {
            put("name", &self.name);
        }
        put("organization", &self.organization);
        for (number, address) in addresses.take(MAX_FURTHER).enumerate() {
            put(&format!("email_{}", number + 2), address);
        }
        let tags: Vec<String> =
            self.tags.iter().map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
        if !tags.is_empty() {
            fields.push(("tags".to_owned(), CellValue::Value(FieldValue::Tags(tags))));
        }
        fields
    }

    /// Returns the fields in one line, for tests.
    #[cfg(test)]
    pub(super) fn summary(self) -> String {
        let word = |value| match value {
            CellValue::Text(text) => text,
            CellValue::Value(value) => value.to_string(),
        };
        self.into_fields()
            .into_iter()
            .map(|(name, value)| format!("{name}={}", word(value)))
            .collect::<Vec<_>>()
            .join("; ")
    }
}
