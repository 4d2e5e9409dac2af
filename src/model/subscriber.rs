//! A subscriber: an address and fields.

use super::{Address, FieldValue, Mailbox, SubscriberFields, SubscriberId};

/// The name by which templates refer to the address.
pub const ADDRESS_FIELD: &str = "email";

/// Names that templates fill themselves or that Handlebars reserves: import columns cannot use them.
#[rustfmt::skip]
pub const RESERVED_FIELDS: &[&str] = &[
    ADDRESS_FIELD, "issue", "list", "society", "unsubscribe_url", "preferences_url", "still_wanted_url",
    "if", "unless", "each", "with", "else", "as", "this", "true", "false", "null",
    "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not", "default", "link", "query", "has", "members_only",
];

/// The field with the language in which a person is written to.
pub const LANGUAGE_FIELD: &str = "language";

/// Fields that make up a person's name; every message may use them, whether or not an import brought them.
pub const NAME_FIELDS: [&str; 3] = ["name", "first_name", "last_name"];

/// A person who may be subscribed to lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// The row id.
    pub id: SubscriberId,
    /// The address that mail is sent to.
    pub address: Address,
    /// All other known values.
    pub fields: SubscriberFields,
}

impl Subscriber {
    /// Returns the mailbox for the `To` header, named by `name`, or by first and last name, or without a name.
    #[must_use]
    pub fn mailbox(&self) -> Mailbox {
        let field = |name: &str| self.fields.get(name).and_then(FieldValue::as_text).unwrap_or_default();
        let name = match field("name") {
            "" => format!("{} {}", field("first_name"), field("last_name")),
            name => name.to_owned(),
        };
        Mailbox::new(&name, self.address.clone())
    }

    /// Returns what is known of the language in which they are written to: a tag or a name.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.fields.get(LANGUAGE_FIELD).and_then(FieldValue::as_text).filter(|language| !language.trim().is_empty())
    }

    /// Returns whether the name or the address contains `part`, which must be in lower case.
    #[must_use]
    pub fn matches_name(&self, part: &str) -> bool {
        let name = self.mailbox().name.is_some_and(|name| name.to_lowercase().contains(part));
        name || self.address.folded().contains(part)
    }
}
