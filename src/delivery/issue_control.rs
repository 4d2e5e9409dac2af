//! What people decide about an issue that is under way: pause, resume, cancel, and settle what is in doubt.
//!
//! Each is a change of the database alone: a run, in whatever process, looks it up and heeds it.

use jiff::{SignedDuration, Timestamp};

use super::Error;
use crate::config::InDoubtPolicy;
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{DeliveryStatus, Issue, IssueId, IssueState, Pause};
use crate::subscription;

/// What is written beside a copy that a killed run left behind.
const ABANDONED_REPLY: &str = "the program ended while this copy was being handed over";

/// A run that was held up, by a sleeping machine or a busy database, has so much longer to say what became of its copies
/// before the settings decide.
const LEASE_GRACE: SignedDuration = SignedDuration::from_secs(30);

/// How an issue is resumed.
#[derive(Debug, Clone, Copy, Default)]
pub struct ResumeOptions {
    /// Refused copies are tried again, and addresses that were suppressed because of the issue are mailed again.
    pub retry_bounced: bool,
    /// From now on the issue goes on however many of its copies are refused.
    pub accept_rejections: bool,
}

/// Pauses an issue because a person wants it; returns `false` when there was nothing to pause.
///
/// # Errors
/// The database refused.
pub async fn pause_issue(database: &Database, issue: &Issue) -> Result<bool, Error> {
    let mut work = database.begin_write().await?;
    let paused = pause_issue_in(&mut work, issue.id, &Pause::default()).await?;
    work.commit().await?;
    Ok(paused)
}

/// Pauses an issue within a unit of work; returns `false` when there was nothing to pause.
pub(super) async fn pause_issue_in(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    pause: &Pause,
) -> Result<bool, Error> {
    let paused = matches!(database::issues::state(work, issue).await?, Some((IssueState::Sending, _)));
    if paused {
        database::issues::set_state(work, issue, IssueState::Paused, Some(pause)).await?;
    }
    Ok(paused)
}

/// Lets an issue go on; returns how many refused copies will be tried again, or `None` when there is nothing to resume.
///
/// # Errors
/// The database refused.
pub async fn resume_issue(
    database: &Database,
    issue: &Issue,
    how: ResumeOptions,
    now: Timestamp,
) -> Result<Option<u64>, Error> {
    let mut work = database.begin_write().await?;
    let state = database::issues::state(&mut work, issue.id).await?.map(|(state, _)| state);
    let can = state == Some(IssueState::Paused) || (how.retry_bounced && state == Some(IssueState::Finished));
    if !can {
        return Ok(None);
    }
    let mut again = 0;
    if how.retry_bounced {
        subscription::restore_bounced(&mut work, issue.id, now).await?;
        again = database::deliveries::requeue_bounced(&mut work, issue.id, now).await?;
    }
    database::issues::set_accepts_rejections(&mut work, issue.id, how.accept_rejections).await?;
    database::issues::set_state(&mut work, issue.id, IssueState::Sending, None).await?;
    finish_if_settled(&mut work, issue.id, now).await?;
    work.commit().await?;
    Ok(Some(again))
}

/// Calls an issue off: what waits is never sent. Returns how many copies that are, or `None` when it had ended already.
///
/// # Errors
/// The database refused.
pub async fn cancel_issue(database: &Database, issue: &Issue, now: Timestamp) -> Result<Option<u64>, Error> {
    let mut work = database.begin_write().await?;
    let state = database::issues::state(&mut work, issue.id).await?.map(|(state, _)| state);
    if !matches!(state, Some(IssueState::Sending | IssueState::Paused)) {
        return Ok(None);
    }
    let cancelled = database::deliveries::cancel_waiting(&mut work, issue.id, now).await?;
    database::issues::set_state(&mut work, issue.id, IssueState::Cancelled, None).await?;
    work.commit().await?;
    Ok(Some(cancelled))
}

/// Settles all copies in doubt by the chair's word: resend them, or count them as sent. Returns how many.
///
/// # Errors
/// The database refused.
pub async fn resolve_in_doubt(database: &Database, issue: &Issue, resend: bool, now: Timestamp) -> Result<u64, Error> {
    let status = if resend { DeliveryStatus::Queued } else { DeliveryStatus::Sent };
    let mut work = database.begin_write().await?;
    mark_expired_leases(&mut work, issue.id, InDoubtPolicy::Hold, now).await?;
    let settled = database::deliveries::resolve_in_doubt(&mut work, issue.id, status, now).await?;
    let finished = database::issues::state(&mut work, issue.id).await?;
    if resend && settled > 0 && matches!(finished, Some((IssueState::Finished, _))) {
        database::issues::set_state(&mut work, issue.id, IssueState::Sending, None).await?;
    }
    finish_if_settled(&mut work, issue.id, now).await?;
    work.commit().await?;
    Ok(settled)
}

/// Names in doubt the copies that a killed run left behind, as far as nobody can hold them any more, and settles them as
/// the settings say.
///
/// # Errors
/// The database refused.
pub async fn settle_expired_leases(
    database: &Database,
    issue: &Issue,
    policy: InDoubtPolicy,
    now: Timestamp,
) -> Result<(), Error> {
    let mut work = database.begin_write().await?;
    mark_expired_leases(&mut work, issue.id, policy, now).await?;
    finish_if_settled(&mut work, issue.id, now).await?;
    work.commit().await?;
    Ok(())
}

/// Names abandoned copies in doubt, and settles what is in doubt then as the settings say; of an issue that was called
/// off, none goes again.
pub(super) async fn mark_expired_leases(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    policy: InDoubtPolicy,
    now: Timestamp,
) -> Result<(), Error> {
    let held_up = if policy == InDoubtPolicy::Hold { SignedDuration::ZERO } else { LEASE_GRACE };
    if database::deliveries::mark_expired_leases(work, issue, ABANDONED_REPLY, now - held_up).await? > 0 {
        let cancelled = matches!(database::issues::state(work, issue).await?, Some((IssueState::Cancelled, _)));
        let status = match policy {
            InDoubtPolicy::Resend if !cancelled => DeliveryStatus::Queued,
            InDoubtPolicy::Sent => DeliveryStatus::Sent,
            InDoubtPolicy::Hold | InDoubtPolicy::Resend => return Ok(()),
        };
        database::deliveries::resolve_in_doubt(work, issue, status, now).await?;
    }
    Ok(())
}

/// Marks an issue as finished once each copy is settled; in one that was cancelled, nothing waits.
pub(super) async fn finish_if_settled(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    now: Timestamp,
) -> Result<(), Error> {
    match database::issues::state(work, issue).await? {
        Some((IssueState::Sending, _)) if database::deliveries::all_settled(work, issue).await? => {
            database::issues::set_state(work, issue, IssueState::Finished, None).await?;
        }
        Some((IssueState::Cancelled, _)) => {
            database::deliveries::cancel_waiting(work, issue, now).await?;
        }
        _ => {}
    }
    Ok(())
}
