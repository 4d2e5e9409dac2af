//! State changes of an issue that a run makes itself, inside its own transactions.

use jiff::{SignedDuration, Timestamp};

use super::Error;
use crate::config::InDoubtPolicy;
use crate::database::{self, DatabaseTransaction};
use crate::model::{DeliveryStatus, Issue, IssueId, IssueState, Pause, SettledCopy, SubscriberId};

/// The reply recorded for a copy whose run was killed.
const ABANDONED_REPLY: &str = "the program ended while this copy was being handed over";

/// A run that was held up, by a sleeping machine or a busy database, has this much longer to record what became of its
/// copies before the settings decide.
const LEASE_GRACE: SignedDuration = SignedDuration::from_secs(30);

/// Pauses an issue; returns `false` if it was not being sent.
///
/// # Errors
/// The database failed.
pub async fn pause_issue_in(work: &mut DatabaseTransaction, issue: IssueId, pause: &Pause) -> Result<bool, Error> {
    let paused = matches!(database::issues::state(work, issue).await?, Some((IssueState::Sending, _)));
    if paused {
        database::issues::set_state(work, issue, IssueState::Paused, Some(pause)).await?;
    }
    Ok(paused)
}

/// Marks deliveries with an expired lease as in doubt, then settles them by the policy; those of a cancelled issue are
/// never sent again. The webhook is told of those that do not go out again.
///
/// # Errors
/// The database failed.
pub async fn mark_expired_leases(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    policy: InDoubtPolicy,
    now: Timestamp,
) -> Result<(), Error> {
    let held_up = if policy == InDoubtPolicy::Hold { SignedDuration::ZERO } else { LEASE_GRACE };
    let doubted = database::deliveries::mark_expired_leases(work, issue, ABANDONED_REPLY, now - held_up).await?;
    if doubted.is_empty() {
        return Ok(());
    }
    let Some(issue) = database::issues::by_id(work, issue).await? else { return Ok(()) };
    let status = match policy {
        InDoubtPolicy::Resend if issue.state != IssueState::Cancelled => DeliveryStatus::Queued,
        InDoubtPolicy::Sent => DeliveryStatus::Sent,
        InDoubtPolicy::Hold | InDoubtPolicy::Resend => DeliveryStatus::InDoubt,
    };
    if status != DeliveryStatus::InDoubt {
        database::deliveries::resolve_in_doubt(work, issue.id, status, now).await?;
    }
    if status != DeliveryStatus::Queued && !issue.trial {
        tell_abandoned(work, &issue, &doubted, status, now).await?;
    }
    Ok(())
}

async fn tell_abandoned(
    work: &mut DatabaseTransaction,
    issue: &Issue,
    abandoned: &[SubscriberId],
    status: DeliveryStatus,
    now: Timestamp,
) -> Result<(), Error> {
    let copy = |subscriber: &SubscriberId| SettledCopy { subscriber_id: *subscriber, state: status.to_string() };
    let copies: Vec<_> = abandoned.iter().map(copy).collect();
    Ok(database::webhook_events::add_settled(work, issue.id, issue.list, &copies, now).await?)
}

/// Marks an issue as finished once every delivery is settled; cancels deliveries that wait in a cancelled issue.
///
/// # Errors
/// The database failed.
pub async fn finish_if_settled(work: &mut DatabaseTransaction, issue: IssueId, now: Timestamp) -> Result<(), Error> {
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
