//! Answers: what a letter asks its readers, and what one of them said.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr};

use super::{AnswerId, IssueId, SubscriberId};

/// The largest number of guests that one answer can bring.
pub const MAX_GUESTS: u8 = 9;

/// The most answers that an issue can offer.
pub const MAX_CHOICES: usize = 6;

/// The maximum length of the note of an answer, in characters.
pub const MAX_ANSWER_NOTE: usize = 500;

/// The longest word that links name as it is, in octets.
const MAX_LINK_WORD: usize = 12;

/// What an issue asks its readers. It is frozen with the issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnswerQuestion {
    /// The answers that can be chosen, in the order of the draft. The first one is that of people who come.
    pub choices: Vec<AnswerChoice>,
    /// The time from which an answer is late: the deadline of the draft, otherwise the beginning of the event.
    pub deadline: Option<Timestamp>,
    /// How many people can come, guests included.
    pub places: Option<u32>,
    /// Whether those who come may bring guests.
    pub accepts_guests: bool,
}

/// One answer that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerChoice {
    /// The word of the draft, such as `yes`. It identifies the choice in the database and in conditions.
    pub word: String,
    /// What stands on the button, such as `I will come`.
    pub label: String,
}

impl AnswerQuestion {
    /// Returns the choice with this word, in any case.
    #[must_use]
    pub fn choice(&self, word: &str) -> Option<&AnswerChoice> {
        self.choices.iter().find(|choice| choice.word.to_lowercase() == word.trim().to_lowercase())
    }

    /// Returns the choice with this number, from 1, as links and addresses name it.
    #[must_use]
    pub fn numbered_choice(&self, number: u8) -> Option<&AnswerChoice> {
        self.choices.get(usize::from(number).checked_sub(1)?)
    }

    /// Returns the name of a choice in links, by its number from 1: its word if it is a plain one, otherwise the number.
    #[must_use]
    pub fn link_name(&self, number: u8) -> String {
        let word = self.numbered_choice(number).map_or("", |choice| choice.word.as_str());
        let is_plain = (1..=MAX_LINK_WORD).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic());
        if is_plain { word.to_lowercase() } else { number.to_string() }
    }

    /// Returns the choice that a link names, whatever signs mail programs took into the link behind it.
    #[must_use]
    pub fn linked_choice(&self, name: &str) -> Option<&AnswerChoice> {
        let name = name.trim_end_matches(|c: char| !c.is_alphanumeric());
        match name.parse() {
            Ok(number) => self.numbered_choice(number),
            Err(_) => self.choice(name),
        }
    }

    /// Returns the choice of people who decline: `no`, or the only one beside the first. `None` if the words leave it open.
    #[must_use]
    pub fn declining(&self) -> Option<&AnswerChoice> {
        let others = self.choices.get(1..)?;
        let only = if let [only] = others { Some(only) } else { None };
        others.iter().find(|choice| choice.word.eq_ignore_ascii_case("no")).or(only)
    }

    /// Returns whether the choice with this word is that of people who come: the first one, to which places and guests
    /// belong.
    #[must_use]
    pub fn is_attending(&self, word: &str) -> bool {
        self.choices.first().is_some_and(|choice| choice.word == word)
    }

    /// Returns whether an answer given at this time is late.
    #[must_use]
    pub fn is_over(&self, at: Timestamp) -> bool {
        self.deadline.is_some_and(|deadline| at >= deadline)
    }
}

/// The way by which an answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum AnswerSource {
    /// The page behind the link of the letter.
    Link,
    /// A mail to the sealed address of the letter.
    Mail,
    /// A reply of a calendar program (RFC 5546 §3.2.3).
    Calendar,
    /// The society wrote it down, because somebody said it otherwise.
    Owner,
}

/// What an answer counts for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum AnswerStanding {
    /// It counts, unless the same person gave a newer one that counts.
    Counted,
    /// It came after the deadline and does not count.
    Late,
    /// It came when there were not enough places and does not count.
    Full,
}

/// An answer, as it is given.
#[derive(Debug, Clone, Copy)]
pub struct NewAnswer<'a> {
    /// The issue that asked.
    pub issue: IssueId,
    /// Who answers.
    pub subscriber: SubscriberId,
    /// The word of the choice.
    pub choice: &'a str,
    /// How many guests come along. Only those who come have guests.
    pub guests: u8,
    /// What they wrote beside it.
    pub note: Option<&'a str>,
    /// The way by which it came.
    pub source: AnswerSource,
    /// The time when it was given; the newest one counts.
    pub at: Timestamp,
}

/// An answer as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The row id.
    pub id: AnswerId,
    /// The issue that asked.
    pub issue: IssueId,
    /// Who answered.
    pub subscriber: SubscriberId,
    /// The word of the choice.
    pub choice: String,
    /// How many guests come along.
    pub guests: u8,
    /// What they wrote beside it.
    pub note: Option<String>,
    /// The way by which it came.
    pub source: AnswerSource,
    /// The time when it was given.
    pub answered_at: Timestamp,
    /// Whether it counts.
    pub standing: AnswerStanding,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerOutcome {
    /// It is recorded and counts.
    Recorded,
    /// It says what the person's answer already was; nothing is recorded.
    Unchanged,
    /// It is recorded, but a newer answer of the person counts.
    Outdated,
    /// It is recorded as late and does not count.
    Late,
    /// It is recorded, but does not count: there are not enough places left.
    Full,
    /// The issue does not offer this choice; nothing is recorded.
    UnknownChoice,
    /// The issue asks nothing, or is gone; nothing is recorded.
    NoQuestion,
    /// The person was erased; nothing is recorded.
    NoSubscriber,
    /// The person changed the answer too often; nothing is recorded.
    TooMany,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn choice_is_found_by_its_word_and_its_number() {
        let choice = |word: &str| AnswerChoice { word: word.to_owned(), label: word.to_uppercase() };
        let deadline = Some(Timestamp::UNIX_EPOCH);
        let choices = vec![choice("yes"), choice("Ängste")];
        let question = AnswerQuestion { choices, deadline, places: None, accepts_guests: true };
        assert_eq!(question.choice(" ängste ").unwrap().label, "ÄNGSTE");
        assert_eq!(question.numbered_choice(1).unwrap().word, "yes");
        assert!(question.choice("no").is_none());
        assert!([0, 3, 255].into_iter().all(|number| question.numbered_choice(number).is_none()));
        assert_eq!((question.link_name(1).as_str(), question.link_name(2).as_str()), ("yes", "2"));
        for (name, word) in
            [("yes", Some("yes")), ("Yes.", Some("yes")), ("2", Some("Ängste")), ("9", None), ("", None)]
        {
            assert_eq!(question.linked_choice(name).map(|choice| choice.word.as_str()), word, "{name}");
        }
        assert!(question.is_attending("yes") && !question.is_attending("Ängste"));
        assert!(question.is_over(Timestamp::UNIX_EPOCH) && !question.is_over(Timestamp::MIN));
    }
}
