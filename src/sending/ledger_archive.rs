//! Archiving the ledger of old issues: who got them is kept, when and with which reply of the relay is not.

use jiff::{SignedDuration, Timestamp};

use crate::database::{self, Database};
use crate::model::{Issue, IssueState, SubscriberId};

/// Bounces of a copy, complaints and answers come in for a while. Also of an old letter, some copies may be young.
const MIN_ARCHIVE_AGE: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How many copies one transaction archives: it is short, and locks nothing but their rows.
const BATCH: i64 = 10_000;

/// Why the ledger of an issue cannot be archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveObstacle {
    /// It was cancelled, or is a trial.
    NotSent,
    /// Copies of it wait, or are in doubt.
    NotFinished,
    /// It is too young.
    TooYoung,
    /// It asked a question: reminders go by the rows of those who got it.
    HasQuestion,
}

/// Returns why the ledger of an issue cannot be archived now; `None` if it can.
///
/// # Errors
/// The database failed.
pub async fn archive_obstacle(
    database: &Database,
    issue: &Issue,
    now: Timestamp,
) -> Result<Option<ArchiveObstacle>, database::Error> {
    if issue.state == IssueState::Cancelled || issue.trial {
        return Ok(Some(ArchiveObstacle::NotSent));
    }
    if issue.state != IssueState::Finished {
        return Ok(Some(ArchiveObstacle::NotFinished));
    }
    if now.duration_since(issue.starts_at) < MIN_ARCHIVE_AGE {
        return Ok(Some(ArchiveObstacle::TooYoung));
    }
    let mut work = database.begin_read().await?;
    let asks = database::answers::question(&mut work, issue.id).await?.is_some()
        || database::still_wanted::is_asking(&mut work, issue.id).await?;
    Ok(asks.then_some(ArchiveObstacle::HasQuestion))
}

/// Returns whether [`archive_ledger`] would archive copies of an issue.
///
/// # Errors
/// The database failed.
pub async fn has_unarchived(database: &Database, issue: &Issue, now: Timestamp) -> Result<bool, database::Error> {
    let mut work = database.begin_read().await?;
    database::deliveries::has_unarchived(&mut work, issue.id, now - MIN_ARCHIVE_AGE).await
}

/// Archives the copies of an issue that were sent more than 90 days ago, if it has no [obstacle](archive_obstacle), in
/// small transactions that lock the rows of no other issue; returns how many. It can be repeated after it was broken off.
///
/// # Errors
/// The database failed; what was archived by then stays so.
pub async fn archive_ledger(database: &Database, issue: &Issue, now: Timestamp) -> Result<u64, database::Error> {
    let (mut after, mut count) = (SubscriberId::NONE, 0);
    loop {
        let mut work = database.begin_write().await?;
        let archived =
            database::deliveries::archive_sent(&mut work, issue.id, after, now - MIN_ARCHIVE_AGE, BATCH).await?;
        work.commit().await?;
        let Some((last, copies)) = archived else { return Ok(count) };
        after = last;
        count += copies;
    }
}
