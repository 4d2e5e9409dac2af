//! Addresses that must not be mailed: set aside on all lists at once, and brought back together.

use jiff::Timestamp;

use super::tidy::forget;
use super::{Error, address_hash_key};
use crate::database::{self, Database, Work};
use crate::model::{
    Address, AddressHash, Cause, Event, IssueId, Kind, ListId, State, SubscriberId, Suppression, Way, address_hash,
};

/// What became of an address that was to be set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetAside {
    /// They get nothing more; before, they were mailed on so many lists.
    Held(usize),
    /// Nobody has the address: only its keyed hash is kept.
    Stranger,
    /// It was set aside before, for a reason that is as strong.
    Already(Cause, Timestamp),
}

/// What became of an address that was to be mailed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lifted {
    /// They are mailed again on so many lists.
    Held(usize),
    /// Nobody has the address; from now on it can be imported.
    Stranger,
    /// Only the person can undo it.
    Refused(Cause, Timestamp),
    /// It is not set aside.
    Nothing,
}

/// Sets a subscriber aside on every list, because the relay said of their address, in `words`, that it takes no mail.
///
/// # Errors
/// The database refused.
pub async fn suppress(
    work: &mut Work,
    subscriber: SubscriberId,
    issue: IssueId,
    words: Option<&str>,
    now: Timestamp,
) -> Result<(), database::Error> {
    let note = words.map(str::to_owned);
    let suppression = Suppression { cause: Cause::Bounced, at: now, issue: Some(issue), note };
    put(work, subscriber, suppression, Way::Relay).await?;
    Ok(())
}

/// Sets a subscriber aside on every list, because they told their provider that a letter was unwanted. Nobody but they
/// can undo it.
///
/// # Errors
/// The database refused.
pub async fn complained(
    work: &mut Work,
    subscriber: SubscriberId,
    issue: Option<IssueId>,
    words: Option<&str>,
    now: Timestamp,
) -> Result<(), database::Error> {
    let suppression = Suppression { cause: Cause::Complained, at: now, issue, note: words.map(str::to_owned) };
    put(work, subscriber, suppression, Way::Complaint).await?;
    Ok(())
}

/// Sets an address aside at the society's own hand, whether it is known or not.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn set_aside(
    database: &Database,
    address: &Address,
    note: Option<&str>,
    now: Timestamp,
) -> Result<SetAside, Error> {
    let mut work = database.write().await?;
    database::stranger::hold(&mut work).await?;
    let done = if let Some(subscriber) = database::subscriber::by_address(&mut work, address).await? {
        let suppression = Suppression { cause: Cause::Owner, at: now, issue: None, note: note.map(str::to_owned) };
        match database::suppression::get(&mut work, subscriber.id).await? {
            Some(before) if before.cause >= Cause::Owner => SetAside::Already(before.cause, before.at),
            _ => SetAside::Held(put(&mut work, subscriber.id, suppression, Way::Owner).await?),
        }
    } else {
        if let Some(request) = database::request::by_address(&mut work, address).await? {
            let key = address_hash_key(&mut work, now).await?;
            forget(&mut work, &request, &key, now).await?;
        }
        match put_stranger(&mut work, address, Cause::Owner, now).await? {
            Some((cause, at)) => SetAside::Already(cause, at),
            None => SetAside::Stranger,
        }
    };
    work.commit().await?;
    Ok(done)
}

/// Mails an address again that the relay refused or the society set aside; how they stood on each list comes back.
///
/// # Errors
/// The database refused.
pub async fn lift(database: &Database, address: &Address, note: Option<&str>, now: Timestamp) -> Result<Lifted, Error> {
    let mut work = database.write().await?;
    let lifted = if let Some(subscriber) = database::subscriber::by_address(&mut work, address).await? {
        match database::suppression::get(&mut work, subscriber.id).await? {
            None => Lifted::Nothing,
            Some(Suppression { cause, at, .. }) if !cause.can_be_lifted() => Lifted::Refused(cause, at),
            Some(_) => {
                let event = Event::new(now, subscriber.id, ListId::NONE, Kind::Restored, Way::Owner);
                Lifted::Held(bring_back(&mut work, Event { note: note.map(str::to_owned), ..event }).await?)
            }
        }
    } else {
        match stranger(&mut work, address).await? {
            None => Lifted::Nothing,
            Some((_, cause, at)) if !cause.can_be_lifted() => Lifted::Refused(cause, at),
            Some((hash, ..)) => {
                database::stranger::remove(&mut work, &hash).await?;
                Lifted::Stranger
            }
        }
    };
    work.commit().await?;
    Ok(lifted)
}

/// Brings back everybody whom the relay refused in an issue; returns how many.
///
/// # Errors
/// The database refused.
pub async fn restore(work: &mut Work, issue: IssueId, now: Timestamp) -> Result<u64, database::Error> {
    let suppressed = database::suppression::bounced_by_issue(work, issue).await?;
    for subscriber in suppressed.iter().copied() {
        let event = Event::new(now, subscriber, ListId::NONE, Kind::Restored, Way::Owner);
        bring_back(work, Event { issue: Some(issue), ..event }).await?;
    }
    Ok(suppressed.len() as u64)
}

