//! Who came to what an issue asked or told of: the answers that count, and the number that somebody counted at the door.

use super::{DatabaseTransaction, Error, on};
use crate::model::IssueId;

/// How many people gave one answer to an issue, and how many guests they bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceTotal {
    /// The word of the choice.
    pub choice: String,
    /// The number of members.
    pub people: u64,
    /// The number of their guests.
    pub guests: u64,
}

const CHOICE_TOTALS: &str = "SELECT given.choice, count(*), CAST(COALESCE(SUM(given.guests), 0) AS BIGINT) \
    FROM answer AS given WHERE given.issue_id = $1 AND given.standing = 'counted' \
        AND NOT EXISTS (SELECT 1 FROM answer AS newer \
            WHERE newer.issue_id = given.issue_id AND newer.subscriber_id = given.subscriber_id \
                AND newer.standing = 'counted' AND (newer.answered_at > given.answered_at \
                    OR (newer.answered_at = given.answered_at AND newer.id > given.id))) \
    GROUP BY given.choice ORDER BY given.choice";

/// Returns how many people gave each answer to an issue.
///
/// # Errors
/// The database failed.
pub async fn choice_totals(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Vec<ChoiceTotal>, Error> {
    let rows: Vec<(String, i64, i64)> =
        on!(work, tx => sqlx::query_as(CHOICE_TOTALS).bind(issue).fetch_all(&mut **tx).await?);
    let total = |(choice, people, guests): (String, i64, i64)| ChoiceTotal {
        choice,
        people: people.unsigned_abs(),
        guests: guests.unsigned_abs(),
    };
    Ok(rows.into_iter().map(total).collect())
}

const CAME_COUNT: &str = "SELECT came_count FROM attendance WHERE issue_id = $1";

/// Returns how many people came, as somebody counted; `None` if nobody has written it down.
///
/// # Errors
/// The database failed.
pub async fn came_count(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Option<u64>, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(CAME_COUNT).bind(issue).fetch_optional(&mut **tx).await?);
    Ok(row.map(|(count,)| count.unsigned_abs()))
}

const SET_CAME_COUNT: &str = "INSERT INTO attendance (issue_id, came_count) VALUES ($1, $2) \
    ON CONFLICT (issue_id) DO UPDATE SET came_count = excluded.came_count";

/// Records how many people came.
///
/// # Errors
/// The database failed.
pub async fn set_came_count(work: &mut DatabaseTransaction, issue: IssueId, count: u32) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_CAME_COUNT)
        .bind(issue).bind(i64::from(count)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const COUNT_SILENT: &str = "SELECT count(*) FROM delivery JOIN subscriber ON subscriber.id = delivery.subscriber_id \
    WHERE delivery.issue_id = $1 AND delivery.status IN ('sent', 'in_doubt') \
        AND NOT EXISTS (SELECT 1 FROM answer WHERE answer.issue_id = $1 \
            AND answer.subscriber_id = delivery.subscriber_id AND answer.standing <> 'late')";

/// Counts the people who were sent an issue and have not answered it in time.
///
/// # Errors
/// The database failed.
pub async fn count_silent(work: &mut DatabaseTransaction, issue: IssueId) -> Result<u64, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(COUNT_SILENT).bind(issue).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}
