//! What the bearer of a sealed token can do: leave, want less, take that back, say why.

use jiff::{SignedDuration, Timestamp};

use super::hand::Hand;
use super::past::Past;
use super::standing::{Standing, standing};
use super::{Error, LONGEST_REASON};
use crate::database::{self, Database, Work};
use crate::model::{Event, IssueId, Kind, ListId, State, SubscriberId, Token, Way, single_line};

/// Who acts so soon after the hand-over may be a program that opens links.
const SUSPECT: SignedDuration = SignedDuration::from_secs(10);

/// Takes the bearer of a token off the list; once they are off, it changes nothing and says so the same way.
///
/// # Errors
/// The database refused; then they are still on the list.
pub async fn leave(
    database: &Database,
    token: Token,
    hand: impl Into<Hand<'_>>,
    now: Timestamp,
) -> Result<Standing, Error> {
    let hand = hand.into();
    let before = standing(database, token).await?;
    // Providers post for thousands, and more than once: who is off already waits for no writer.
    if matches!(before.state, None | Some(State::Unsubscribed)) {
        return Ok(before);
    }
    let mut work = database.write().await?;
    leave_one(&mut work, token, token.list, hand, now).await?;
    work.commit().await?;
    standing(database, token).await
}

/// Takes the bearer of a token off every list that they are on.
///
/// # Errors
/// The database refused; then they have left none.
pub async fn leave_all(
    database: &Database,
    token: Token,
    hand: impl Into<Hand<'_>>,
    now: Timestamp,
) -> Result<(), Error> {
    let hand = hand.into();
    let mut work = database.write().await?;
    for (list, _) in database::subscription::standings(&mut work, token.subscriber).await? {
        leave_one(&mut work, token, list, hand, now).await?;
    }
    Ok(work.commit().await?)
}

/// Gives the bearer of a token what they wish of a list that they are on: less at any time, more only while it takes
/// back what they did themselves; returns how they stand then.
///
/// # Errors
/// The database refused.
pub async fn choose(
    database: &Database,
    token: Token,
    list: ListId,
    wish: State,
    hand: impl Into<Hand<'_>>,
    now: Timestamp,
) -> Result<Option<State>, Error> {
    let hand = hand.into();
    let mut work = database.write().await?;
    let state = database::subscription::state(&mut work, list, token.subscriber).await?;
    match (state, wish) {
        (Some(_), State::Unsubscribed) => leave_one(&mut work, token, list, hand, now).await?,
        (Some(State::Confirmed), State::Notices) => {
            turn(&mut work, token, list, State::Confirmed, wish, hand, now).await?;
        }
        (Some(from @ (State::Notices | State::Unsubscribed)), State::Confirmed | State::Notices) if from != wish => {
            let past = past(&mut work, token.subscriber, list).await?;
            if past.until(wish).is_some_and(|until| until >= now) {
                turn(&mut work, token, list, from, wish, hand, now).await?;
            }
        }
        _ => {}
    }
    let state = database::subscription::state(&mut work, list, token.subscriber).await?;
    work.commit().await?;
    Ok(state)
}

/// Puts the bearer of a token back as they stood before they left, if they left by their own hand within
/// [`super::UNDO`].
///
/// # Errors
/// The database refused.
pub async fn come_back(
    database: &Database,
    token: Token,
    hand: impl Into<Hand<'_>>,
    now: Timestamp,
) -> Result<Standing, Error> {
    let hand = hand.into();
    let mut work = database.write().await?;
    let state = database::subscription::state(&mut work, token.list, token.subscriber).await?;
    if state == Some(State::Unsubscribed) {
        let past = past(&mut work, token.subscriber, token.list).await?;
        if let Some((before, _)) = past.undo().filter(|(_, until)| *until >= now) {
            turn(&mut work, token, token.list, State::Unsubscribed, before, hand, now).await?;
        }
    }
    work.commit().await?;
    standing(database, token).await
}

/// Keeps why somebody left, in their own words; only who has left can say it, and once.
///
/// # Errors
/// The database refused.
pub async fn give_reason(
    database: &Database,
    token: Token,
    words: &str,
    hand: impl Into<Hand<'_>>,
    now: Timestamp,
) -> Result<(), Error> {
    let hand = hand.into();
    let words: String = single_line(words).chars().take(LONGEST_REASON).collect();
    let mut work = database.write().await?;
    let state = database::subscription::state(&mut work, token.list, token.subscriber).await?;
    let left = database::event::last(&mut work, token.subscriber, token.list, Kind::Left).await?;
    let said = database::event::last(&mut work, token.subscriber, token.list, Kind::Reason).await?;
    let said_already = said.is_some_and(|said| left.is_some_and(|left| said.at >= left.at));
    if state == Some(State::Unsubscribed) && !said_already && !words.is_empty() {
        let event = event(&mut work, token, token.list, Kind::Reason, hand, now).await?;
        database::event::add(&mut work, &Event { note: Some(words), ..event }).await?;
        work.commit().await?;
    }
    Ok(())
}

/// Takes somebody off one list, if they are not off it already.
async fn leave_one(work: &mut Work, token: Token, list: ListId, hand: Hand<'_>, now: Timestamp) -> Result<(), Error> {
    if database::subscription::leave(work, list, token.subscriber, now).await? {
        let event = event(work, token, list, Kind::Left, hand, now).await?;
        database::event::add(work, &event).await?;
    }
    Ok(())
}

/// Turns a subscription from one state to another, unless an address that takes no mail would be mailed again.
async fn turn(
    work: &mut Work,
    token: Token,
    list: ListId,
    from: State,
    to: State,
    hand: Hand<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    if from == State::Unsubscribed && database::suppression::has(work, token.subscriber).await? {
        return Ok(());
    }
    if database::subscription::change(work, list, token.subscriber, from, to, now).await? {
        let kind = if to == State::Notices { Kind::Narrowed } else { Kind::Returned };
        let event = event(work, token, list, kind, hand, now).await?;
        database::event::add(work, &event).await?;
    }
    Ok(())
}

/// Makes the event of a change by the bearer of a token.
async fn event(
    work: &mut Work,
    token: Token,
    list: ListId,
    kind: Kind,
    hand: Hand<'_>,
    now: Timestamp,
) -> Result<Event, Error> {
    let issue = Some(token.issue).filter(|issue| *issue != IssueId::NONE);
    let handed = match issue {
        Some(issue) if hand.is_of_the_web() => database::delivery::handed_at(work, issue, token.subscriber).await?,
        _ => None,
    };
    let suspect = handed.is_some_and(|handed| (SignedDuration::ZERO..SUSPECT).contains(&now.duration_since(handed)));
    let (source, agent) = (hand.source.map(str::to_owned), hand.agent());
    Ok(Event { issue, source, agent, suspect, ..Event::new(now, token.subscriber, list, kind, hand.way) })
}

pub(super) async fn past(work: &mut Work, subscriber: SubscriberId, list: ListId) -> Result<Past, Error> {
    let events = database::event::changes(work, subscriber).await?;
    Ok(Past::of(events.iter().filter(|event| event.list == list)))
}

/// The way of somebody at the command line, for a subscription that no letter led to.
pub(super) async fn by_owner(
    work: &mut Work,
    list: ListId,
    subscriber: SubscriberId,
    now: Timestamp,
) -> Result<bool, Error> {
    let on_it = database::subscription::leave(work, list, subscriber, now).await?;
    if on_it {
        database::event::add(work, &Event::new(now, subscriber, list, Kind::Left, Way::Owner)).await?;
    }
    Ok(on_it)
}
