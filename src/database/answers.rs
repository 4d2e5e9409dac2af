//! Tables `answer_question` and `answer`: what an issue asks, and what its readers answered.
//!
//! Answers are only added. The newest one of a person that is `counted` is their answer; equal times are told apart by id.

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{Answer, AnswerId, AnswerQuestion, AnswerStanding, IssueId, NewAnswer, SubscriberId};

type QuestionRow = (String, Option<i64>, Option<i64>, bool);
pub(super) type AnswerRow = (AnswerId, IssueId, SubscriberId, String, i64, Option<String>, String, i64, String);

const ADD_QUESTION: &str = "INSERT INTO answer_question (issue_id, choices, deadline, places, accepts_guests) \
    VALUES ($1, $2, $3, $4, $5)";

/// Records what an issue asks.
///
/// # Errors
/// The database failed.
pub async fn add_question(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    question: &AnswerQuestion,
) -> Result<(), Error> {
    let choices = serde_json::to_string(&question.choices).map_err(|_| Error::InvalidValue("choices of an answer"))?;
    on!(work, tx => sqlx::query(ADD_QUESTION)
        .bind(issue).bind(choices).bind(question.deadline.map(to_micros)).bind(question.places.map(i64::from))
        .bind(question.accepts_guests)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const QUESTION: &str = "SELECT choices, deadline, places, accepts_guests FROM answer_question WHERE issue_id = $1";

/// Returns what an issue asks; `None` if it asks nothing, or is gone.
///
/// # Errors
/// The database failed.
pub async fn question(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Option<AnswerQuestion>, Error> {
    let row: Option<QuestionRow> =
        on!(work, tx => sqlx::query_as(QUESTION).bind(issue).fetch_optional(&mut **tx).await?);
    row.map(read_question).transpose()
}

const LOCK_QUESTION_POSTGRES: &str = "SELECT choices, deadline, places, accepts_guests FROM answer_question \
    WHERE issue_id = $1 FOR UPDATE";

/// Returns what an issue asks, as [`question`] does. Until the transaction ends, nobody else records an answer to it: on
/// SQLite there is one writer at a time in any case.
///
/// # Errors
/// The database failed.
pub async fn lock_question(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Option<AnswerQuestion>, Error> {
    let statement = work.select(QUESTION, LOCK_QUESTION_POSTGRES);
    let row: Option<QuestionRow> =
        on!(work, tx => sqlx::query_as(statement).bind(issue).fetch_optional(&mut **tx).await?);
    row.map(read_question).transpose()
}

const ADD: &str = "INSERT INTO answer (issue_id, subscriber_id, choice, guests, note, source, answered_at, standing) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

/// Adds an answer.
///
/// # Errors
/// The database failed.
pub async fn add(
    work: &mut DatabaseTransaction,
    answer: &NewAnswer<'_>,
    standing: AnswerStanding,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD)
        .bind(answer.issue).bind(answer.subscriber).bind(answer.choice).bind(i64::from(answer.guests))
        .bind(answer.note).bind(<&str>::from(answer.source)).bind(to_micros(answer.at))
        .bind(<&str>::from(standing))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const OF_PERSON: &str = "SELECT id, issue_id, subscriber_id, choice, guests, note, source, answered_at, standing \
    FROM answer WHERE issue_id = $1 AND subscriber_id = $2 ORDER BY answered_at DESC, id DESC";

/// Returns all answers of a person to an issue, the newest first.
///
/// # Errors
/// The database failed.
pub async fn of_person(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscriber: SubscriberId,
) -> Result<Vec<Answer>, Error> {
    let rows: Vec<AnswerRow> =
        on!(work, tx => sqlx::query_as(OF_PERSON).bind(issue).bind(subscriber).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_answer).collect()
}

const BY_SUBSCRIBER: &str = "SELECT id, issue_id, subscriber_id, choice, guests, note, source, answered_at, standing \
    FROM answer WHERE subscriber_id = $1 ORDER BY id";

/// Returns all that a person ever answered, the oldest first.
///
/// # Errors
/// The database failed.
pub async fn by_subscriber(work: &mut DatabaseTransaction, subscriber: SubscriberId) -> Result<Vec<Answer>, Error> {
    let rows: Vec<AnswerRow> =
        on!(work, tx => sqlx::query_as(BY_SUBSCRIBER).bind(subscriber).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_answer).collect()
}

const TAKEN_PLACES: &str = "SELECT CAST(COALESCE(SUM(1 + given.guests), 0) AS BIGINT) FROM answer AS given \
    WHERE given.issue_id = $1 AND given.choice = $2 AND given.subscriber_id <> $3 AND given.standing = 'counted' \
        AND NOT EXISTS (SELECT 1 FROM answer AS newer \
            WHERE newer.issue_id = given.issue_id AND newer.subscriber_id = given.subscriber_id \
                AND newer.standing = 'counted' AND (newer.answered_at > given.answered_at \
                    OR (newer.answered_at = given.answered_at AND newer.id > given.id)))";

/// Returns how many places the others have taken with a choice, guests included; `except` is not counted.
///
/// # Errors
/// The database failed.
pub async fn taken_places(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    choice: &str,
    except: SubscriberId,
) -> Result<u64, Error> {
    let (taken,): (i64,) = on!(work, tx => sqlx::query_as(TAKEN_PLACES)
        .bind(issue).bind(choice).bind(except)
        .fetch_one(&mut **tx).await?);
    u64::try_from(taken).map_err(|_| Error::InvalidValue("number of guests"))
}

fn read_question(row: QuestionRow) -> Result<AnswerQuestion, Error> {
    let (choices, deadline, places, accepts_guests) = row;
    Ok(AnswerQuestion {
        choices: serde_json::from_str(&choices).map_err(|_| Error::InvalidValue("choices of an answer"))?,
        deadline: deadline.map(from_micros).transpose()?,
        places: places.map(u32::try_from).transpose().map_err(|_| Error::InvalidValue("number of places"))?,
        accepts_guests,
    })
}

pub(super) fn read_answer(row: AnswerRow) -> Result<Answer, Error> {
    let (id, issue, subscriber, choice, guests, note, source, at, standing) = row;
    Ok(Answer {
        id,
        issue,
        subscriber,
        choice,
        guests: u8::try_from(guests).map_err(|_| Error::InvalidValue("number of guests"))?,
        note,
        source: source.parse().map_err(|_| Error::InvalidValue("source of an answer"))?,
        answered_at: from_micros(at)?,
        standing: standing.parse().map_err(|_| Error::InvalidValue("standing of an answer"))?,
    })
}
