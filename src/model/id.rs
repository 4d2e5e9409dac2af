//! Row ids, each with its own type so that they cannot be confused.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$about:meta])* $name:ident;)*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(i64);

        impl $name {
            /// Creates an id from a row number.
            #[must_use]
            pub const fn new(number: i64) -> Self {
                Self(number)
            }

            /// Returns the row number.
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
    /// The id of a mailing list.
    ListId;
    /// The id of a subscriber.
    SubscriberId;
    /// The id of an issue.
    IssueId;
    /// The id of the queue of a recipient domain that has its own limits.
    DomainQueueId;
    /// The id of a signup request.
    RequestId;
    /// The id of a consent text.
    ConsentTextId;
    /// The id of an account.
    AccountId;
    /// The id of an answer.
    AnswerId;
    /// The id of a mail with a view.
    ViewId;
    /// The id of one run of an issue: no row has it, but the deliveries that the run has claimed name it.
    RunId;
    /// The id of an event for the webhook.
    WebhookEventId;
}

impl ListId {
    /// Refers to no list.
    pub const NONE: Self = Self(0);
}

impl SubscriberId {
    /// Comes before every subscriber, and belongs to none.
    pub const NONE: Self = Self(0);
}

impl IssueId {
    /// Refers to no issue.
    pub const NONE: Self = Self(0);
}

impl RequestId {
    /// Comes before every request.
    pub const NONE: Self = Self(0);
}

impl DomainQueueId {
    /// The queue shared by all domains without a queue of their own.
    pub const SHARED: Self = Self(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn id_is_formatted_as_its_number() {
        assert_eq!(serde_json::json!({ "list": ListId::new(7) }).to_string(), r#"{"list":7}"#);
        assert_eq!(format!("{} {:>3}", IssueId::new(12), SubscriberId::new(4)), "12   4");
        assert_eq!(DomainQueueId::SHARED.get(), 0);
    }
}
