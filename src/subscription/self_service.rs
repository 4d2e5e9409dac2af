//! Changes that a person makes with a sealed token: unsubscribe, reduce to notices, undo, give a reason.

use jiff::{SignedDuration, Timestamp};

use super::change_origin::ChangeOrigin;
use super::history::subscription_history;
use super::preferences::{SubscriptionStatus, has_left, subscription_status};
use super::{Error, MAX_REASON_CHARS};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    EventChannel, EventKind, IssueId, ListId, SubscriberId, SubscriptionEvent, SubscriptionState, Token, single_line,
};

/// A change made this soon after the message was sent may come from a link scanner.
const SCANNER_WINDOW: SignedDuration = SignedDuration::from_secs(10);

/// Unsubscribes the person that a token names from its list. Repeating it changes nothing and returns the same status.
///
/// # Errors
/// Returns an error if a database query fails; they are still subscribed then.
pub async fn unsubscribe(
    database: &Database,
    token: Token,
    hand: impl Into<ChangeOrigin<'_>>,
    now: Timestamp,
) -> Result<SubscriptionStatus, Error> {
    let hand = hand.into();
    let before = subscription_status(database, token).await?;
    // Providers send bursts of repeated requests: those for people already unsubscribed must not wait for the write
    // lock.
    if has_left(&before) {
        return Ok(before);
    }
    let mut work = database.begin_write().await?;
    unsubscribe_from_list(&mut work, token, token.list, hand, now).await?;
    work.commit().await?;
    subscription_status(database, token).await
}

/// Unsubscribes the person that a token names from its list, within a transaction; returns whether they were on it.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn unsubscribe_within(
    work: &mut DatabaseTransaction,
    token: Token,
    hand: impl Into<ChangeOrigin<'_>>,
    now: Timestamp,
) -> Result<bool, Error> {
    unsubscribe_from_list(work, token, token.list, hand.into(), now).await
}

/// Unsubscribes the person that a token names from all lists.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
pub async fn unsubscribe_all(
    database: &Database,
    token: Token,
    hand: impl Into<ChangeOrigin<'_>>,
    now: Timestamp,
) -> Result<(), Error> {
    let hand = hand.into();
    let mut work = database.begin_write().await?;
    for (list, _) in database::subscriptions::states_by_list(&mut work, token.subscriber).await? {
        unsubscribe_from_list(&mut work, token, list, hand, now).await?;
    }
    Ok(work.commit().await?)
}

/// Changes a person's preference for a list that they are on and returns the resulting state. They can reduce their
/// mail at any time, but increase it only to undo their own changes.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn set_preference(
    database: &Database,
    token: Token,
    list: ListId,
    wish: SubscriptionState,
    hand: impl Into<ChangeOrigin<'_>>,
    now: Timestamp,
) -> Result<Option<SubscriptionState>, Error> {
    let hand = hand.into();
    let mut work = database.begin_write().await?;
    let state = database::subscriptions::state(&mut work, list, token.subscriber).await?;
    match (state, wish) {
        (Some(_), SubscriptionState::Unsubscribed) => {
            unsubscribe_from_list(&mut work, token, list, hand, now).await?;
        }
        (Some(SubscriptionState::Confirmed), SubscriptionState::NoticesOnly) => {
            change_state(&mut work, token, list, SubscriptionState::Confirmed, wish, hand, now).await?;
        }
        (
            Some(from @ (SubscriptionState::NoticesOnly | SubscriptionState::Unsubscribed)),
            SubscriptionState::Confirmed | SubscriptionState::NoticesOnly,
        ) if from != wish => {
            let past = subscription_history(&mut work, token.subscriber, list).await?;
            if past.restorable_until(wish).is_some_and(|until| until >= now) {
                change_state(&mut work, token, list, from, wish, hand, now).await?;
            }
        }
        _ => {}
    }
    let state = database::subscriptions::state(&mut work, list, token.subscriber).await?;
    work.commit().await?;
    Ok(state)
}

/// Restores the subscription that a person had before unsubscribing, if they unsubscribed by themselves within
/// [`super::UNDO_PERIOD`].
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn undo_unsubscribe(
    database: &Database,
    token: Token,
    hand: impl Into<ChangeOrigin<'_>>,
    now: Timestamp,
) -> Result<SubscriptionStatus, Error> {
    let hand = hand.into();
    let mut work = database.begin_write().await?;
    let state = database::subscriptions::state(&mut work, token.list, token.subscriber).await?;
    if state == Some(SubscriptionState::Unsubscribed) {
        let past = subscription_history(&mut work, token.subscriber, token.list).await?;
        if let Some((before, _)) = past.undo_target().filter(|(_, until)| *until >= now) {
            change_state(&mut work, token, token.list, SubscriptionState::Unsubscribed, before, hand, now).await?;
        }
    }
    work.commit().await?;
    subscription_status(database, token).await
}

