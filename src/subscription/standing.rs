//! How the bearer of a sealed token stands: looking changes nothing.

use jiff::Timestamp;

use super::Error;
use super::leaving::past;
use super::past::Past;
use crate::database::{self, Database};
use crate::model::{Cause, List, State, SubscriberId, Token};

/// How the bearer of a link stands on the list that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The list's title; `None` when the list is gone.
    pub list: Option<String>,
    /// Their subscription; `None` when they are not on the list or are gone.
    pub state: Option<State>,
    /// Until when leaving can be undone, if they have left by their own hand.
    pub undo_until: Option<Timestamp>,
    /// Why nothing goes to them at all.
    pub set_aside: Option<Cause>,
}

/// How somebody stands on one list, and what they can go back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The list.
    pub list: List,
    /// Their subscription; `None` when they never were on it.
    pub state: Option<State>,
    /// Until when they can go back to all letters.
    pub all_until: Option<Timestamp>,
    /// Until when they can go back from nothing to the notices alone.
    pub notices_until: Option<Timestamp>,
}

/// How somebody stands on all lists that they are on or may know of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// The lists, by name.
    pub places: Vec<Place>,
    /// Why nothing goes to them at all.
    pub set_aside: Option<Cause>,
}

/// Tells how the bearer of a token stands.
///
/// # Errors
/// The database refused.
pub async fn standing(database: &Database, token: Token) -> Result<Standing, Error> {
    let mut work = database.read().await?;
    let list = database::list::by_id(&mut work, token.list).await?.map(|list| list.title);
    let state = database::subscription::state(&mut work, token.list, token.subscriber).await?;
    let set_aside = database::suppression::get(&mut work, token.subscriber).await?.map(|set_aside| set_aside.cause);
    let undo = match (state, set_aside) {
        (Some(State::Unsubscribed), None) => past(&mut work, token.subscriber, token.list).await?.undo(),
        _ => None,
    };
    Ok(Standing { list, state, undo_until: undo.map(|(_, until)| until), set_aside })
}

/// Tells how somebody stands on each list that they are or were on, and on the public ones.
///
/// # Errors
/// The database refused.
pub async fn overview(database: &Database, subscriber: SubscriberId) -> Result<Overview, Error> {
    let mut work = database.read().await?;
    let set_aside = database::suppression::get(&mut work, subscriber).await?.map(|set_aside| set_aside.cause);
    let standings = database::subscription::standings(&mut work, subscriber).await?;
    let events = database::event::changes(&mut work, subscriber).await?;
    let mut places = Vec::new();
    for list in database::list::all(&mut work).await? {
        let state = standings.iter().find(|(id, _)| *id == list.id).map(|(_, state)| *state);
        if state.is_none() && !list.public {
            continue;
        }
        let past = Past::of(events.iter().filter(|event| event.list == list.id));
        let until = |wish| match (state, set_aside) {
            (Some(State::Unsubscribed | State::Notices), None) => past.until(wish),
            _ => None,
        };
        let (all_until, notices_until) = (until(State::Confirmed), until(State::Notices));
        places.push(Place { list, state, all_until, notices_until });
    }
    Ok(Overview { places, set_aside })
}
