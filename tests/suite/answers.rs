//! Answers to a letter: what is recorded, and what counts.

mod asking;
mod conditions;
mod links;
mod places;
mod recorded;

use circular::database::issues::NewIssue;
use circular::database::{self, Database};
use circular::model::{
    Answer, AnswerChoice, AnswerOutcome, AnswerQuestion, AnswerSource, AnswerStanding, IssueId, NewAnswer, SubscriberId,
};
use circular::replies::record_answer;

use crate::database::{at, find, import, ledger, list};

/// An issue that asks, and two of its readers.
pub(crate) struct Asked {
    pub(crate) issue: IssueId,
    pub(crate) ann: SubscriberId,
    pub(crate) ben: SubscriberId,
}

/// Asks who comes; the deadline is an hour later.
pub(crate) fn question(places: Option<u32>) -> AnswerQuestion {
    let choice = |word: &str, label: &str| AnswerChoice { word: word.to_owned(), label: label.to_owned() };
    let choices = vec![
        choice("yes", "I will come"),
        choice("no", "I cannot come"),
        choice("apologies", "I cannot come and send my apologies"),
    ];
    AnswerQuestion { choices, deadline: Some(at(3_600)), places, accepts_guests: true }
}

pub(crate) async fn ask(database: &Database, question: AnswerQuestion) -> Asked {
    let members = list(database, "members").await;
    import(database, &members, "email,first_name\nann@example.org,Ann\nben@example.org,Ben\n").await;
    let mut content = ledger::content();
    content.question = Some(question);
    let mut work = database.begin_write().await.unwrap();
    let frozen = NewIssue {
        slug: "spring",
        list: members.id,
        hash: "00",
        content: &content,
        statutory: false,
        relay: None,
        trial: false,
        starts_at: at(2),
    };
    let issue = database::issues::add(&mut work, frozen, at(2)).await.unwrap();
    assert_eq!(database::issues::frozen_content(&mut work, issue).await.unwrap(), content);
    work.commit().await.unwrap();
    let id = async |address| find(database, address).await.unwrap().id;
    Asked { issue, ann: id("ann@example.org").await, ben: id("ben@example.org").await }
}

impl Asked {
    pub(crate) fn answer<'a>(&self, subscriber: SubscriberId, choice: &'a str, seconds: i64) -> NewAnswer<'a> {
        let (issue, source) = (self.issue, AnswerSource::Link);
        NewAnswer { issue, subscriber, choice, guests: 0, note: None, source, at: at(seconds) }
    }
}

async fn record(database: &Database, answer: NewAnswer<'_>) -> AnswerOutcome {
    record_answer(database, answer).await.unwrap()
}

/// Returns what is stored of a person, the newest first.
async fn stored(database: &Database, issue: IssueId, subscriber: SubscriberId) -> Vec<Answer> {
    let mut work = database.begin_read().await.unwrap();
    database::answers::of_person(&mut work, issue, subscriber).await.unwrap()
}

/// Returns the answer that counts, as its word and the number of guests.
async fn current(database: &Database, issue: IssueId, subscriber: SubscriberId) -> Option<(String, u8)> {
    let answers = stored(database, issue, subscriber).await;
    let counted = answers.into_iter().find(|answer| answer.standing == AnswerStanding::Counted)?;
    Some((counted.choice, counted.guests))
}