/// Stores a person's reason for unsubscribing. It is accepted only once, after they have unsubscribed.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn record_reason(
    database: &Database,
    token: Token,
    words: &str,
    hand: impl Into<ChangeOrigin<'_>>,
    now: Timestamp,
) -> Result<(), Error> {
    let hand = hand.into();
    let words: String = single_line(words).chars().take(MAX_REASON_CHARS).collect();
    let mut work = database.begin_write().await?;
    let state = database::subscriptions::state(&mut work, token.list, token.subscriber).await?;
    let left =
        database::event_log::last_of_kind(&mut work, token.subscriber, token.list, EventKind::Unsubscribed).await?;
    let said =
        database::event_log::last_of_kind(&mut work, token.subscriber, token.list, EventKind::ReasonGiven).await?;
    let said_already = said.is_some_and(|said| left.is_some_and(|left| said.at >= left.at));
    if state == Some(SubscriptionState::Unsubscribed) && !said_already && !words.is_empty() {
        let event = new_event(&mut work, token, token.list, EventKind::ReasonGiven, hand, now).await?;
        database::event_log::add(&mut work, &SubscriptionEvent { note: Some(words), ..event }).await?;
        work.commit().await?;
    }
    Ok(())
}

/// Unsubscribes a person from a list; returns whether they were on it.
async fn unsubscribe_from_list(
    work: &mut DatabaseTransaction,
    token: Token,
    list: ListId,
    hand: ChangeOrigin<'_>,
    now: Timestamp,
) -> Result<bool, Error> {
    let changed = database::subscriptions::unsubscribe(work, list, token.subscriber, now).await?;
    if changed {
        let event = new_event(work, token, list, EventKind::Unsubscribed, hand, now).await?;
        database::event_log::add(work, &event).await?;
    }
    Ok(changed)
}

/// Changes the state of a subscription, unless a suppressed address would be mailed again or somebody would return to
/// a deleted list.
async fn change_state(
    work: &mut DatabaseTransaction,
    token: Token,
    list: ListId,
    from: SubscriptionState,
    to: SubscriptionState,
    hand: ChangeOrigin<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    if from == SubscriptionState::Unsubscribed
        && (database::suppressions::is_suppressed(work, token.subscriber).await?
            || database::lists::is_deleted(work, list).await?)
    {
        return Ok(());
    }
    if database::subscriptions::change_state(work, list, token.subscriber, from, to, now).await? {
        let kind =
            if to == SubscriptionState::NoticesOnly { EventKind::ReducedToNotices } else { EventKind::Resubscribed };
        let event = new_event(work, token, list, kind, hand, now).await?;
        database::event_log::add(work, &event).await?;
    }
    Ok(())
}

async fn new_event(
    work: &mut DatabaseTransaction,
    token: Token,
    list: ListId,
    kind: EventKind,
    hand: ChangeOrigin<'_>,
    now: Timestamp,
) -> Result<SubscriptionEvent, Error> {
    let issue = Some(token.issue).filter(|issue| *issue != IssueId::NONE);
    let handed = match issue {
        Some(issue) if hand.is_web() => database::deliveries::handed_over_at(work, issue, token.subscriber).await?,
        _ => None,
    };
    let suspect =
        handed.is_some_and(|handed| (SignedDuration::ZERO..SCANNER_WINDOW).contains(&now.duration_since(handed)));
    let (source, agent) = (hand.source.map(str::to_owned), hand.truncated_user_agent());
    Ok(SubscriptionEvent {
        issue,
        source,
        user_agent: agent,
        likely_scanner: suspect,
        ..SubscriptionEvent::new(now, token.subscriber, list, kind, hand.channel)
    })
}

/// Unsubscribes on behalf of an operator, without a token.
pub(super) async fn unsubscribe_by_operator(
    work: &mut DatabaseTransaction,
    list: ListId,
    subscriber: SubscriberId,
    reason: Option<String>,
    now: Timestamp,
) -> Result<bool, Error> {
    let on_it = database::subscriptions::unsubscribe(work, list, subscriber, now).await?;
    if on_it {
        let event = SubscriptionEvent::new(now, subscriber, list, EventKind::Unsubscribed, EventChannel::Operator);
        database::event_log::add(work, &SubscriptionEvent { note: reason, ..event }).await?;
    }
    Ok(on_it)
}
