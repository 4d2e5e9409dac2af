//! Taking one person out of the tables. What stays of them is numbers.

use jiff::Timestamp;

use crate::database::{Error, Work, micros, on};
use crate::model::{Address, Status};

const REMOVE: &str = "DELETE FROM subscriber WHERE id = $1";

/// Removes a person with their address, fields, subscriptions and suppression; their number is never used again.
///
/// # Errors
/// The database refused.
pub async fn remove(work: &mut Work, subscriber: i64) -> Result<(), Error> {
    on!(work, tx => sqlx::query(REMOVE).bind(subscriber).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const SKIP: &str = "UPDATE delivery SET status = $2, changed_at = $3 \
    WHERE subscriber = $1 AND issue IN (SELECT id FROM issue) AND status IN ('queued', 'deferred')";

/// Sets aside a person's copies that wait; returns how many. Until the work ends, nobody can claim one.
///
/// # Errors
/// The database refused.
pub async fn skip_copies(work: &mut Work, subscriber: i64, now: Timestamp) -> Result<u64, Error> {
    Ok(on!(work, tx => sqlx::query(SKIP)
        .bind(subscriber).bind(<&str>::from(Status::Skipped)).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected()))
}

const REPLIES: &str = "SELECT issue.id, delivery.reply FROM issue \
    JOIN delivery ON delivery.issue = issue.id AND delivery.subscriber = $1 WHERE delivery.reply IS NOT NULL";

/// Returns what was said of a person's copies, by issue.
///
/// # Errors
/// The database refused.
pub async fn replies(work: &mut Work, subscriber: i64) -> Result<Vec<(i64, String)>, Error> {
    Ok(on!(work, tx => sqlx::query_as(REPLIES).bind(subscriber).fetch_all(&mut **tx).await?))
}

const BLANK_REPLY: &str = "UPDATE delivery SET reply = $3, \
        changed_at = CASE WHEN status = 'in_doubt' THEN CAST($4 AS BIGINT) ELSE changed_at END \
    WHERE issue = $1 AND subscriber = $2";

/// Puts other words in the place of what was said of a copy. A copy in doubt counts as changed: should a run still know
/// of it, what it learns is no longer written down.
///
/// # Errors
/// The database refused.
pub async fn blank_reply(
    work: &mut Work,
    (issue, subscriber): (i64, i64),
    words: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(BLANK_REPLY)
        .bind(issue).bind(subscriber).bind(words).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const BLANK_EVENTS: &str = "UPDATE event SET note = NULL, agent = NULL, \
        source = CASE WHEN replace(lower(source), $2, '') = lower(source) THEN source END \
    WHERE subscriber = $1";

/// Takes words and browsers out of a person's events, and a source that names their address.
///
/// # Errors
/// The database refused.
pub async fn blank_events(work: &mut Work, subscriber: i64, address: &Address) -> Result<(), Error> {
    on!(work, tx => sqlx::query(BLANK_EVENTS)
        .bind(subscriber).bind(address.folded())
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const BLANK_WORDINGS: &str = "UPDATE event SET wording = NULL WHERE subscriber = $1 AND wording IS NOT NULL \
    AND NOT EXISTS (SELECT 1 FROM event AS other WHERE other.wording = event.wording AND other.subscriber <> $1) \
    AND NOT EXISTS (SELECT 1 FROM request WHERE request.wording = event.wording) \
    AND NOT EXISTS (SELECT 1 FROM request_list WHERE request_list.wording = event.wording)";
const FORGET_WORDINGS: &str = "DELETE FROM wording WHERE NOT EXISTS (SELECT 1 FROM event WHERE event.wording = wording.id) \
    AND NOT EXISTS (SELECT 1 FROM request WHERE request.wording = wording.id) \
    AND NOT EXISTS (SELECT 1 FROM request_list WHERE request_list.wording = wording.id)";

/// Forgets the words to which this person alone agreed: somebody wrote them about them.
///
/// # Errors
/// The database refused.
pub async fn forget_wordings(work: &mut Work, subscriber: i64) -> Result<(), Error> {
    let blanked =
        on!(work, tx => sqlx::query(BLANK_WORDINGS).bind(subscriber).execute(&mut **tx).await?.rows_affected());
    if blanked > 0 {
        on!(work, tx => sqlx::query(FORGET_WORDINGS).execute(&mut **tx).await?.rows_affected());
    }
    Ok(())
}

const BLANK_REASONS: &str = "UPDATE issue SET reason = $2 WHERE replace(lower(reason), $1, '') <> lower(reason)";

/// Puts other words in the place of a reason to pause that names an address.
///
/// # Errors
/// The database refused.
pub async fn blank_reasons(work: &mut Work, address: &Address, words: &str) -> Result<(), Error> {
    on!(work, tx => sqlx::query(BLANK_REASONS)
        .bind(address.folded()).bind(words)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const FORGET_LANE: &str = "DELETE FROM lane WHERE domain = $1 AND NOT EXISTS ( \
    SELECT 1 FROM subscriber WHERE substr(folded, length(folded) - length($2) + 1) = $2)";

/// Removes the lane of a domain at which nobody is left: it may be one person's own.
///
/// # Errors
/// The database refused.
pub async fn forget_lane(work: &mut Work, domain: &str) -> Result<(), Error> {
    let domain = domain.to_lowercase();
    on!(work, tx => sqlx::query(FORGET_LANE)
        .bind(&domain).bind(format!("@{domain}"))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}
