//! Deletes a list. Its issues, its events and the addresses that unsubscribed from it are kept.

use jiff::Timestamp;

use super::Error;
use crate::database::{self, Database};
use crate::model::{EventChannel, EventKind, List, SubscriberId, SubscriptionEvent, SubscriptionState};

/// The result of deleting a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListDeletion {
    /// The list was deleted.
    Deleted {
        /// The number of people who were removed from it.
        removed: u64,
        /// The number of people who had unsubscribed, which stays recorded.
        unsubscribed: u64,
    },
    /// These issues of the list are neither finished nor cancelled: nothing was changed.
    IssuesUnderWay(Vec<String>),
}

/// Deletes a list and its subscriptions, unless one of its issues is in progress. A dry run writes nothing.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
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
        database::approval_requests::delete_of_list(&mut work, list.id).await?;
        database::lists::delete(&mut work, list.id, now).await?;
        work.commit().await?;
    }
    Ok(ListDeletion::Deleted { removed, unsubscribed })
}
