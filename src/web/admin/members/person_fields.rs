//! The fields of a person as a form.

use std::collections::BTreeMap;

use super::form_input::{FormFault, FormInput};
use super::form_values::FormValues;
use crate::import::{self, DateOrder};
use crate::model::{
    FieldKind, FieldValue, NAME_FIELDS, RESERVED_FIELDS, SubscriberFields, capitalize, field_name, formula,
    is_field_name,
};
use crate::subscription::FieldValues;

/// What precedes the name of a field in the form.
const PREFIX: &str = "field-";
/// The inputs of a field that does not exist yet.
const NEW_NAME: &str = "new-name";
const NEW_VALUE: &str = "new-value";

/// Lists all fields: those of the name first, then the others, with the values that were typed or are stored.
pub(in crate::web::admin) fn field_inputs(
    kinds: &BTreeMap<String, FieldKind>,
    stored: &SubscriberFields,
    typed: Option<&FormValues>,
) -> Vec<FormInput> {
    let is_name = |name: &&String| NAME_FIELDS.contains(&name.as_str());
    let names = NAME_FIELDS.iter().filter(|name| **name != "name" || kinds.contains_key(**name));
    let mut inputs: Vec<FormInput> = names.map(|name| input(name, FieldKind::Text, stored, typed)).collect();
    let has_whole = inputs.len() == NAME_FIELDS.len();
    inputs.rotate_left(usize::from(has_whole));
    let others = kinds.iter().filter(|(name, _)| !is_name(name));
    inputs.extend(others.map(|(name, kind)| input(name, *kind, stored, typed)));
    inputs
}

/// Returns the inputs of a field that does not exist yet.
pub(in crate::web::admin) fn new_field_inputs(typed: Option<&FormValues>) -> Vec<FormInput> {
    let value = |name: &str| typed.map(|typed| typed.get(name)).unwrap_or_default().to_owned();
    vec![
        FormInput::text(NEW_NAME, "Name of the field", &value(NEW_NAME)).with_hint("Such as “phone”"),
        FormInput::text(NEW_VALUE, "Value", &value(NEW_VALUE)),
    ]
}

/// Reads the values that were changed, by the rules of an import.
pub(in crate::web::admin) fn changed_fields(
    form: &FormValues,
    kinds: &BTreeMap<String, FieldKind>,
    stored: &SubscriberFields,
    order: DateOrder,
) -> (FieldValues, Vec<FormFault>) {
    let (mut values, mut faults) = (FieldValues::new(), Vec::new());
    let known = kinds.iter().map(|(name, kind)| (name.as_str(), *kind));
    let names = NAME_FIELDS.iter().filter(|name| !kinds.contains_key(**name)).map(|name| (*name, FieldKind::Text));
    for (name, kind) in known.chain(names) {
        let id = format!("{PREFIX}{name}");
        if !form.has(&id) || form.get(&id) == plain_value(stored.get(name)) {
            continue;
        }
        match import::parse_value(form.get(&id), kind, order, name) {
            Ok(value) => drop(values.insert(name.to_owned(), value)),
            Err(reason) => faults.push(FormFault::new(&id, format!("{}: it {reason}.", field_label(name)))),
        }
    }
    if let Some(typed) = form.filled(NEW_NAME) {
        match new_field(typed, form.get(NEW_VALUE), kinds, order) {
            Ok((name, value)) => drop(values.insert(name, value)),
            Err(fault) => faults.push(fault),
        }
    } else if form.filled(NEW_VALUE).is_some() {
        faults.push(FormFault::new(NEW_NAME, "Say what the new field is called."));
    }
    (values, faults)
}

/// Reads a field that the form has no input for.
fn new_field(
    typed: &str,
    value: &str,
    kinds: &BTreeMap<String, FieldKind>,
    order: DateOrder,
) -> Result<(String, Option<FieldValue>), FormFault> {
    let name = field_name(typed);
    if !is_field_name(&name) {
        return Err(FormFault::new(NEW_NAME, format!("“{typed}” cannot be the name of a field: begin with a letter.")));
    }
    if RESERVED_FIELDS.contains(&name.as_str()) {
        return Err(FormFault::new(NEW_NAME, format!("Letters use “{name}” themselves: choose another name.")));
    }
    let kind = kinds.get(&name).copied().unwrap_or(FieldKind::Text);
    let value = import::parse_value(value, kind, order, &name)
        .map_err(|reason| FormFault::new(NEW_VALUE, format!("{}: it {reason}.", field_label(&name))))?;
    Ok((name, value))
}

fn input(name: &str, kind: FieldKind, stored: &SubscriberFields, typed: Option<&FormValues>) -> FormInput {
    let id = format!("{PREFIX}{name}");
    let stored = plain_value(stored.get(name));
    let value = typed.filter(|typed| typed.has(&id)).map_or(stored, |typed| typed.get(&id).to_owned());
    let label = field_label(name);
    match kind {
        FieldKind::Flag => FormInput::select(&id, &label, &value, [("", "not known"), ("yes", "yes"), ("no", "no")]),
        FieldKind::Date => FormInput::text(&id, &label, &value).of_kind("date"),
        FieldKind::Tags => FormInput::text(&id, &label, &value).with_hint("Several with semicolons: choir; board"),
        FieldKind::Text => FormInput::text(&id, &label, &value),
    }
}

fn plain_value(value: Option<&FieldValue>) -> String {
    value.map(|value| formula::plain(value).into_owned()).unwrap_or_default()
}

/// Writes the name of a field for people: `first_name` is `First name`.
pub(in crate::web::admin) fn field_label(name: &str) -> String {
    capitalize(&name.replace('_', " "))
}
