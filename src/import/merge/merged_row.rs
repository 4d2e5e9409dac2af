//! Merges the rows with one address into one person, or into several people who share it.

use super::names::join_names;
use super::row_layout::{DesiredState, ParsedRow, RowLayout};
use crate::import::infer::{FieldUpdate, MAX_TAGS, without_title};
use crate::model::{Address, FieldValue, fold_name, single_line};

/// The maximum number of people named for one address.
const MAX_NAMES: usize = 50;

/// The name of a person, as stored in the fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct PersonName {
    first: String,
    last: String,
    whole: String,
    /// First, last and full name without titles, folded for comparison.
    folded: [String; 3],
}

impl PersonName {
    fn new(first: String, last: String, whole: String) -> Self {
        let mut name = Self { first, last, whole, ..Self::default() };
        name.fold();
        name
    }

    fn fold(&mut self) {
        self.folded = [&self.first, &self.last, &self.full()].map(|part| folded(&without_title(part)));
    }

    /// Returns whether both can be the name of one person: no part contradicts the other, but one may be less
    /// complete.
    fn is_same(&self, other: &Self) -> bool {
        let ([first, last, full], [other_first, other_last, other_full]) = (&self.folded, &other.folded);
        if !self.whole.is_empty() || !other.whole.is_empty() {
            return is_same_whole(full, other_full);
        }
        if self.is_swapped(other) {
            return true;
        }
        let same_last = !last.is_empty() && last == other_last;
        if same_last && (is_initial(first, other_first) || is_initial(other_first, first)) {
            return true;
        }
        if !first.is_empty() && first == other_first {
            return same_or_empty(last, other_last) || is_double_name(last, other_last);
        }
        // `Ann` and `Ann Mary` are one person only if they have the same last name.
        let firsts = if same_last { compatible(first, other_first) } else { same_or_empty(first, other_first) };
        firsts && same_or_empty(last, other_last)
    }

    /// Returns whether the first and the last name of one are the last and the first name of the other.
    fn is_swapped(&self, other: &Self) -> bool {
        let ([first, last, _], [other_first, other_last, _]) = (&self.folded, &other.folded);
        !first.is_empty() && !last.is_empty() && first != last && first == other_last && last == other_first
    }

    /// Takes the more complete spelling of each part.
    fn complete(&mut self, other: Self) {
        if self.is_swapped(&other) {
            return;
        }
        let mut is_changed = false;
        for (part, other) in
            [(&mut self.first, other.first), (&mut self.last, other.last), (&mut self.whole, other.whole)]
        {
            // `Lee, Ann` says no more than `Ann Lee`.
            if other.contains(',') && !part.is_empty() {
                continue;
            }
            if folded(&other).len() > folded(part).len() {
                *part = other;
                is_changed = true;
            }
        }
        if is_changed {
            self.fold();
        }
    }

    fn full(&self) -> String {
        match self.whole.as_str() {
            "" => single_line(&format!("{} {}", self.first, self.last)).into_owned(),
            whole => whole.to_owned(),
        }
    }
}

/// Folds a name for comparison: `Müller` and `Mueller` are the same, `D.` and `D` too.
fn folded(name: &str) -> String {
    fold_name(name).replace('.', "").replace("ae", "a").replace("oe", "o").replace("ue", "u")
}

/// Returns whether one first name is the initial of the other: `D.` of `Di`.
fn is_initial(one: &str, other: &str) -> bool {
    one.chars().count() == 1 && other.chars().count() > 1 && other.starts_with(one)
}

/// Returns whether one last name is a part of the other: `Smith`, `Smith-Jones`.
fn is_double_name(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    long.split(['-', ' ']).any(|part| part == short)
}

fn same_or_empty(one: &str, other: &str) -> bool {
    one.is_empty() || other.is_empty() || one == other
}

/// Returns whether two whole names can be those of one person: `lee`, `ann lee`.
fn is_same_whole(one: &str, other: &str) -> bool {
    let last = |name: &str| name.rsplit(' ').next().unwrap_or_default().to_owned();
    same_or_empty(one, other) || (last(one) == last(other) && compatible(one, other))
}

/// Returns whether all words of one text are in the other, in their order.
fn compatible(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let mut words = long.split(' ');
    short.split(' ').filter(|word| !word.is_empty()).all(|word| words.any(|other| other == word))
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
        let ParsedRow { address, updates, desired, .. } = row;
        let names = vec![name(&updates, layout)];
        Self { lines: vec![line], address, updates, desired, names }
    }

    /// Adds another row: tags are united; of other values the first one wins.
    pub(crate) fn add(&mut self, line: u64, row: ParsedRow, layout: &RowLayout) {
        let ParsedRow { updates, desired, .. } = row;
        self.lines.push(line);
        let name = name(&updates, layout);
        let same = self.names.iter_mut().find(|known| known.is_same(&name));
        if let Some(known) = same {
            known.complete(name);
        } else if self.names.len() < MAX_NAMES {
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
        if matches!(desired, DesiredState::Unsubscribed | DesiredState::OptedOut) {
            self.desired = desired;
        }
    }

    /// Writes the names of several people into the fields; returns the joined names, or `None` for one person.
    pub(crate) fn join_people(&mut self, layout: &RowLayout) -> Option<String> {
        if let [name] = &self.names[..] {
            if self.lines.len() > 1 {
                for (slot, part) in
                    [(layout.first_name, &name.first), (layout.last_name, &name.last), (layout.name, &name.whole)]
                {
                    if let Some(slot) = slot.filter(|_| !part.is_empty()) {
                        self.updates[slot] = FieldUpdate::Set(part.as_str().into());
                    }
                }
            }
            return None;
        }
        let lasts: Vec<&str> =
            self.names.iter().map(|name| name.last.as_str()).filter(|last| !last.is_empty()).collect();
        let firsts: Vec<&str> =
            self.names.iter().map(|name| name.first.as_str()).filter(|first| !first.is_empty()).collect();
        let one_last = lasts.iter().all(|last| fold_name(last) == fold_name(lasts[0]));
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
    PersonName::new(text(layout.first_name), text(layout.last_name), text(layout.name))
}
