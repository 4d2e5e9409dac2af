//! People who are asked whether they still want to be written to: their yes, and what becomes of those who say nothing.

use jiff::{SignedDuration, Timestamp};

use super::Error;
use super::change_origin::ChangeOrigin;
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{EventChannel, EventKind, Issue, List, SubscriberId, SubscriptionEvent, SubscriptionState, Token};

/// The reason that the record names of people who were taken off a list because they did not answer.
pub const NO_ANSWER: &str = "no-answer";

/// How long people have at least to answer, in days.
pub const MIN_ANSWER_DAYS: u16 = 14;

/// What became of a yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StillWantedOutcome {
    /// They stay on the list with this title, or are back on it.
    Kept(String),
    /// They left the list with this title, or cannot be mailed: nothing has changed.
    NotSubscribed(String),
    /// They or the list are gone.
    Gone,
}

/// What became of those who did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropOutcome {
    /// So many people were taken off the list, or would be.
    Dropped(u64),
    /// The issue did not ask whether people still want to be written to.
    NotAsking,
    /// The issue is not finished.
    Unfinished,
}

/// Returns what a yes would do, without changing anything.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn still_wanted_status(database: &Database, token: Token) -> Result<StillWantedOutcome, Error> {
    let mut work = database.begin_read().await?;
    outcome(&mut work, token).await
}

/// Records that somebody wants to be written to, in the words that they agreed to. Somebody who was taken off the list
/// because they did not answer is on it again. Repeating it changes nothing.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
pub async fn keep_subscription(
    database: &Database,
    token: Token,
    consent_text: &str,
    origin: ChangeOrigin<'_>,
    now: Timestamp,
) -> Result<StillWantedOutcome, Error> {
    let mut work = database.begin_write().await?;
    let result = outcome(&mut work, token).await?;
    if !matches!(result, StillWantedOutcome::Kept(_)) {
        return Ok(result);
    }
    let state = database::subscriptions::state(&mut work, token.list, token.subscriber).await?;
    let (from, to) = (SubscriptionState::Unsubscribed, SubscriptionState::Confirmed);
    let is_back = state == Some(from)
        && database::subscriptions::change_state(&mut work, token.list, token.subscriber, from, to, now).await?;
    let kind = if is_back { EventKind::Resubscribed } else { EventKind::StillWanted };
    let Token { issue, list, subscriber } = token;
    let has_said = database::still_wanted::has_said_yes(&mut work, issue, list, subscriber).await?;
    if is_back || !has_said {
        let event = SubscriptionEvent {
            issue: Some(token.issue),
            source: origin.source.map(str::to_owned),
            user_agent: origin.truncated_user_agent(),
            consent_text: Some(consent_text.to_owned()),
            ..SubscriptionEvent::new(now, token.subscriber, token.list, kind, origin.channel)
        };
        database::event_log::add(&mut work, &event).await?;
    }
    work.commit().await?;
    Ok(result)
}

async fn outcome(work: &mut DatabaseTransaction, token: Token) -> Result<StillWantedOutcome, Error> {
    let Some(list) = database::lists::by_id(work, token.list).await? else { return Ok(StillWantedOutcome::Gone) };
    let state = database::subscriptions::state(work, token.list, token.subscriber).await?;
    let is_suppressed = database::suppressions::is_suppressed(work, token.subscriber).await?;
    let is_kept = match state {
        None => return Ok(StillWantedOutcome::Gone),
        Some(SubscriptionState::Confirmed | SubscriptionState::NoticesOnly) => !is_suppressed,
        Some(SubscriptionState::Unsubscribed) => {
            let (issue, list, subscriber) = (token.issue, token.list, token.subscriber);
            !is_suppressed
                && !database::lists::is_deleted(work, list).await?
                && database::still_wanted::is_unsubscribed_for(work, issue, list, NO_ANSWER, subscriber).await?
        }
        Some(SubscriptionState::Suppressed) => false,
    };
    Ok(if is_kept { StillWantedOutcome::Kept(list.title) } else { StillWantedOutcome::NotSubscribed(list.title) })
}

/// Takes the people off a list who were asked by an issue, got it more than `days` ago and gave no sign since; with
/// `dry_run` only counts them. People whose copy came back or may not have arrived stay.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
pub async fn drop_silent(
    database: &Database,
    issue: &Issue,
    days: u16,
    dry_run: bool,
    now: Timestamp,
) -> Result<DropOutcome, Error> {
    let mut work = database.begin_write().await?;
    if !database::still_wanted::is_asking(&mut work, issue.id).await? {
        return Ok(DropOutcome::NotAsking);
    }
    let state = database::issues::state(&mut work, issue.id).await?.map_or(issue.state, |(state, _)| state);
    if matches!(state, crate::model::IssueState::Sending | crate::model::IssueState::Paused) {
        return Ok(DropOutcome::Unfinished);
    }
    let sent_until = now - SignedDuration::from_hours(24 * i64::from(days));
    let asked_at = issue.starts_at;
    let (id, list) = (issue.id, issue.list);
    let silent =
        database::still_wanted::silent_since_asked(&mut work, id, list, asked_at, sent_until, NO_ANSWER).await?;
    if !dry_run {
        for subscriber in &silent {
            database::subscriptions::unsubscribe(&mut work, issue.list, *subscriber, now).await?;
            let event = operator_event(issue, *subscriber, EventKind::Unsubscribed, now);
            database::event_log::add(&mut work, &event).await?;
        }
        work.commit().await?;
    }
    Ok(DropOutcome::Dropped(silent.len() as u64))
}

/// Puts the people back on the list who were taken off because they did not answer an issue; returns how many. Those who
/// have done something since are left as they are, and suppressed people stay suppressed.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
pub async fn restore_silent(database: &Database, issue: &Issue, list: &List, now: Timestamp) -> Result<u64, Error> {
    let mut work = database.begin_write().await?;
    if database::lists::is_deleted(&mut work, list.id).await? {
        return Ok(0);
    }
    let mut count = 0;
    let (from, to) = (SubscriptionState::Unsubscribed, SubscriptionState::Confirmed);
    for subscriber in database::still_wanted::unsubscribed_for(&mut work, issue.id, list.id, NO_ANSWER).await? {
        if database::suppressions::is_suppressed(&mut work, subscriber).await? {
            continue;
        }
        if database::subscriptions::change_state(&mut work, list.id, subscriber, from, to, now).await? {
            let event = operator_event(issue, subscriber, EventKind::Resubscribed, now);
            database::event_log::add(&mut work, &event).await?;
            count += 1;
        }
    }
    work.commit().await?;
    Ok(count)
}

fn operator_event(issue: &Issue, subscriber: SubscriberId, kind: EventKind, now: Timestamp) -> SubscriptionEvent {
    SubscriptionEvent {
        issue: Some(issue.id),
        note: Some(NO_ANSWER.to_owned()),
        ..SubscriptionEvent::new(now, subscriber, issue.list, kind, EventChannel::Operator)
    }
}
