//! The numbers that rows have, each of a type of its own, so that none is taken for another.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$about:meta])* $name:ident;)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Makes it of the number that the row has.
            #[must_use]
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// Returns the number.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// Names a mailing list.
    ListId;
    /// Names a subscriber.
    SubscriberId;
    /// Names an issue.
    IssueId;
    /// Names the queue of a recipient domain that has limits of its own.
    DomainQueueId;
    /// Names a request to join.
    RequestId;
    /// Names a text that people agreed to.
    ConsentTextId;
}

impl ListId {
    /// Is no list's.
    pub const NONE: Self = Self(0);
}

impl SubscriberId {
    /// Comes before every subscriber, and belongs to none.
    pub const NONE: Self = Self(0);
}

impl IssueId {
    /// Is no issue's.
    pub const NONE: Self = Self(0);
}

impl DomainQueueId {
    /// The queue of all domains that have none of their own.
    pub const SHARED: Self = Self(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_written_as_its_number() {
        assert_eq!(serde_json::json!({ "list": ListId::new(7) }).to_string(), r#"{"list":7}"#);
        assert_eq!(format!("{} {:>3}", IssueId::new(12), SubscriberId::new(4)), "12   4");
        assert_eq!(DomainQueueId::SHARED.get(), 0);
    }
}
