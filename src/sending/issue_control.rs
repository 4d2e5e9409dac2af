//! What people decide about an issue that was frozen: pause it, cancel it, settle the copies in doubt.
//!
//! Each decision changes the database alone: every run, in whatever process, reads it and obeys.

use jiff::Timestamp;

use super::Error;
use super::existing_issue::is_replaceable;
use crate::config::InDoubtPolicy;
use crate::database::{self, Database};
use crate::delivery;
use crate::model::{DeliveryStatus, Issue, IssueState, Pause, SubscriberId};

/// How an issue that can no longer be changed has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IssueEnd {
    /// Every copy is settled.
    Finished,
    /// It was cancelled.
    Cancelled,
}

/// What pausing an issue did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PauseOutcome {
    /// The issue is now paused.
    Paused,
    /// It was paused before.
    AlreadyPaused(Pause),
    /// It had ended.
    Ended(IssueEnd),
}

/// What cancelling an issue did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CancelOutcome {
    /// The issue is now cancelled.
    Cancelled {
        /// How many copies will not be sent.
        unsent: u64,
        /// Whether nobody was sent a copy, so that the draft can be sent again.
        replaceable: bool,
    },
    /// It had ended.
    Ended(IssueEnd),
}

/// What to do with copies in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InDoubtDecision {
    /// Send them again: some recipients may get two.
    Resend,
    /// Count them as sent: some recipients may get none.
    CountAsSent,
}

/// What settling copies in doubt did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResolveOutcome {
    /// So many copies were settled.
    Settled(u64),
    /// The issue is cancelled: its copies are never sent again.
    Cancelled,
}

impl IssueEnd {
    /// Returns how an issue in this state has ended; `None` if it can still be paused and cancelled.
    #[must_use]
    pub fn of(state: IssueState) -> Option<Self> {
        match state {
            IssueState::Finished => Some(Self::Finished),
            IssueState::Cancelled => Some(Self::Cancelled),
            IssueState::Sending | IssueState::Paused => None,
        }
    }
}

/// Pauses an issue for the operator.
///
/// # Errors
/// The database failed.
pub async fn pause_issue(database: &Database, issue: &Issue) -> Result<PauseOutcome, Error> {
    let mut work = database.begin_write().await?;
    if delivery::pause_issue_in(&mut work, issue.id, &Pause::default()).await? {
        work.commit().await?;
        return Ok(PauseOutcome::Paused);
    }
    let (state, pause) =
        database::issues::state(&mut work, issue.id).await?.unwrap_or((issue.state, issue.pause.clone()));
    Ok(match IssueEnd::of(state) {
        Some(end) => PauseOutcome::Ended(end),
        None => PauseOutcome::AlreadyPaused(pause.unwrap_or_default()),
    })
}

/// Cancels an issue: copies that wait are never sent.
///
/// # Errors
/// The database failed.
pub async fn cancel_issue(database: &Database, issue: &Issue, now: Timestamp) -> Result<CancelOutcome, Error> {
    let mut work = database.begin_write().await?;
    let state = database::issues::state(&mut work, issue.id).await?.map_or(issue.state, |(state, _)| state);
    if let Some(end) = IssueEnd::of(state) {
        return Ok(CancelOutcome::Ended(end));
    }
    let unsent = database::deliveries::cancel_waiting(&mut work, issue.id, now).await?;
    database::issues::set_state(&mut work, issue.id, IssueState::Cancelled, None).await?;
    let cancelled = Issue { state: IssueState::Cancelled, ..issue.clone() };
    let replaceable = is_replaceable(&mut work, &cancelled).await?;
    work.commit().await?;
    Ok(CancelOutcome::Cancelled { unsent, replaceable })
}

/// Settles all copies in doubt as the operator decides.
///
/// # Errors
/// The database failed.
pub async fn resolve_in_doubt(
    database: &Database,
    issue: &Issue,
    decision: InDoubtDecision,
    now: Timestamp,
) -> Result<ResolveOutcome, Error> {
    resolve_copies(database, issue, None, decision, now).await
}

/// Settles the copy of one subscriber, if it is in doubt.
///
/// # Errors
/// The database failed.
pub async fn resolve_one_in_doubt(
    database: &Database,
    issue: &Issue,
    subscriber: SubscriberId,
    decision: InDoubtDecision,
    now: Timestamp,
) -> Result<ResolveOutcome, Error> {
    resolve_copies(database, issue, Some(subscriber), decision, now).await
}

async fn resolve_copies(
    database: &Database,
    issue: &Issue,
    only: Option<SubscriberId>,
    decision: InDoubtDecision,
    now: Timestamp,
) -> Result<ResolveOutcome, Error> {
    let mut work = database.begin_write().await?;
    let state = database::issues::state(&mut work, issue.id).await?.map_or(issue.state, |(state, _)| state);
    let status = match decision {
        InDoubtDecision::Resend if state == IssueState::Cancelled => return Ok(ResolveOutcome::Cancelled),
        InDoubtDecision::Resend if database::handover_mark::handed_over_at(&mut work).await?.is_some() => {
            return Err(Error::HandedOver);
        }
        InDoubtDecision::Resend => DeliveryStatus::Queued,
        InDoubtDecision::CountAsSent => DeliveryStatus::Sent,
    };
    delivery::mark_expired_leases(&mut work, issue.id, InDoubtPolicy::Hold, now).await?;
    let settled = match only {
        Some(subscriber) => {
            database::deliveries::resolve_one_in_doubt(&mut work, issue.id, subscriber, status, now).await?
        }
        None => database::deliveries::resolve_in_doubt(&mut work, issue.id, status, now).await?,
    };
    if decision == InDoubtDecision::Resend && settled > 0 && state == IssueState::Finished {
        database::issues::set_state(&mut work, issue.id, IssueState::Sending, None).await?;
    }
    delivery::finish_if_settled(&mut work, issue.id, now).await?;
    work.commit().await?;
    Ok(ResolveOutcome::Settled(settled))
}

/// Marks copies that a killed run left behind as in doubt, once their leases have expired, and settles them by the
/// policy. Returns the issue as it is afterwards.
///
/// # Errors
/// The database failed.
pub async fn settle_expired_leases(
    database: &Database,
    issue: &Issue,
    policy: InDoubtPolicy,
    now: Timestamp,
) -> Result<Issue, Error> {
    let mut work = database.begin_write().await?;
    delivery::mark_expired_leases(&mut work, issue.id, policy, now).await?;
    delivery::finish_if_settled(&mut work, issue.id, now).await?;
    let (state, pause) =
        database::issues::state(&mut work, issue.id).await?.unwrap_or((issue.state, issue.pause.clone()));
    work.commit().await?;
    Ok(Issue { state, pause, ..issue.clone() })
}
