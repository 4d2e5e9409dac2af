//! Deletes a list. What was sent to it, what happened on it, and who left it stay on record.

use jiff::Timestamp;

use super::Error;
use crate::database::{self, Database};
use crate::model::{EventChannel, EventKind, List, SubscriberId, SubscriptionEvent, SubscriptionState};

/// What became of a list that was to be deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListDeletion {
    /// It is deleted.
    Deleted {
        /// How many people are taken off it.
        removed: u64,
        /// How many have left it, which stays on record.
        unsubscribed: u64,
    },
    /// These issues to it are neither finished nor cancelled: nothing was changed.
    IssuesUnderWay(Vec<String>),
}

/// Deletes a list and takes everybody off it, unless an issue to it is under way. A dry run writes nothing.
///
/// # Errors
/// The database refused; then nothing was changed.
pub async fn delete_list(
    database: &Database,
    list: &List,
    dry_run: bool,
    now: Timestamp,
) -> Result<ListDeletion, Error> {
    let mut work = database.begin_write().await?;
    database::lists::lock(&mut work, list.id).await?;
    let issues = database::issues::under_way(&mut work, list.id).await?;
    if !issues.is_empty() {
        return Ok(ListDeletion::IssuesUnderWay(issues));
    }
    let (mut removed, mut unsubscribed) = (0, 0);
    for (state, count) in database::subscriptions::count_by_state(&mut work, list.id).await? {
        let total = if state == SubscriptionState::Unsubscribed { &mut unsubscribed } else { &mut removed };
        *total += count.unsigned_abs();
    }
    if !dry_run {
        let people = database::subscriptions::remove_members(&mut work, list.id).await?;
        let event =
            SubscriptionEvent::new(now, SubscriberId::NONE, list.id, EventKind::Unsubscribed, EventChannel::Operator);
        database::event_log::add_all(&mut work, &people, &event).await?;
        database::signup_requests::delete_requests(&mut work, list.id).await?;
        database::lists::delete(&mut work, list.id, now).await?;
        work.commit().await?;
    }
    Ok(ListDeletion::Deleted { removed, unsubscribed })
}
