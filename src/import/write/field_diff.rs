//! Compares the fields of a subscriber with a row.

use crate::database;
use crate::import::merge::{FieldSlot, ImportedPerson, RowLayout, is_joined_name};
use crate::import::outcome::FieldChange;
use crate::model::{FieldValue, SubscriberFields, excerpt, formula};

/// The new fields of a subscriber.
pub(crate) struct FieldDiff {
    /// All fields, as JSON.
    pub(crate) json: String,
    pub(crate) changes: Vec<FieldChange>,
}

/// Compares the fields of an existing subscriber, as JSON, with a row; `None` if nothing changes.
pub(crate) fn diff_fields(
    layout: &RowLayout,
    person: &ImportedPerson,
    known: &str,
) -> Result<Option<FieldDiff>, database::Error> {
    if person.json == known {
        return Ok(None);
    }
    let unreadable = |_| database::Error::InvalidValue("set of fields");
    let before: SubscriberFields = serde_json::from_str(known).map_err(unreadable)?;
    let imported: SubscriberFields = serde_json::from_str(&person.json).map_err(unreadable)?;
    let mut after = before.clone();
    let mut changes = Vec::new();
    let address = person.address()?;
    let mut change = |name: &str, from: Option<&FieldValue>, to: Option<&FieldValue>| {
        let quoted = |value: Option<&FieldValue>| value.map_or(String::new(), |value| excerpt(&formula::plain(value)));
        let (field, address) = (name.to_owned(), address.clone());
        changes.push(FieldChange { line: person.line, address, field, from: quoted(from), to: quoted(to) });
    };
    let is_kept = |slot: usize| person.kept.iter().any(|kept| usize::from(*kept) == slot);
    for (slot, FieldSlot { name, .. }) in layout.slots.iter().enumerate() {
        let old = before.get(name);
        match imported.get(name) {
            Some(new) if old == Some(new) => {}
            Some(new) => {
                change(name, old, Some(new));
                after.insert(name.clone(), new.clone());
            }
            None if is_kept(slot) => {}
            None => {
                after.remove(name);
                // Earlier versions stored empty values.
                if old.is_some_and(|value| !value.is_empty()) {
                    change(name, old, None);
                }
            }
        }
    }
    let sets = |slot: Option<usize>| slot.is_some_and(|slot| !is_kept(slot));
    let renamed = sets(layout.first_name) && sets(layout.last_name) && !sets(layout.name);
    if renamed && is_joined_name(&before, layout.conjunction) && !is_joined_name(&after, layout.conjunction) {
        after.remove("name");
    }
    if changes.is_empty() {
        return Ok(None);
    }
    let json = serde_json::to_string(&after).map_err(unreadable)?;
    Ok(Some(FieldDiff { json, changes }))
}
