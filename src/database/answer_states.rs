//! Tables `answer_question` and `answer` by the name of a letter: what conditions ask about them.
//!
//! One letter is several issues if it was sent to several lists: an answer to any of them is an answer to the letter.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{DatabaseTransaction, Error, on, to_json};
use crate::model::{AnswerChoice, SubscriberId};

const OFFERED_CHOICES: &str = "SELECT issue.slug, answer_question.choices \
    FROM answer_question JOIN issue ON issue.id = answer_question.issue_id ORDER BY issue.id";

/// Returns the letters that asked for answers, each with the words of the answers that it offered.
///
/// # Errors
/// The database failed.
pub async fn offered_choices(work: &mut DatabaseTransaction) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let rows: Vec<(String, String)> = on!(work, tx => sqlx::query_as(OFFERED_CHOICES).fetch_all(&mut **tx).await?);
    let mut letters: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (slug, choices) in rows {
        let choices: Vec<AnswerChoice> =
            serde_json::from_str(&choices).map_err(|_| Error::InvalidValue("choices of an answer"))?;
        let words = letters.entry(slug).or_default();
        for choice in choices {
            if !words.contains(&choice.word) {
                words.push(choice.word);
            }
        }
    }
    Ok(letters)
}

const COUNTED_CHOICES_SQLITE: &str = "SELECT answer.subscriber_id, answer.choice \
    FROM answer JOIN issue ON issue.id = answer.issue_id \
    WHERE issue.slug = $1 AND answer.standing = 'counted' \
        AND answer.subscriber_id IN (SELECT value FROM json_each($2)) \
    ORDER BY answer.answered_at, answer.id";
/// The fork: an array of JSON is read in another way.
const COUNTED_CHOICES_POSTGRES: &str = "SELECT answer.subscriber_id, answer.choice \
    FROM answer JOIN issue ON issue.id = answer.issue_id \
    WHERE issue.slug = $1 AND answer.standing = 'counted' \
        AND answer.subscriber_id IN \
            (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($2 AS json)) AS value) \
    ORDER BY answer.answered_at, answer.id";

/// Returns what some subscribers answered to a letter: for each, the newest answer that counts.
///
/// # Errors
/// The database failed.
pub async fn counted_choices(
    work: &mut DatabaseTransaction,
    slug: &str,
    subscribers: &[SubscriberId],
) -> Result<HashMap<SubscriberId, String>, Error> {
    let statement = work.select(COUNTED_CHOICES_SQLITE, COUNTED_CHOICES_POSTGRES);
    let rows: Vec<(SubscriberId, String)> = on!(work, tx => sqlx::query_as(statement)
        .bind(slug).bind(to_json(subscribers.iter())?)
        .fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().collect())
}

const SILENT_READERS_SQLITE: &str = "SELECT delivery.subscriber_id \
    FROM delivery JOIN issue ON issue.id = delivery.issue_id \
    WHERE issue.slug = $1 AND delivery.status IN ('sent', 'in_doubt') \
        AND delivery.subscriber_id IN (SELECT value FROM json_each($2)) \
        AND NOT EXISTS (SELECT 1 FROM answer JOIN issue AS asked ON asked.id = answer.issue_id \
            WHERE asked.slug = $1 AND answer.subscriber_id = delivery.subscriber_id AND answer.standing <> 'late')";
/// The fork: an array of JSON is read in another way.
const SILENT_READERS_POSTGRES: &str = "SELECT delivery.subscriber_id \
    FROM delivery JOIN issue ON issue.id = delivery.issue_id \
    WHERE issue.slug = $1 AND delivery.status IN ('sent', 'in_doubt') \
        AND delivery.subscriber_id IN \
            (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($2 AS json)) AS value) \
        AND NOT EXISTS (SELECT 1 FROM answer JOIN issue AS asked ON asked.id = answer.issue_id \
            WHERE asked.slug = $1 AND answer.subscriber_id = delivery.subscriber_id AND answer.standing <> 'late')";

/// Returns those of some subscribers who were sent a letter and have not answered it in time. An answer that found no
/// place is an answer, too.
///
/// # Errors
/// The database failed.
pub async fn silent_readers(
    work: &mut DatabaseTransaction,
    slug: &str,
    subscribers: &[SubscriberId],
) -> Result<HashSet<SubscriberId>, Error> {
    let statement = work.select(SILENT_READERS_SQLITE, SILENT_READERS_POSTGRES);
    let rows: Vec<(SubscriberId,)> = on!(work, tx => sqlx::query_as(statement)
        .bind(slug).bind(to_json(subscribers.iter())?)
        .fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(subscriber,)| subscriber).collect())
}
