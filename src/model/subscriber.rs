//! A subscriber: a person's address and fields.

use super::{Address, FieldValue, Mailbox, SubscriberFields, SubscriberId};

/// The name under which a template reads the address itself.
pub const ADDRESS_FIELD: &str = "email";

/// Names that letters fill themselves, and words that mean something between `{{` and `}}`: no column of an import may
/// take one.
#[rustfmt::skip]
pub const RESERVED_FIELDS: &[&str] = &[
    ADDRESS_FIELD, "issue", "list", "society", "unsubscribe_url",
    "if", "unless", "each", "with", "else", "as", "this", "true", "false", "null",
    "eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not", "default", "link", "query", "has",
];

/// Fields that every letter may use, whether an import brought them or not: they make a person's name.
pub const NAME_FIELDS: [&str; 3] = ["name", "first_name", "last_name"];

/// A person who may be on lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// Their number in the database.
    pub id: SubscriberId,
    /// Where their mail goes.
    pub address: Address,
    /// Everything else that is known.
    pub fields: SubscriberFields,
}

impl Subscriber {
    /// Returns the mailbox for the `To` header: `name`, else first and last name, else the bare address.
    #[must_use]
    pub fn mailbox(&self) -> Mailbox {
        let field = |name: &str| self.fields.get(name).and_then(FieldValue::as_text).unwrap_or_default();
        let name = match field("name") {
            "" => format!("{} {}", field("first_name"), field("last_name")),
            name => name.to_owned(),
        };
        Mailbox::new(&name, self.address.clone())
    }

    /// Tells whether a part, in small letters, is in the name or the address.
    #[must_use]
    pub fn matches_name(&self, part: &str) -> bool {
        let name = self.mailbox().name.is_some_and(|name| name.to_lowercase().contains(part));
        name || self.address.folded().contains(part)
    }
}
