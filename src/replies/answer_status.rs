//! What one reader was asked and has answered, for the page behind their link.

use jiff::Timestamp;

use crate::database::{self, Database};
use crate::model::{Answer, AnswerQuestion, AnswerStanding, AnswerToken, CalendarEvent, Subscriber, single_line};

use super::places_left;

/// What a reader was asked, and what they answered.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerStatus {
    /// The subject of the letter; empty if each reader has another one.
    pub subject: String,
    /// What is asked.
    pub question: AnswerQuestion,
    /// What readers were last told of the event.
    pub event: Option<CalendarEvent>,
    /// The reader.
    pub subscriber: Subscriber,
    /// The answer that counts.
    pub current: Option<Answer>,
    /// A newer one that does not count, because it was late or there were not enough places.
    pub refused: Option<Answer>,
    /// How many places are left for the reader and their guests; `None` if there is no limit.
    pub places_left: Option<u32>,
}

/// Returns what the holder of a token was asked; `None` if the letter asks nothing or is gone, or the reader was erased.
///
/// # Errors
/// The database failed.
pub async fn answer_status(
    database: &Database,
    token: AnswerToken,
    now: Timestamp,
) -> Result<Option<AnswerStatus>, database::Error> {
    let mut work = database.begin_read().await?;
    let Some(question) = database::answers::question(&mut work, token.issue).await? else { return Ok(None) };
    let Some(issue) = database::issues::by_id(&mut work, token.issue).await? else { return Ok(None) };
    let Some(subscriber) = database::subscribers::by_id(&mut work, token.subscriber).await? else { return Ok(None) };
    let told = database::issue_events::latest_of_issue(&mut work, token.issue, now).await?;
    let answers = database::answers::of_person(&mut work, token.issue, token.subscriber).await?;
    let places_left = places_left(&mut work, token.issue, &question, token.subscriber).await?;
    let is_same_for_all = !issue.subject.contains("{{");
    let refused = answers.first().filter(|newest| newest.standing != AnswerStanding::Counted).cloned();
    Ok(Some(AnswerStatus {
        subject: if is_same_for_all { single_line(&issue.subject).into_owned() } else { String::new() },
        question,
        event: told.map(|told| told.event),
        subscriber,
        current: answers.into_iter().find(|answer| answer.standing == AnswerStanding::Counted),
        refused,
        places_left,
    }))
}
