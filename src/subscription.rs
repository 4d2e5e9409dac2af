//! Joining and leaving, each change with its event.
//!
//! A change and its event are one transaction. Who has left comes back only by their own hand.

mod erasure;
mod import;
mod record;
mod suppression;

pub use erasure::{Erased, Erasure, erase};
pub use import::{Import, Refused, import};
pub use record::{Copy, Happened, OnList, Record, Request, record};
pub use suppression::{Lifted, SetAside, complained, lift, restore, set_aside, suppress};

use jiff::{SignedDuration, Timestamp};

use crate::database::{self, Database, Work};
use crate::entropy;
use crate::model::{Address, BadAddress, Event, Keys, Kind, List, State, Token, Way, single_line};

/// How long leaving can be undone with the link in the letter.
pub const UNDO: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What the key is for that blinds addresses.
const BLINDFOLD: &str = "stranger";

/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 500;

/// How the bearer of a link stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The list's title; `None` when the list is gone.
    pub list: Option<String>,
    /// Their subscription; `None` when they are not on the list or are gone.
    pub state: Option<State>,
    /// Until when leaving can be undone, if they have left.
    pub undo_until: Option<Timestamp>,
}

/// Why a subscription was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// The system gave no random bytes.
    #[error("cannot make a key")]
    Entropy(#[source] std::io::Error),
    /// The file is no table of subscribers.
    #[error("{0}")]
    File(String),
    /// An address that is none.
    #[error(transparent)]
    Address(#[from] BadAddress),
}

/// Returns the keys that seal unsubscribe links; the first time, it makes one.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn keys(database: &Database, now: Timestamp) -> Result<Keys, Error> {
    let keys = database::key::all(&mut database.read().await?).await?;
    if keys.can_seal() {
        return Ok(keys);
    }
    let secret = entropy::bytes().map_err(Error::Entropy)?;
    let mut work = database.write().await?;
    if !database::key::all(&mut work).await?.can_seal() {
        database::key::add(&mut work, &secret, now).await?;
    }
    let keys = database::key::all(&mut work).await?;
    work.commit().await?;
    Ok(keys)
}

/// Returns the key that blinds the addresses of people who must not be mailed and whom we do not hold; the first time,
/// it makes one.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn blindfold(work: &mut Work, now: Timestamp) -> Result<[u8; 32], Error> {
    if let Some(secret) = database::secret::get(work, BLINDFOLD).await? {
        return Ok(secret);
    }
    database::secret::add(work, BLINDFOLD, &entropy::bytes().map_err(Error::Entropy)?, now).await?;
    let kept = database::secret::get(work, BLINDFOLD).await?;
    Ok(kept.ok_or(database::Error::Unreadable("key"))?)
}

/// Tells how the bearer of a token stands. It changes nothing.
///
/// # Errors
/// The database refused.
pub async fn standing(database: &Database, token: Token) -> Result<Standing, Error> {
    let mut work = database.read().await?;
    let list = database::list::by_id(&mut work, token.list).await?.map(|list| list.title);
    let state = database::subscription::state(&mut work, token.list, token.subscriber).await?;
    let left = match state {
        Some(State::Unsubscribed) if !database::suppression::has(&mut work, token.subscriber).await? => {
            database::event::last(&mut work, token.subscriber, token.list, Kind::Left).await?
        }
        _ => None,
    };
    Ok(Standing { list, state, undo_until: left.and_then(|left| left.at.checked_add(UNDO).ok()) })
}

/// Takes the bearer of a token off the list; once they are off, it changes nothing and says so the same way.
///
/// # Errors
/// The database refused; then they are still on the list.
pub async fn leave(database: &Database, token: Token, way: Way, now: Timestamp) -> Result<Standing, Error> {
    let mut work = database.write().await?;
    if database::subscription::leave(&mut work, token.list, token.subscriber, now).await? {
        database::event::add(&mut work, &event(token, Kind::Left, way, None, now)).await?;
    }
    work.commit().await?;
    standing(database, token).await
}

/// Puts the bearer of a token back on the list, if they left it within [`UNDO`].
///
/// # Errors
/// The database refused.
pub async fn come_back(database: &Database, token: Token, now: Timestamp) -> Result<Standing, Error> {
    let mut work = database.write().await?;
    if database::subscription::come_back(&mut work, token.list, token.subscriber, now - UNDO, now).await? {
        database::event::add(&mut work, &event(token, Kind::Returned, Way::Page, None, now)).await?;
    }
    work.commit().await?;
    standing(database, token).await
}

/// Keeps why somebody left, in their own words; only who has left can say it, and once.
///
/// # Errors
/// The database refused.
pub async fn give_reason(database: &Database, token: Token, words: &str, now: Timestamp) -> Result<(), Error> {
    let words: String = single_line(words).chars().take(LONGEST_REASON).collect();
    let mut work = database.write().await?;
    let state = database::subscription::state(&mut work, token.list, token.subscriber).await?;
    let left = database::event::last(&mut work, token.subscriber, token.list, Kind::Left).await?;
    let said = database::event::last(&mut work, token.subscriber, token.list, Kind::Reason).await?;
    let said_already = said.is_some_and(|said| left.is_some_and(|left| said.at >= left.at));
    if state == Some(State::Unsubscribed) && !said_already && !words.is_empty() {
        let event = event(token, Kind::Reason, Way::Page, Some(words), now);
        database::event::add(&mut work, &event).await?;
        work.commit().await?;
    }
    Ok(())
}

/// Takes an address off a list at the society's own hand; `None` when nobody has the address, `false` when they were
/// not on the list.
///
/// # Errors
/// The database refused.
pub async fn take_off(
    database: &Database,
    list: &List,
    address: &Address,
    now: Timestamp,
) -> Result<Option<bool>, Error> {
    let mut work = database.write().await?;
    let Some(subscriber) = database::subscriber::by_address(&mut work, address).await? else { return Ok(None) };
    let token = Token { list: list.id, subscriber: subscriber.id, issue: 0 };
    let left = database::subscription::leave(&mut work, list.id, subscriber.id, now).await?;
    if left {
        database::event::add(&mut work, &event(token, Kind::Left, Way::Owner, None, now)).await?;
    }
    work.commit().await?;
    Ok(Some(left))
}

fn event(token: Token, kind: Kind, way: Way, note: Option<String>, at: Timestamp) -> Event {
    let issue = Some(token.issue).filter(|issue| *issue != 0);
    Event { issue, note, ..Event::new(at, (token.subscriber, token.list), kind, way) }
}
