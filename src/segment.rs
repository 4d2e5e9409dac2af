//! A list and a condition make recipients.

mod condition;
mod known_names;
mod recipient_digest;
mod search;
mod segment_pages;

use std::collections::{BTreeMap, BTreeSet};

use crate::database::{self, Database};
use crate::model::{FieldKind, FieldValue, List, NAME_FIELDS, RecipientFilter, Subscriber, SubscriptionState};

pub use condition::{BadCondition, Condition};
pub use known_names::known_names;
pub use recipient_digest::RecipientDigest;
pub use search::{FoundSubscriber, SearchResult, SubscriberSearch, search_subscribers};
pub use segment_pages::{ExcludedSubscriber, SegmentPages, SegmentStats};

/// Returns all fields that a condition may use, each with what its values are.
///
/// # Errors
/// The database refused.
pub async fn field_kinds(database: &Database) -> Result<BTreeMap<String, FieldKind>, database::Error> {
    let mut kinds = database::fields::all(&mut database.begin_read().await?).await?;
    for name in NAME_FIELDS {
        kinds.entry(name.to_owned()).or_insert(FieldKind::Text);
    }
    Ok(kinds)
}

/// Returns the names of all fields that a letter or a condition may use.
///
/// # Errors
/// The database refused.
pub async fn field_names(database: &Database) -> Result<BTreeSet<String>, database::Error> {
    Ok(field_kinds(database).await?.into_keys().collect())
}

/// Who an issue goes to: those of a list who get its letters, of whom the condition is true and the exclusion is not.
#[derive(Debug)]
pub struct Segment {
    /// The list.
    pub list: List,
    /// What narrows it, if anything does.
    pub condition: Option<Condition>,
    /// What takes people out of it, if anything does.
    pub exclusion: Option<Condition>,
    /// Whether it is a notice that the society's rules ask for: then it goes also to those who want no newsletters.
    pub statutory: bool,
}

/// What keeps a letter from somebody of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExclusionReason {
    /// The condition is not true of them.
    ConditionFalse,
    /// The exclusion is true of them.
    Excluded,
    /// How they stand on it.
    SubscriptionState(SubscriptionState),
}

impl Segment {
    /// Takes everybody who gets the newsletters of a list.
    #[must_use]
    pub fn whole_list(list: List) -> Self {
        Self { list, condition: None, exclusion: None, statutory: false }
    }

    /// Returns whom of the list it may reach, before anybody is asked anything.
    #[must_use]
    pub fn readership(&self) -> RecipientFilter {
        RecipientFilter { list: self.list.id, statutory: self.statutory }
    }

    /// Tells whether some of the list may be left out.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        self.condition.is_some() || self.exclusion.is_some()
    }

    /// Tells what keeps the letter from a subscriber of the list; `None` when they get it.
    #[must_use]
    pub fn exclusion_reason(&self, subscriber: &Subscriber) -> Option<ExclusionReason> {
        if self.condition.as_ref().is_some_and(|condition| !condition.admits(subscriber)) {
            return Some(ExclusionReason::ConditionFalse);
        }
        self.exclusion.as_ref().filter(|exclusion| exclusion.admits(subscriber)).map(|_| ExclusionReason::Excluded)
    }

    /// Returns what it is about a subscriber that decides: each field that a condition uses, once, and what is known of it.
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

    /// Begins a walk through the audience, in the order of the subscribers' numbers.
    #[must_use]
    pub fn pages(&self) -> SegmentPages<'_> {
        SegmentPages::new(self)
    }
}
