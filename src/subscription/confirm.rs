//! What the owner of an address says to a request in their name: yes, or that it was somebody else.

use jiff::Timestamp;

use super::join::LINK_LIFE;
use super::{Error, address_hash_key};
use crate::database::{self, Database, Work};
use crate::model::{Answer, Cause, Event, Fields, Kind, List, Request, RequestId, Shown, State, Way, address_hash};

/// What the bearer of a confirmation link has before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    /// These lists were asked for.
    Open(Vec<List>),
    /// They are on these lists, by this link.
    Joined(Vec<List>),
    /// They said that it was not they who asked for these.
    Refused(Vec<List>),
    /// Nothing: it is too old, forgotten, or nothing can come of it.
    Gone,
}

/// Tells what a request is about. It changes nothing.
///
/// # Errors
/// The database refused.
pub async fn wish(database: &Database, request: RequestId, now: Timestamp) -> Result<Wish, Error> {
    let mut work = database.read().await?;
    let Some(request) = database::request::by_id(&mut work, request).await? else { return Ok(Wish::Gone) };
    let mut lists = database::request::lists(&mut work, request.id).await?;
    let old = request.mailed_at.is_none_or(|at| now.duration_since(at) > LINK_LIFE);
    Ok(match request.answer {
        Some(Answer::Confirmed) => {
            let on = match database::subscriber::by_address(&mut work, &request.address).await? {
                Some(person) => database::subscription::lists(&mut work, person.id, State::Confirmed).await?,
                None => Vec::new(),
            };
            lists.retain(|list| on.contains(&list.id));
            if lists.is_empty() { Wish::Gone } else { Wish::Joined(lists) }
        }
        _ if old || lists.is_empty() => Wish::Gone,
        Some(Answer::Refused) => Wish::Refused(lists),
        None => Wish::Open(lists),
    })
}

/// Puts the owner of the address on the lists that were asked for: on those that the page named, or, when it named none, on
/// those that stood in the mail. Whoever does it twice has done it once.
///
/// # Errors
/// The database refused; then nothing has changed.
pub async fn confirm(database: &Database, request: RequestId, named: &[String], now: Timestamp) -> Result<Wish, Error> {
    let mut work = database.write().await?;
    database::stranger::share(&mut work).await?;
    let Some(asked) = database::request::by_id(&mut work, request).await? else { return Ok(Wish::Gone) };
    // Whoever asks holds the words first and the request then: here they are held in the same order.
    let shown = database::request::shown(&mut work, request).await?;
    for shown in &shown {
        database::wording::id(&mut work, &shown.wording).await?;
    }
    if database::request::answer(&mut work, request, Answer::Confirmed, now - LINK_LIFE).await? {
        if !join(&mut work, &asked, &shown, named, now).await? {
            return Ok(Wish::Gone);
        }
        work.commit().await?;
    } else {
        drop(work);
    }
    wish(database, request, now).await
}

/// Joins all lists that can be joined; `false` when the address must not be mailed, or none of them was named.
async fn join(
    work: &mut Work,
    asked: &Request,
    shown: &[Shown],
    named: &[String],
    now: Timestamp,
) -> Result<bool, Error> {
    let lists = database::request::lists(work, asked.id).await?;
    let name = |shown: &Shown| lists.iter().find(|list| list.id == shown.list).map(|list| list.name.as_str());
    // What somebody asked for after the mail had gone, the owner of the address has seen on the page alone.
    let was_mailed = |shown: &Shown| asked.mailed_at.is_some_and(|mailed_at| shown.at <= mailed_at);
    let is_meant = |shown: &Shown| match named {
        [] => was_mailed(shown),
        named => named.iter().any(|named| name(shown) == Some(named)),
    };
    let (meant, others): (Vec<_>, Vec<_>) = shown.iter().partition(|shown| is_meant(shown));
    if meant.is_empty() {
        return Ok(false);
    }
    for shown in others {
        database::request::remove_list(work, asked.id, shown.list).await?;
    }
    let hash = address_hash(&address_hash_key(work, now).await?, &asked.address);
    match database::stranger::cause(work, &hash).await? {
        None => {}
        Some(Cause::Erased) => database::stranger::remove(work, &hash).await?,
        Some(_) => return Ok(false),
    }
    database::asked::remove(work, &hash).await?;
    let id = database::subscriber::add(work, &asked.address, &Fields::new(), now).await?;
    if database::suppression::has(work, id).await? {
        return Ok(false);
    }
    for Shown { list, at, wording, source, agent } in meant {
        let state = database::subscription::state(work, *list, id).await?;
        if matches!(state, Some(State::Confirmed | State::Suppressed)) {
            continue;
        }
        database::subscription::set(work, *list, id, State::Confirmed, now).await?;
        let event = Event::new(now, id, *list, Kind::Joined, Way::Form);
        let event = Event {
            note: Some(format!("asked for at {at}")),
            source: source.clone(),
            wording: Some(wording.clone()),
            agent: agent.clone(),
            ..event
        };
        database::event::add(work, &event).await?;
    }
    Ok(true)
}

/// Keeps that it was somebody else who asked: the form writes to this address no more. Confirming by the same link takes
/// it back.
///
/// # Errors
/// The database refused.
pub async fn refuse(database: &Database, request: RequestId, now: Timestamp) -> Result<Wish, Error> {
    let mut work = database.write().await?;
    database::stranger::share(&mut work).await?;
    database::request::answer(&mut work, request, Answer::Refused, now - LINK_LIFE).await?;
    work.commit().await?;
    wish(database, request, now).await
}
