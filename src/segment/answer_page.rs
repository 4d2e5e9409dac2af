//! What a page of subscribers answered to the letters that a condition names.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::database::{self, DatabaseTransaction};
use crate::model::SubscriberId;

/// What some subscribers answered to some letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerPage {
    letters: BTreeMap<String, LetterAnswers>,
    /// Who was heard of since a day, or was asked already whether they want to be written to.
    heard: BTreeMap<Date, HashSet<SubscriberId>>,
}

/// What some subscribers answered to one letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct LetterAnswers {
    choices: HashMap<SubscriberId, String>,
    silent: HashSet<SubscriberId>,
}

impl AnswerPage {
    /// Reads what subscribers answered: two statements per letter, however many subscribers there are.
    ///
    /// # Errors
    /// Returns an error if a database query fails.
    pub async fn read(
        work: &mut DatabaseTransaction,
        letters: &[String],
        silences: &[Date],
        subscribers: &[SubscriberId],
    ) -> Result<Self, database::Error> {
        let mut page = Self::default();
        for since in silences {
            let start = since.to_zoned(TimeZone::UTC).map_or(Timestamp::UNIX_EPOCH, |day| day.timestamp());
            page.heard.insert(*since, database::still_wanted::heard_or_asked(work, subscribers, start).await?);
        }
        for letter in letters {
            if subscribers.is_empty() || page.letters.contains_key(letter.as_str()) {
                continue;
            }
            let choices = database::answer_states::counted_choices(work, letter, subscribers).await?;
            let silent = database::answer_states::silent_readers(work, letter, subscribers).await?;
            page.add(letter, choices, silent);
        }
        Ok(page)
    }

    /// Adds what subscribers answered to a letter, and who got it and did not answer.
    pub(super) fn add(&mut self, letter: &str, choices: HashMap<SubscriberId, String>, silent: HashSet<SubscriberId>) {
        self.letters.insert(letter.to_owned(), LetterAnswers { choices, silent });
    }

    /// Returns what a subscriber answered to a letter in time; `None` if they did not.
    #[must_use]
    pub fn choice(&self, letter: &str, subscriber: SubscriberId) -> Option<&str> {
        self.letters.get(letter)?.choices.get(&subscriber).map(String::as_str)
    }

    /// Returns whether nothing was heard of a subscriber since a day, and they were not asked yet whether they want to be
    /// written to.
    #[must_use]
    pub fn is_unheard(&self, since: Date, subscriber: SubscriberId) -> bool {
        self.heard.get(&since).is_some_and(|heard| !heard.contains(&subscriber))
    }

    /// Returns whether a subscriber was sent a letter and has not answered it in time.
    #[must_use]
    pub fn is_silent(&self, letter: &str, subscriber: SubscriberId) -> bool {
        self.letters.get(letter).is_some_and(|answers| answers.silent.contains(&subscriber))
    }
}
