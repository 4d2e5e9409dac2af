//! Segments: a list narrowed by conditions, which select the recipients.

mod condition;
mod known_names;
mod member_pages;
mod recipient_digest;
mod search;
mod segment_pages;

use std::collections::{BTreeMap, BTreeSet};

use crate::database::{self, Database};
use crate::model::{FieldKind, FieldValue, List, NAME_FIELDS, RecipientFilter, Subscriber, SubscriptionState};

pub use condition::{BadCondition, Condition};
pub use known_names::known_names;
pub use member_pages::{MemberPage, MemberSearch, search_members};
pub use recipient_digest::RecipientDigest;
pub use search::{FoundSubscriber, SearchResult, SubscriberSearch, search_subscribers};
pub use segment_pages::{ExcludedSubscriber, SegmentPages, SegmentStats};

/// Returns the fields that a condition may use, each with the type of its values.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn field_kinds(database: &Database) -> Result<BTreeMap<String, FieldKind>, database::Error> {
    let mut kinds = database::fields::all(&mut database.begin_read().await?).await?;
    for name in NAME_FIELDS {
        kinds.entry(name.to_owned()).or_insert(FieldKind::Text);
    }
    Ok(kinds)
}

/// Returns the names of all fields that a message or a condition may use.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn field_names(database: &Database) -> Result<BTreeSet<String>, database::Error> {
    Ok(field_kinds(database).await?.into_keys().collect())
}

/// The recipients of an issue: subscribers of a list who match the condition and not the exclusion.
#[derive(Debug)]
pub struct Segment {
    /// The list.
    pub list: List,
    /// The condition that recipients must match, if there is one.
    pub condition: Option<Condition>,
    /// The condition that excludes recipients, if there is one.
    pub exclusion: Option<Condition>,
    /// Whether this is a statutory notice, which is also sent to subscribers who want only notices.
    pub statutory: bool,
}

/// The reason why somebody on the list does not receive an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExclusionReason {
    /// The condition is not true for them.
    ConditionFalse,
    /// The exclusion is true for them.
    Excluded,
    /// Their subscription is in this state.
    SubscriptionState(SubscriptionState),
}

impl Segment {
    /// Returns the segment of all subscribers who receive a list's newsletters.
    #[must_use]
    pub fn whole_list(list: List) -> Self {
        Self { list, condition: None, exclusion: None, statutory: false }
    }

    /// Returns the subscriptions that the segment may include, before conditions are evaluated.
    #[must_use]
    pub fn readership(&self) -> RecipientFilter {
        RecipientFilter { list: self.list.id, statutory: self.statutory }
    }

    /// Returns whether conditions may exclude some of the list.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.condition.is_some() || self.exclusion.is_some()
    }

    /// Returns why a subscriber of the list does not receive the issue; `None` if they do.
    #[must_use]
    pub fn exclusion_reason(&self, subscriber: &Subscriber) -> Option<ExclusionReason> {
        if self.condition.as_ref().is_some_and(|condition| !condition.admits(subscriber)) {
            return Some(ExclusionReason::ConditionFalse);
        }
        self.exclusion.as_ref().filter(|exclusion| exclusion.admits(subscriber)).map(|_| ExclusionReason::Excluded)
    }

    /// Returns the fields that the conditions use, each once, with the subscriber's values.
    #[must_use]
    pub fn deciding_fields<'a>(&'a self, subscriber: &'a Subscriber) -> Vec<(&'a str, Option<&'a FieldValue>)> {
        let mut why: Vec<(&str, Option<&FieldValue>)> = Vec::new();
        for condition in self.condition.iter().chain(&self.exclusion) {
            for (field, value) in condition.why(subscriber) {
                if why.iter().all(|(known, _)| *known != field) {
                    why.push((field, value));
                }
            }
        }
        why
    }

    /// Returns the recipients page by page, ordered by id.
    #[must_use]
    pub fn pages(&self) -> SegmentPages<'_> {
        SegmentPages::new(self)
    }
}
