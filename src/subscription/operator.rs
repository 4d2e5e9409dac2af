//! Unsubscribes people on behalf of an operator.

use jiff::Timestamp;

use super::Error;
use super::history::SubscriptionHistory;
use super::self_service::unsubscribe_by_operator;
use crate::database::{self, Database};
use crate::model::{Address, EventChannel, EventKind, List, SubscriptionEvent, SubscriptionState, single_line};

/// The result of taking back that an operator unsubscribed somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UndoOutcome {
    /// They are on the list again, in this state.
    Restored(SubscriptionState),
    /// Their subscription has changed since, or they left by themselves: nothing was changed.
    ChangedSince,
    /// The address must not be mailed: nothing was changed.
    Suppressed,
}

/// Unsubscribes an address from a list. Returns `None` if no subscriber has the address, and `false` if they were not
/// on the list.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn unsubscribe_address(
    database: &Database,
    list: &List,
    address: &Address,
    now: Timestamp,
) -> Result<Option<bool>, Error> {
    take_off(database, list, address, None, now).await
}

/// Unsubscribes an address from a list like [`unsubscribe_address`], and records why.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn take_off(
    database: &Database,
    list: &List,
    address: &Address,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<Option<bool>, Error> {
    let mut work = database.begin_write().await?;
    let Some(subscriber) = database::subscribers::by_address(&mut work, address).await? else { return Ok(None) };
    let reason = reason.map(|reason| single_line(reason).into_owned()).filter(|reason| !reason.is_empty());
    let left = unsubscribe_by_operator(&mut work, list.id, subscriber.id, reason, now).await?;
    work.commit().await?;
    Ok(Some(left))
}

/// Takes back that an operator unsubscribed somebody, if nothing has happened to the subscription since. They are on the
/// list as before.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
pub async fn undo_take_off(
    database: &Database,
    list: &List,
    address: &Address,
    now: Timestamp,
) -> Result<UndoOutcome, Error> {
    let mut work = database.begin_write().await?;
    let Some(person) = database::subscribers::by_address(&mut work, address).await? else {
        return Ok(UndoOutcome::ChangedSince);
    };
    let mut events = database::event_log::by_subscriber(&mut work, person.id).await?;
    events.retain(|event| event.list == list.id);
    let undone = events.pop();
    let is_operator =
        |event: &SubscriptionEvent| event.kind == EventKind::Unsubscribed && event.channel == EventChannel::Operator;
    if !undone.as_ref().is_some_and(is_operator) || database::lists::is_deleted(&mut work, list.id).await? {
        return Ok(UndoOutcome::ChangedSince);
    }
    if database::suppressions::is_suppressed(&mut work, person.id).await? {
        return Ok(UndoOutcome::Suppressed);
    }
    let (left, before) = (SubscriptionState::Unsubscribed, SubscriptionHistory::from_events(&events).current_choice());
    if !database::subscriptions::change_state(&mut work, list.id, person.id, left, before, now).await? {
        return Ok(UndoOutcome::ChangedSince);
    }
    let kind =
        if before == SubscriptionState::NoticesOnly { EventKind::ReducedToNotices } else { EventKind::Resubscribed };
    database::event_log::add(&mut work, &SubscriptionEvent::new(now, person.id, list.id, kind, EventChannel::Operator))
        .await?;
    work.commit().await?;
    Ok(UndoOutcome::Restored(before))
}

/// Unsubscribes an address from every list and returns the lists that they were on; `None` if no subscriber has the
/// address.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
pub async fn unsubscribe_address_from_all(
    database: &Database,
    address: &Address,
    now: Timestamp,
) -> Result<Option<Vec<List>>, Error> {
    let mut work = database.begin_write().await?;
    let Some(subscriber) = database::subscribers::by_address(&mut work, address).await? else { return Ok(None) };
    let mut left = Vec::new();
    for list in database::lists::all(&mut work).await? {
        if unsubscribe_by_operator(&mut work, list.id, subscriber.id, None, now).await? {
            left.push(list);
        }
    }
    work.commit().await?;
    Ok(Some(left))
}
