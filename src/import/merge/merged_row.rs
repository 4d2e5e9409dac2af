//! Merges the rows of one address into one person, or into several people who share it.

use super::names::join_names;
use super::row_layout::{DesiredState, ParsedRow, RowLayout};
use crate::import::infer::{FieldUpdate, MAX_TAGS};
use crate::model::{Address, FieldValue, single_line};

/// How many people with one address are named.
const MAX_NAMES: usize = 50;

/// The name of a person, as the fields have it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct PersonName {
    first: String,
    last: String,
    whole: String,
}

impl PersonName {
    fn is_empty(&self) -> bool {
        self.first.is_empty() && self.last.is_empty() && self.whole.is_empty()
    }

    fn is_same(&self, other: &Self) -> bool {
        let folded = |name: &Self| [&name.first, &name.last, &name.whole].map(|part| part.to_lowercase());
        folded(self) == folded(other)
    }

    /// Returns the full name.
    fn full(&self) -> String {
        match self.whole.as_str() {
            "" => single_line(&format!("{} {}", self.first, self.last)).into_owned(),
            whole => whole.to_owned(),
        }
    }
}

/// One address and the merged values of its rows.
#[derive(Debug)]
pub(crate) struct MergedRow {
    pub(crate) lines: Vec<u64>,
    pub(crate) address: Address,
    pub(crate) updates: Vec<FieldUpdate>,
    pub(crate) desired: DesiredState,
    names: Vec<PersonName>,
}

impl MergedRow {
    pub(crate) fn new(line: u64, row: ParsedRow, layout: &RowLayout) -> Self {
        let ParsedRow { address, updates, desired } = row;
        let names = vec![name(&updates, layout)];
        Self { lines: vec![line], address, updates, desired, names }
    }

    /// Adds another row: tags are united; of other values the first one that is set wins.
    pub(crate) fn add(&mut self, line: u64, row: ParsedRow, layout: &RowLayout) {
        let ParsedRow { updates, desired, .. } = row;
        self.lines.push(line);
        let name = name(&updates, layout);
        if self.names.iter().all(PersonName::is_empty) {
            self.names = vec![name];
        } else if !name.is_empty()
            && self.names.len() < MAX_NAMES
            && !self.names.iter().any(|known| known.is_same(&name))
        {
            self.names.push(name);
        }
        for (known, other) in self.updates.iter_mut().zip(updates) {
            match (known, other) {
                (FieldUpdate::Set(FieldValue::Tags(known)), FieldUpdate::Set(FieldValue::Tags(others))) => {
                    for tag in others {
                        if known.len() < MAX_TAGS && !known.contains(&tag) {
                            known.push(tag);
                        }
                    }
                }
                (FieldUpdate::Set(_), _) | (_, FieldUpdate::Keep) => {}
                (known, other) => *known = other,
            }
        }
        // People who share an address unsubscribe together.
        if desired == DesiredState::Unsubscribed {
            self.desired = desired;
        }
    }

    /// Writes the names of several people into the fields; returns the joined names, or `None` for one person.
    pub(crate) fn join_people(&mut self, layout: &RowLayout) -> Option<String> {
        if self.names.len() < 2 {
            return None;
        }
        let lasts: Vec<&str> =
            self.names.iter().map(|name| name.last.as_str()).filter(|last| !last.is_empty()).collect();
        let firsts: Vec<&str> =
            self.names.iter().map(|name| name.first.as_str()).filter(|first| !first.is_empty()).collect();
        let one_last = lasts.iter().all(|last| last.to_lowercase() == lasts[0].to_lowercase());
        let last = if one_last {
            lasts.first().copied().unwrap_or_default().to_owned()
        } else {
            join_names(&lasts, layout.conjunction)
        };
        let first = join_names(&firsts, layout.conjunction);
        let fulls: Vec<String> = self.names.iter().map(PersonName::full).collect();
        let full = join_names(&fulls.iter().map(String::as_str).collect::<Vec<_>>(), layout.conjunction);
        let has_whole = self.names.iter().any(|name| !name.whole.is_empty());
        let together = if has_whole || !one_last { full } else { single_line(&format!("{first} {last}")).into_owned() };
        let mut put = |slot: Option<usize>, text: &str| {
            if let Some(slot) = slot.filter(|_| !text.is_empty()) {
                self.updates[slot] = FieldUpdate::Set(text.into());
            }
        };
        put(layout.first_name, &first);
        put(layout.last_name, &last);
        if has_whole || (!one_last && layout.first_name.is_some() && layout.last_name.is_some()) {
            put(layout.name, &together);
        }
        Some(together)
    }
}

fn name(updates: &[FieldUpdate], layout: &RowLayout) -> PersonName {
    let text = |slot: Option<usize>| match slot.map(|slot| &updates[slot]) {
        Some(FieldUpdate::Set(FieldValue::Text(text))) => text.clone(),
        _ => String::new(),
    };
    PersonName { first: text(layout.first_name), last: text(layout.last_name), whole: text(layout.name) }
}
