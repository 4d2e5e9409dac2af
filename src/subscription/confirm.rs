//! What the owner of an address says to a request in their name: yes, or that it was somebody else.

use jiff::Timestamp;

use super::join::LINK_LIFE;
use super::{Error, blindfold};
use crate::database::{self, Database, Work};
use crate::model::{Answer, Cause, Event, Fields, Kind, List, Request, State, Way, blind};

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
pub async fn wish(database: &Database, request: i64, now: Timestamp) -> Result<Wish, Error> {
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

/// Puts the owner of the address on the lists that were asked for: on those among `shown`, or on all when none is named.
/// Whoever does it twice has done it once.
///
/// # Errors
/// The database refused; then nothing has changed.
pub async fn confirm(database: &Database, request: i64, shown: &[String], now: Timestamp) -> Result<Wish, Error> {
    let mut work = database.write().await?;
    database::stranger::share(&mut work).await?;
    let Some(asked) = database::request::by_id(&mut work, request).await? else { return Ok(Wish::Gone) };
    // Whoever asks holds the words first and the request then: here they are held in the same order.
    database::wording::id(&mut work, &asked.wording).await?;
    if database::request::answer(&mut work, request, Answer::Confirmed, now - LINK_LIFE).await? {
        if !join(&mut work, &asked, shown, now).await? {
            return Ok(Wish::Gone);
        }
        work.commit().await?;
    } else {
        drop(work);
    }
    wish(database, request, now).await
}

/// Joins all lists that can be joined; `false` when the address must not be mailed.
async fn join(work: &mut Work, asked: &Request, shown: &[String], now: Timestamp) -> Result<bool, Error> {
    let hash = blind(&blindfold(work, now).await?, &asked.address);
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
    for list in database::request::lists(work, asked.id).await? {
        if !shown.is_empty() && !shown.iter().any(|name| name == list.name.as_str()) {
            database::request::remove_list(work, asked.id, list.id).await?;
            continue;
        }
        let state = database::subscription::state(work, list.id, id).await?;
        if matches!(state, Some(State::Confirmed | State::Suppressed)) {
            continue;
        }
        database::subscription::set(work, list.id, id, State::Confirmed, now).await?;
        let event = Event::new(now, (id, list.id), Kind::Joined, Way::Form);
        let event = Event {
            note: Some(format!("asked for at {}", asked.asked_at)),
            source: asked.source.clone(),
            wording: Some(asked.wording.clone()),
            agent: asked.agent.clone(),
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
pub async fn refuse(database: &Database, request: i64, now: Timestamp) -> Result<Wish, Error> {
    let mut work = database.write().await?;
    database::request::answer(&mut work, request, Answer::Refused, now - LINK_LIFE).await?;
    work.commit().await?;
    wish(database, request, now).await
}