/// Finds an address among those whom we do not hold and must not mail: its hash, why, and since when.
///
/// # Errors
/// The database refused.
pub(super) async fn stranger(
    work: &mut Work,
    address: &Address,
) -> Result<Option<(AddressHash, Cause, Timestamp)>, database::Error> {
    // Without the key nobody was ever kept so; to look changes nothing.
    let Some(secret) = database::secret::get(work, super::ADDRESS_HASH_KEY).await? else { return Ok(None) };
    let hash = address_hash(&secret, address);
    Ok(database::stranger::get(work, &hash).await?.map(|(cause, at)| (hash, cause, at)))
}

/// Returns why an address must not be mailed, whether or not it is a subscriber's; `None` when it may be.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn cause(database: &Database, address: &Address, now: Timestamp) -> Result<Option<Cause>, Error> {
    let mut work = database.write().await?;
    let hash = address_hash(&address_hash_key(&mut work, now).await?, address);
    work.commit().await?;
    let mut work = database.read().await?;
    let stranger = database::stranger::cause(&mut work, &hash).await?;
    let person = match database::subscriber::by_address(&mut work, address).await? {
        Some(person) => database::suppression::get(&mut work, person.id).await?,
        None => None,
    };
    Ok(stranger.max(person.map(|suppression| suppression.cause)))
}

/// Keeps the hash of an address unless it is kept for a reason as strong, which it returns then.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub(super) async fn put_stranger(
    work: &mut Work,
    address: &Address,
    cause: Cause,
    now: Timestamp,
) -> Result<Option<(Cause, Timestamp)>, Error> {
    let hash = address_hash(&address_hash_key(work, now).await?, address);
    let before = database::stranger::get(work, &hash).await?.filter(|(before, _)| *before >= cause);
    if before.is_none() {
        database::stranger::put(work, &hash, cause, now).await?;
    }
    Ok(before)
}

/// Sets a subscriber aside on every list; returns on how many they were mailed. A reason that is as strong stands.
async fn put(
    work: &mut Work,
    subscriber: SubscriberId,
    suppression: Suppression,
    way: Way,
) -> Result<usize, database::Error> {
    let before = database::suppression::get(work, subscriber).await?;
    let stands = before.is_some_and(|before| before.cause >= suppression.cause);
    // Of somebody who was erased while a copy was out, nothing is written down.
    if !stands && !database::suppression::put(work, subscriber, &suppression).await? {
        return Ok(0);
    }
    let mut lists = database::subscription::set_aside(work, subscriber, suppression.at).await?;
    let changed = lists.len();
    // What they were told or told us is kept even where it changed nothing.
    if changed == 0 && !stands {
        lists.push(ListId::NONE);
    }
    let Suppression { at, issue, note, .. } = suppression;
    let event = Event { issue, note, ..Event::new(at, subscriber, ListId::NONE, Kind::Suppressed, way) };
    tell(work, event, lists).await?;
    Ok(changed)
}

/// Lifts a suppression; returns on how many lists they are mailed again.
async fn bring_back(work: &mut Work, event: Event) -> Result<usize, database::Error> {
    database::suppression::lift(work, event.subscriber).await?;
    let stand = database::subscription::bring_back(work, event.subscriber, event.at).await?;
    let changed = stand.len();
    let mut lists = if changed == 0 { vec![ListId::NONE] } else { stand.iter().map(|(list, _)| *list).collect() };
    lists.sort_unstable();
    for list in lists {
        let (source, wording) = basis(work, event.subscriber, list).await?;
        database::event::add(work, &Event { list, source, wording, ..event.clone() }).await?;
    }
    // The kind of an event says how they stand from then on.
    let narrow = stand.into_iter().filter(|(_, state)| *state == State::Notices).map(|(list, _)| list).collect();
    tell(work, Event { kind: Kind::Narrowed, note: None, ..event }, narrow).await?;
    Ok(changed)
}

/// Returns from which file somebody came onto a list while they were set aside, and by which words.
async fn basis(
    work: &mut Work,
    subscriber: SubscriberId,
    list: ListId,
) -> Result<(Option<String>, Option<String>), database::Error> {
    let suppressed = database::event::last(work, subscriber, list, Kind::Suppressed).await?;
    let import = suppressed.filter(|event| event.way == Way::Import);
    Ok(import.map(|event| (event.source, event.wording)).unwrap_or_default())
}

/// Writes an event for each list, by number.
async fn tell(work: &mut Work, mut event: Event, mut lists: Vec<ListId>) -> Result<(), database::Error> {
    lists.sort_unstable();
    for list in lists {
        event.list = list;
        database::event::add(work, &event).await?;
    }
    Ok(())
}
