//! The answers to an issue by name: who comes, who does not, who is silent, and what does not count.

use super::AskedIssue;
use crate::database::{self, Database};
use crate::model::{
    Address, Answer, AnswerChoice, AnswerStanding, FieldValue, Subscriber, SubscriberId, fold_name, single_line,
    without_deceptive,
};

/// How many people are read at once.
const PAGE_SIZE: i64 = 1_000;

/// A person on the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedPerson {
    /// The subscriber.
    pub subscriber: SubscriberId,
    /// Their address.
    pub address: Address,
    /// Their name; the address if none is known.
    pub name: String,
    /// Their name with the last name first, by which lists are sorted.
    pub sorted_name: String,
}

/// A person who answered, with all that they answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedAnswers {
    /// The person.
    pub person: ListedPerson,
    /// Their answers, the oldest first.
    pub answers: Vec<Answer>,
}

/// The answers to an issue. Lists are sorted by last name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerList {
    /// What was asked, and of whom.
    pub asked: AskedIssue,
    /// Everybody who answered.
    pub answered: Vec<ListedAnswers>,
    /// Those who were sent the letter and have not answered it in time.
    pub silent: Vec<ListedPerson>,
}

/// How many people gave one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceCount<'a> {
    /// The answer.
    pub choice: &'a AnswerChoice,
    /// How many members.
    pub people: usize,
    /// How many guests they bring.
    pub guests: usize,
}

impl ListedPerson {
    fn new(subscriber: Subscriber) -> Self {
        let field = |name: &str| {
            let value = subscriber.fields.get(name).and_then(FieldValue::as_text).unwrap_or_default();
            single_line(&without_deceptive(value)).into_owned()
        };
        let (whole, first, last) = (field("name"), field("first_name"), field("last_name"));
        let sorted_name = match (whole.as_str(), first.as_str(), last.as_str()) {
            (_, first, last) if !last.is_empty() && !first.is_empty() => format!("{last}, {first}"),
            (_, _, last) if !last.is_empty() => last.to_owned(),
            (whole, ..) if !whole.is_empty() => last_word_first(whole),
            (_, first, _) if !first.is_empty() => first.to_owned(),
            _ => subscriber.address.to_string(),
        };
        let name = subscriber.mailbox().name.map(|name| single_line(&without_deceptive(&name)).into_owned());
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| subscriber.address.to_string());
        Self { subscriber: subscriber.id, address: subscriber.address, name, sorted_name }
    }

    /// Leaves out signs before the name, such as those of `'t Hooft` and `*Cole*`.
    fn sort_key(&self) -> (String, String) {
        let name = self.sorted_name.trim_start_matches(|c: char| !c.is_alphanumeric());
        (fold_name(name), self.address.folded().clone())
    }
}

impl ListedAnswers {
    /// Returns the answer that counts.
    #[must_use]
    pub fn current(&self) -> Option<&Answer> {
        self.answers.iter().rev().find(|answer| answer.standing == AnswerStanding::Counted)
    }

    /// Returns the newest answer if it does not count: it came too late, or there was no place left.
    #[must_use]
    pub fn uncounted(&self) -> Option<&Answer> {
        self.answers.last().filter(|answer| answer.standing != AnswerStanding::Counted)
    }

    /// Returns whether they gave different answers.
    #[must_use]
    pub fn is_contradictory(&self) -> bool {
        self.answers.windows(2).any(|pair| matches!(pair, [one, other] if one.choice != other.choice))
    }
}

impl AnswerList {
    /// Reads the answers to an issue, page after page.
    ///
    /// # Errors
    /// The database failed.
    pub async fn load(database: &Database, asked: AskedIssue) -> Result<Self, database::Error> {
        let issue = asked.issue.id;
        let mut list = Self { asked, answered: Vec::new(), silent: Vec::new() };
        let mut after = SubscriberId::NONE;
        loop {
            let mut work = database.begin_read().await?;
            let people = database::answer_pages::answering_people(&mut work, issue, after, PAGE_SIZE).await?;
            let Some(end) = people.last().map(|person| person.id) else { break };
            let mut answers = database::answer_pages::answers_between(&mut work, issue, after, end).await?;
            after = end;
            for person in people {
                let answers = answers.remove(&person.id).unwrap_or_default();
                list.answered.push(ListedAnswers { person: ListedPerson::new(person), answers });
            }
        }
        after = SubscriberId::NONE;
        loop {
            let mut work = database.begin_read().await?;
            let people = database::answer_pages::silent_people(&mut work, issue, after, PAGE_SIZE).await?;
            let Some(end) = people.last() else { break };
            after = end.id;
            list.silent.extend(people.into_iter().map(ListedPerson::new));
        }
        list.answered.sort_by_cached_key(|listed| listed.person.sort_key());
        list.silent.sort_by_cached_key(ListedPerson::sort_key);
        Ok(list)
    }

    /// Returns the people whose answer is a choice.
    pub fn with_choice<'a>(&'a self, choice: &'a AnswerChoice) -> impl Iterator<Item = (&'a ListedPerson, &'a Answer)> {
        let current = self.answered.iter().filter_map(|listed| Some((&listed.person, listed.current()?)));
        current.filter(|(_, answer)| answer.choice == choice.word)
    }

    /// Returns how many people gave each answer, in the order of the letter.
    #[must_use]
    pub fn counts(&self) -> Vec<ChoiceCount<'_>> {
        let count = |choice| {
            let (mut people, mut guests) = (0, 0);
            for (_, answer) in self.with_choice(choice) {
                people += 1;
                guests += usize::from(answer.guests);
            }
            ChoiceCount { choice, people, guests }
        };
        self.asked.question.choices.iter().map(count).collect()
    }

    /// Returns those whose newest answer came after the deadline.
    pub fn late(&self) -> impl Iterator<Item = (&ListedPerson, &Answer)> {
        self.uncounted(AnswerStanding::Late)
    }

    /// Returns those whose newest answer found no place left.
    pub fn without_place(&self) -> impl Iterator<Item = (&ListedPerson, &Answer)> {
        self.uncounted(AnswerStanding::Full)
    }

    fn uncounted(&self, standing: AnswerStanding) -> impl Iterator<Item = (&ListedPerson, &Answer)> {
        let uncounted = self.answered.iter().filter_map(|listed| Some((&listed.person, listed.uncounted()?)));
        uncounted.filter(move |(_, answer)| answer.standing == standing)
    }

    /// Returns those who gave different answers.
    pub fn contradictory(&self) -> impl Iterator<Item = &ListedAnswers> {
        self.answered.iter().filter(|listed| listed.is_contradictory())
    }
}

/// Puts the last word of a name first: `Ann de Vries` becomes `Vries, Ann de`.
fn last_word_first(name: &str) -> String {
    match name.rsplit_once(' ') {
        Some((first, last)) if !name.contains(',') => format!("{last}, {}", first.trim()),
        _ => name.to_owned(),
    }
}
