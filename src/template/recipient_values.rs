//! The values of one recipient that compiled templates read, each found once.

use std::borrow::Cow;

use handlebars::Context;
use serde_json::{Map, Value};

use crate::model::{ADDRESS_FIELD, FieldValue, Language, Subscriber};

/// The name under which a template reads the recipient's unsubscribe link.
pub const UNSUBSCRIBE_FIELD: &str = "unsubscribe_url";

/// The name under which it reads the link to choose what one gets; empty if there are no public pages.
pub const PREFERENCES_FIELD: &str = "preferences_url";

/// The name under which it reads the link by which somebody says that they still want to be written to.
pub const STILL_WANTED_FIELD: &str = "still_wanted_url";

/// The beginning of the names under which it reads the links of the answers, which end with a number from 1.
pub const ANSWER_LINK_PREFIX: &str = "answer_url_";

/// The field that is the first and the last name if it is not known itself.
pub(super) const FULL_NAME_FIELD: &str = "name";

/// The fields that a composition reads, in the order in which they were first met.
#[derive(Debug)]
pub(super) struct ValueSlots<'a> {
    /// The constants, and each field with the text that it has if a recipient has none.
    base_data: &'a Map<String, Value>,
    slots: Vec<ValueSlot>,
}

/// Where a value comes from.
#[derive(Debug, Clone)]
pub(super) struct ValueSlot {
    name: String,
    /// The text if the recipient has none.
    base: String,
}

impl<'a> ValueSlots<'a> {
    pub(super) fn new(base_data: &'a Map<String, Value>) -> Self {
        Self { base_data, slots: Vec::new() }
    }

    pub(super) fn into_slots(self) -> Vec<ValueSlot> {
        self.slots
    }

    /// Returns a value of the issue that no field can override.
    pub(super) fn constant(&self, path: &str) -> Option<&'a Value> {
        if !is_plain(path) {
            return None;
        }
        let mut steps = path.split('.');
        let root = self.base_data.get(steps.next()?).filter(|value| !value.is_string())?;
        steps.try_fold(root, |value, step| value.as_object()?.get(step))
    }

    /// Returns the number of a field.
    pub(super) fn slot(&mut self, name: &str) -> Option<usize> {
        let known = self.slots.iter().position(|slot| slot.name == name);
        let base = match self.base_data.get(name) {
            Some(Value::String(base)) => base.as_str(),
            _ if matches!(name, ADDRESS_FIELD | UNSUBSCRIBE_FIELD | PREFERENCES_FIELD) => "",
            _ => return None,
        };
        is_plain(name).then(|| {
            known.unwrap_or_else(|| {
                self.slots.push(ValueSlot { name: name.to_owned(), base: base.to_owned() });
                self.slots.len() - 1
            })
        })
    }
}

/// Returns whether a path consists of names only; the engine has more, such as `this` and `..`.
fn is_plain(path: &str) -> bool {
    let is_name = |step: &str| {
        !matches!(step, "" | "this") && step.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
    };
    path.split('.').all(is_name)
}

/// The values of one recipient.
pub(super) struct RecipientValues<'a> {
    texts: Vec<Cow<'a, str>>,
    /// All values, if a part of the composition needs the engine.
    pub(super) context: Option<Context>,
}

impl<'a> RecipientValues<'a> {
    pub(super) fn new(
        slots: &'a [ValueSlot],
        subscriber: &'a Subscriber,
        unsubscribe_url: &'a str,
        language: &Language,
    ) -> Self {
        let text = |slot: &'a ValueSlot| match slot.name.as_str() {
            ADDRESS_FIELD => Cow::Borrowed(subscriber.address.as_str()),
            UNSUBSCRIBE_FIELD => Cow::Borrowed(unsubscribe_url),
            PREFERENCES_FIELD => preferences_link(unsubscribe_url).into(),
            name => match subscriber.fields.get(name) {
                Some(FieldValue::Text(text)) => Cow::Borrowed(text.as_str()),
                Some(value) => Cow::Owned(value.show(language)),
                None => Cow::Borrowed(slot.base.as_str()),
            },
        };
        let whole_name = |slot: &ValueSlot, text: Cow<'a, str>| {
            let is_missing = slot.name == FULL_NAME_FIELD && text.is_empty();
            if is_missing { subscriber.mailbox().name.unwrap_or_default().into() } else { text }
        };
        Self { texts: slots.iter().map(|slot| whole_name(slot, text(slot))).collect(), context: None }
    }

    /// Returns the text of a field.
    pub(super) fn text(&self, slot: usize) -> &str {
        self.texts.get(slot).map_or("", AsRef::as_ref)
    }
}

/// Returns the link to choose what one gets; empty if the link to unsubscribe leads to no page.
pub(super) fn preferences_link(unsubscribe_url: &str) -> String {
    let has_pages = unsubscribe_url.starts_with("https:") || unsubscribe_url.starts_with("http:");
    if has_pages { format!("{unsubscribe_url}/lists") } else { String::new() }
}
