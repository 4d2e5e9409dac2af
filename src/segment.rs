//! Segments: a list narrowed by conditions, which select the recipients.

mod answer_page;
mod condition;
mod condition_names;
mod frozen_conditions;
mod known_names;
mod member_pages;
mod page_reader;
mod recipient_digest;
mod search;
mod segment_pages;

use jiff::civil::Date;

use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{FieldValue, List, RecipientFilter, Subscriber, SubscriberId, SubscriptionState};

pub use answer_page::AnswerPage;
pub use condition::{BadCondition, Condition};
pub use condition_names::{ConditionNames, condition_names, field_kinds, field_names};
pub use frozen_conditions::{FrozenConditionError, changing_conditions};
pub use known_names::known_names;
pub use member_pages::{MemberPage, MemberSearch, search_members};
pub use page_reader::PageReader;
pub use recipient_digest::RecipientDigest;
pub use search::{FoundSubscriber, SearchResult, SubscriberSearch, search_subscribers};
pub use segment_pages::{ExcludedSubscriber, SegmentPages, SegmentStats};

/// The recipients of an issue: subscribers of a list who match the condition and not the exclusion.
#[derive(Debug, Clone)]
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

    /// Returns whether conditions depend on what people answer, which may change at any time.
    #[must_use]
    pub fn uses_answers(&self) -> bool {
        self.letters().next().is_some() || self.silences().next().is_some()
    }

    /// Returns the days since when the conditions look for signs of people.
    fn silences(&self) -> impl Iterator<Item = Date> {
        self.condition.iter().chain(&self.exclusion).flat_map(Condition::silences).copied()
    }

    /// Returns the letters whose answers the conditions use.
    fn letters(&self) -> impl Iterator<Item = &String> {
        self.condition.iter().chain(&self.exclusion).flat_map(Condition::letters)
    }

    /// Reads what subscribers answered to the letters that the conditions name.
    ///
    /// # Errors
    /// Returns an error if a database query fails.
    pub async fn answers(
        &self,
        work: &mut DatabaseTransaction,
        subscribers: &[SubscriberId],
    ) -> Result<AnswerPage, database::Error> {
        let letters: Vec<String> = self.letters().cloned().collect();
        let silences: Vec<Date> = self.silences().collect();
        AnswerPage::read(work, &letters, &silences, subscribers).await
    }

    /// Returns why a subscriber of the list does not receive the issue; `None` if they do. `answers` must contain what
    /// they answered to the letters that the conditions name.
    #[must_use]
    pub fn exclusion_reason(&self, subscriber: &Subscriber, answers: &AnswerPage) -> Option<ExclusionReason> {
        if self.condition.as_ref().is_some_and(|condition| !condition.admits(subscriber, answers)) {
            return Some(ExclusionReason::ConditionFalse);
        }
        let exclusion = self.exclusion.as_ref().filter(|exclusion| exclusion.admits(subscriber, answers));
        exclusion.map(|_| ExclusionReason::Excluded)
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

    /// Begins to read the recipients, always a page ahead.
    #[must_use]
    pub fn read_ahead(&self, database: &Database) -> PageReader {
        PageReader::start(self.clone(), database.clone())
    }
}
