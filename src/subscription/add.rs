//! Putting one person on a list at the society's own hand.

use jiff::Timestamp;

use super::{Error, address_hash_key};
use crate::database::{self, Database};
use crate::model::{Address, Cause, Event, Fields, Kind, List, State, Way, address_hash};

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// They are on the list now.
    Joined,
    /// They were on the list; their fields are what was given.
    Already,
    /// They have left, wholly or but for notices: only they can undo it.
    Left(State),
    /// Their address must not be mailed.
    Suppressed,
    /// Nobody here has this address, and it must not be mailed.
    Stranger(Cause),
}

/// Puts a person on a list with the words by which they agreed, unless they have left it or must not be mailed.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn add(
    database: &Database,
    list: &List,
    address: &Address,
    fields: &Fields,
    basis: Option<&str>,
    now: Timestamp,
) -> Result<Added, Error> {
    let mut work = database.write().await?;
    database::stranger::share(&mut work).await?;
    let hash = address_hash(&address_hash_key(&mut work, now).await?, address);
    let known = database::subscriber::by_address(&mut work, address).await?;
    if let (None, Some(cause)) = (&known, database::stranger::cause(&mut work, &hash).await?) {
        return Ok(Added::Stranger(cause));
    }
    // Adding holds the row of who is known: what is read of them from here on stays so.
    let id = database::subscriber::add(&mut work, address, fields, now).await?;
    if database::suppression::has(&mut work, id).await? {
        return Ok(Added::Suppressed);
    }
    let added = match database::subscription::state(&mut work, list.id, id).await? {
        Some(State::Suppressed) => return Ok(Added::Suppressed),
        Some(state @ (State::Unsubscribed | State::Notices)) => return Ok(Added::Left(state)),
        Some(State::Confirmed) => Added::Already,
        None => Added::Joined,
    };
    for (name, value) in fields {
        database::field::add(&mut work, name, value.kind()).await?;
    }
    if let Some(known) = known {
        let mut merged = known.fields;
        merged.extend(fields.clone());
        database::subscriber::set_fields(&mut work, id, &merged).await?;
    }
    if added == Added::Joined {
        database::subscription::set(&mut work, list.id, id, State::Confirmed, now).await?;
        let event = Event::new(now, id, list.id, Kind::Joined, Way::Owner);
        database::event::add(&mut work, &Event { wording: basis.map(str::to_owned), ..event }).await?;
    }
    work.commit().await?;
    Ok(added)
}
