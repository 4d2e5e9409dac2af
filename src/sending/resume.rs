//! Resuming an issue that was paused, or that has rejected copies to try again.

use jiff::Timestamp;

use super::Error;
use crate::database::{self, Database};
use crate::delivery;
use crate::model::{Address, DeliveryStatus, Issue, IssueState, Pause};
use crate::subscription;

/// How an issue is resumed.
#[derive(Debug, Clone, Copy, Default)]
pub struct ResumeOptions {
    /// Copies that the relay rejected are tried again, and addresses that were suppressed because of that are mailed again.
    /// Copies that came back by mail are not.
    pub retry_bounced: bool,
    /// From now on the issue continues regardless of how many copies are rejected. Once accepted, this stays.
    pub accept_rejections: bool,
}

/// What resuming an issue did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResumeOutcome {
    /// The issue continues.
    Resumed {
        /// The issue as it is now: `Sending`, or `Finished` if nothing waits.
        issue: Box<Issue>,
        /// Why it was paused; `None` if it was finished.
        pause: Option<Pause>,
        /// How many rejected copies will be tried again.
        requeued: u64,
        /// The addresses that are no longer suppressed.
        restored: Vec<Address>,
        /// How many copies came back by mail, and are not tried again.
        returned: u64,
    },
    /// It is not paused: nothing changed.
    NotPaused,
    /// Bounced copies can be tried again only while the issue is paused: nothing changed.
    PauseFirst,
    /// It is finished: nothing changed.
    Finished {
        /// How many copies the relay rejected.
        rejected: u64,
    },
    /// It is cancelled: nothing changed.
    Cancelled,
}

/// Resumes an issue.
///
/// # Errors
/// The database failed.
pub async fn resume_issue(
    database: &Database,
    issue: &Issue,
    options: ResumeOptions,
    now: Timestamp,
) -> Result<ResumeOutcome, Error> {
    let ResumeOptions { retry_bounced, accept_rejections } = options;
    let mut work = database.begin_write().await?;
    if database::handover_mark::handed_over_at(&mut work).await?.is_some() {
        return Err(Error::HandedOver);
    }
    let (state, pause) =
        database::issues::state(&mut work, issue.id).await?.unwrap_or((issue.state, issue.pause.clone()));
    match state {
        IssueState::Paused => {}
        IssueState::Finished if retry_bounced => {}
        IssueState::Finished => {
            let counts = database::deliveries::count_by_status(&mut work, issue.id).await?;
            let returned = database::deliveries::count_returned(&mut work, issue.id).await?;
            return Ok(ResumeOutcome::Finished {
                rejected: counts.count(DeliveryStatus::Bounced).saturating_sub(returned),
            });
        }
        IssueState::Sending if retry_bounced => return Ok(ResumeOutcome::PauseFirst),
        IssueState::Sending => return Ok(ResumeOutcome::NotPaused),
        IssueState::Cancelled => return Ok(ResumeOutcome::Cancelled),
    }
    let (mut requeued, mut restored, mut returned) = (0, Vec::new(), 0);
    if retry_bounced {
        restored = subscription::restore_rejected(&mut work, issue.id, now).await?;
        requeued = database::deliveries::requeue_rejected(&mut work, issue.id, now).await?;
        returned = database::deliveries::count_returned(&mut work, issue.id).await?;
    }
    let accepts_rejections = accept_rejections || issue.accepts_rejections;
    database::issues::set_accepts_rejections(&mut work, issue.id, accepts_rejections).await?;
    database::issues::set_state(&mut work, issue.id, IssueState::Sending, None).await?;
    delivery::finish_if_settled(&mut work, issue.id, now).await?;
    let state = database::issues::state(&mut work, issue.id).await?.map_or(IssueState::Sending, |(state, _)| state);
    work.commit().await?;
    let issue = Box::new(Issue { state, pause: None, accepts_rejections, ..issue.clone() });
    Ok(ResumeOutcome::Resumed { issue, pause, requeued, restored, returned })
}
