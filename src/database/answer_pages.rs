//! Table `answer` for lists: who answered an issue and who was silent, one page of people at a time.

use std::collections::BTreeMap;

use super::answers::{AnswerRow, read_answer};
use super::subscribers::{Row, read_subscriber};
use super::{DatabaseTransaction, Error, on};
use crate::model::{Answer, IssueId, Subscriber, SubscriberId};

const ANSWERING_PEOPLE: &str = "SELECT id, address, fields FROM subscriber \
    WHERE id IN (SELECT subscriber_id FROM answer WHERE issue_id = $1 AND subscriber_id > $2) ORDER BY id LIMIT $3 + 0";

/// Returns people who answered an issue, ordered by id, after a person.
///
/// # Errors
/// The database failed.
pub async fn answering_people(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    after: SubscriberId,
    limit: i64,
) -> Result<Vec<Subscriber>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(ANSWERING_PEOPLE)
        .bind(issue).bind(after).bind(limit)
        .fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_subscriber).collect()
}

const ANSWERS_BETWEEN: &str = "SELECT id, issue_id, subscriber_id, choice, guests, note, source, answered_at, standing \
    FROM answer WHERE issue_id = $1 AND subscriber_id > $2 AND subscriber_id <= $3 \
    ORDER BY subscriber_id, answered_at, id";

/// Returns all answers to an issue of the people after one and up to another, the oldest of each person first.
///
/// # Errors
/// The database failed.
pub async fn answers_between(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    after: SubscriberId,
    last: SubscriberId,
) -> Result<BTreeMap<SubscriberId, Vec<Answer>>, Error> {
    let rows: Vec<AnswerRow> = on!(work, tx => sqlx::query_as(ANSWERS_BETWEEN)
        .bind(issue).bind(after).bind(last)
        .fetch_all(&mut **tx).await?);
    let mut answers: BTreeMap<SubscriberId, Vec<Answer>> = BTreeMap::new();
    for row in rows {
        let answer = read_answer(row)?;
        answers.entry(answer.subscriber).or_default().push(answer);
    }
    Ok(answers)
}

const SILENT_PEOPLE: &str = "SELECT subscriber.id, subscriber.address, subscriber.fields \
    FROM delivery JOIN subscriber ON subscriber.id = delivery.subscriber_id \
    WHERE delivery.issue_id = $1 AND delivery.subscriber_id > $2 AND delivery.status IN ('sent', 'in_doubt') \
        AND NOT EXISTS (SELECT 1 FROM answer WHERE answer.issue_id = $1 \
            AND answer.subscriber_id = delivery.subscriber_id AND answer.standing <> 'late') \
    ORDER BY delivery.subscriber_id LIMIT $3 + 0";

/// Returns people who were sent an issue and have not answered it in time, ordered by id, after a person.
///
/// # Errors
/// The database failed.
pub async fn silent_people(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    after: SubscriberId,
    limit: i64,
) -> Result<Vec<Subscriber>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(SILENT_PEOPLE)
        .bind(issue).bind(after).bind(limit)
        .fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_subscriber).collect()
}
