//! What people decide about an issue that is under way: pause, resume, cancel, and settle what is in doubt.
//!
//! Each is a change of the database alone: a run, in whatever process, looks it up and heeds it.

use jiff::{SignedDuration, Timestamp};

use super::Error;
use crate::config::InDoubt;
use crate::database::{self, Database, Work};
use crate::model::{Issue, IssueId, IssueState, Pause, Status};
use crate::subscription;

/// What is written beside a copy that a killed run left behind.
const ABANDONED: &str = "the program ended while this copy was being handed over";

/// A run that was held up, by a sleeping machine or a busy database, has so much longer to say what became of its copies
/// before the settings decide.
const HELD_UP: SignedDuration = SignedDuration::from_secs(30);

/// How an issue is resumed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Resume {
    /// Refused copies are tried again, and addresses that were suppressed because of the issue are mailed again.
    pub bounced: bool,
    /// From now on the issue goes on however many of its copies are refused.
    pub accept_refusals: bool,
}

/// Pauses an issue because a person wants it; returns `false` when there was nothing to pause.
///
/// # Errors
/// The database refused.
pub async fn pause(database: &Database, issue: &Issue) -> Result<bool, Error> {
    let mut work = database.write().await?;
    let paused = pause_in(&mut work, issue.id, &Pause::default()).await?;
    work.commit().await?;
    Ok(paused)
}

/// Pauses an issue within a unit of work; returns `false` when there was nothing to pause.
pub(super) async fn pause_in(work: &mut Work, issue: IssueId, pause: &Pause) -> Result<bool, Error> {
    let paused = matches!(database::issue::state(work, issue).await?, Some((IssueState::Sending, _)));
    if paused {
        database::issue::set_state(work, issue, IssueState::Paused, Some(pause)).await?;
    }
    Ok(paused)
}

/// Lets an issue go on; returns how many refused copies will be tried again, or `None` when there is nothing to resume.
///
/// # Errors
/// The database refused.
pub async fn resume(database: &Database, issue: &Issue, how: Resume, now: Timestamp) -> Result<Option<u64>, Error> {
    let mut work = database.write().await?;
    let state = database::issue::state(&mut work, issue.id).await?.map(|(state, _)| state);
    let can = state == Some(IssueState::Paused) || (how.bounced && state == Some(IssueState::Finished));
    if !can {
        return Ok(None);
    }
    let mut again = 0;
    if how.bounced {
        subscription::restore(&mut work, issue.id, now).await?;
        again = database::delivery::take_back_bounced(&mut work, issue.id, now).await?;
    }
    database::issue::accept_refusals(&mut work, issue.id, how.accept_refusals).await?;
    database::issue::set_state(&mut work, issue.id, IssueState::Sending, None).await?;
    finish(&mut work, issue.id, now).await?;
    work.commit().await?;
    Ok(Some(again))
}

/// Calls an issue off: what waits is never sent. Returns how many copies that are, or `None` when it had ended already.
///
/// # Errors
/// The database refused.
pub async fn cancel(database: &Database, issue: &Issue, now: Timestamp) -> Result<Option<u64>, Error> {
    let mut work = database.write().await?;
    let state = database::issue::state(&mut work, issue.id).await?.map(|(state, _)| state);
    if !matches!(state, Some(IssueState::Sending | IssueState::Paused)) {
        return Ok(None);
    }
    let cancelled = database::delivery::cancel(&mut work, issue.id, now).await?;
    database::issue::set_state(&mut work, issue.id, IssueState::Cancelled, None).await?;
    work.commit().await?;
    Ok(Some(cancelled))
}

/// Settles all copies in doubt by the chair's word: resend them, or count them as sent. Returns how many.
///
/// # Errors
/// The database refused.
pub async fn resolve(database: &Database, issue: &Issue, resend: bool, now: Timestamp) -> Result<u64, Error> {
    let status = if resend { Status::Queued } else { Status::Sent };
    let mut work = database.write().await?;
    doubt_abandoned(&mut work, issue.id, InDoubt::Hold, now).await?;
    let settled = database::delivery::resolve(&mut work, issue.id, status, now).await?;
    let finished = database::issue::state(&mut work, issue.id).await?;
    if resend && settled > 0 && matches!(finished, Some((IssueState::Finished, _))) {
        database::issue::set_state(&mut work, issue.id, IssueState::Sending, None).await?;
    }
    finish(&mut work, issue.id, now).await?;
    work.commit().await?;
    Ok(settled)
}

/// Names in doubt the copies that a killed run left behind, as far as nobody can hold them any more, and settles them as
/// the settings say.
///
/// # Errors
/// The database refused.
pub async fn look_after(database: &Database, issue: &Issue, policy: InDoubt, now: Timestamp) -> Result<(), Error> {
    let mut work = database.write().await?;
    doubt_abandoned(&mut work, issue.id, policy, now).await?;
    finish(&mut work, issue.id, now).await?;
    work.commit().await?;
    Ok(())
}

/// Names abandoned copies in doubt, and settles what is in doubt then as the settings say; of an issue that was called
/// off, none goes again.
pub(super) async fn doubt_abandoned(
    work: &mut Work,
    issue: IssueId,
    policy: InDoubt,
    now: Timestamp,
) -> Result<(), Error> {
    let held_up = if policy == InDoubt::Hold { SignedDuration::ZERO } else { HELD_UP };
    if database::delivery::doubt_abandoned(work, issue, ABANDONED, now - held_up).await? > 0 {
        let cancelled = matches!(database::issue::state(work, issue).await?, Some((IssueState::Cancelled, _)));
        let status = match policy {
            InDoubt::Resend if !cancelled => Status::Queued,
            InDoubt::Sent => Status::Sent,
            InDoubt::Hold | InDoubt::Resend => return Ok(()),
        };
        database::delivery::resolve(work, issue, status, now).await?;
    }
    Ok(())
}

/// Marks an issue as finished once each copy is settled; in one that was cancelled, nothing waits.
pub(super) async fn finish(work: &mut Work, issue: IssueId, now: Timestamp) -> Result<(), Error> {
    match database::issue::state(work, issue).await? {
        Some((IssueState::Sending, _)) if database::delivery::are_settled(work, issue).await? => {
            database::issue::set_state(work, issue, IssueState::Finished, None).await?;
        }
        Some((IssueState::Cancelled, _)) => {
            database::delivery::cancel(work, issue, now).await?;
        }
        _ => {}
    }
    Ok(())
}
