//! Joining by the form: what is asked waits until the owner of the address says yes.
//!
//! Anybody can type anybody's address. So the work is about the same whoever it belongs to, and no more mails go to it
//! than these constants say.

use jiff::{SignedDuration, Timestamp};

use super::{Error, address_hash_key, secret};
use crate::database::{self, Database, Work};
use crate::model::{Address, Answer, Cause, Event, Fields, Kind, List, ListId, OptIn, State, Way, address_hash};

/// How long the link in a confirmation mail works.
pub const LINK_LIFE: SignedDuration = SignedDuration::from_hours(72);
/// How many confirmation mails an address gets until its owner says yes.
pub(super) const MOST_MAILS: i64 = 3;
/// How long it gets no second one.
const BETWEEN: SignedDuration = SignedDuration::from_hours(24);

/// What the key is for that seals the stamps of forms.
const FORM: &str = "form";

/// What somebody asked by the form.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The address that was given.
    pub address: &'a Address,
    /// The lists that were chosen.
    pub lists: &'a [List],
    /// The words that the form showed.
    pub wording: &'a str,
    /// The page with the form.
    pub source: &'a str,
    /// The browser, as it names itself.
    pub agent: Option<&'a str>,
}

/// Returns the key that seals the stamps of forms; the first time, it makes one.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn form_key(database: &Database, now: Timestamp) -> Result<[u8; 32], Error> {
    let mut work = database.write().await?;
    let key = secret(&mut work, FORM, now).await?;
    work.commit().await?;
    Ok(key)
}

/// Takes what was asked: a request that waits for the owner of the address, who is written to, or, on a list with single
/// opt-in, somebody new at once. It tells nobody which of these it was, or that it was nothing.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn ask(database: &Database, asked: Asked<'_>, now: Timestamp) -> Result<(), Error> {
    let mut work = database.write().await?;
    database::stranger::share(&mut work).await?;
    // It is written every time, so that every time there is something to commit: that takes the longest of all.
    let wording = database::wording::id(&mut work, asked.wording).await?;
    let hash = address_hash(&address_hash_key(&mut work, now).await?, asked.address);
    let stranger = database::stranger::cause(&mut work, &hash).await?;
    let (mails, mut refused) = database::asked::get(&mut work, &hash).await?;
    let request = database::request::by_address(&mut work, asked.address).await?;
    refused |= request.is_some_and(|request| request.answer == Some(Answer::Refused));
    let known = database::subscriber::by_address(&mut work, asked.address).await?.map(|known| known.id);
    let suppressed = match known {
        Some(id) => database::suppression::has(&mut work, id).await?,
        None => false,
    };
    if !refused && !suppressed && matches!(stranger, None | Some(Cause::Erased)) {
        let mut wanted = Vec::new();
        for list in asked.lists {
            let state = match known {
                Some(id) => database::subscription::state(&mut work, list.id, id).await?,
                None => None,
            };
            match state {
                Some(State::Confirmed | State::Suppressed) => {}
                None if list.opt_in == OptIn::Single && stranger.is_none() => {
                    join_at_once(&mut work, asked, list.id, now).await?;
                }
                _ => wanted.push(list.id),
            }
        }
        if !wanted.is_empty() && mails < MOST_MAILS {
            let asked =
                database::request::Asked { address: asked.address, wording, source: asked.source, agent: asked.agent };
            write_down(&mut work, asked, &wanted, mails, now).await?;
        }
    }
    work.commit().await?;
    Ok(())
}

/// Keeps the request, and lets a mail wait unless there was one lately, or there were too many.
async fn write_down(
    work: &mut Work,
    asked: database::request::Asked<'_>,
    lists: &[ListId],
    mails: i64,
    now: Timestamp,
) -> Result<(), Error> {
    let gone = database::Error::Unreadable("request");
    let mut id = database::request::add(work, asked, mails, now).await?;
    let mut request = database::request::by_id(work, id).await?.ok_or(gone)?;
    if request.answer == Some(Answer::Confirmed) {
        database::request::remove(work, id).await?;
        id = database::request::add(work, asked, mails, now).await?;
        request = database::request::by_id(work, id).await?.ok_or(database::Error::Unreadable("request"))?;
    }
    for list in lists {
        database::request::add_list(work, id, *list, asked, now).await?;
    }
    // A mail that nobody could hand over for so long does not go any more.
    let given_up = request.mail_due && now.duration_since(request.asked_at) >= database::request::GIVE_UP;
    let rested = !request.mail_due && request.mailed_at.is_none_or(|at| now.duration_since(at) >= BETWEEN);
    if request.mails < MOST_MAILS && (given_up || rested) {
        database::request::renew(work, id, asked, now).await?;
        for list in lists {
            database::request::renew_list(work, id, *list, asked, now).await?;
        }
    }
    Ok(())
}

async fn join_at_once(work: &mut Work, asked: Asked<'_>, list: ListId, now: Timestamp) -> Result<(), Error> {
    let id = database::subscriber::add(work, asked.address, &Fields::new(), now).await?;
    // Whoever came first holds the person: what is read from here on stays so.
    if database::subscription::state(work, list, id).await?.is_none() {
        database::subscription::set(work, list, id, State::Confirmed, now).await?;
        let event = Event::new(now, id, list, Kind::Joined, Way::Form);
        let (source, wording) = (Some(asked.source.to_owned()), Some(asked.wording.to_owned()));
        let event = Event { source, wording, agent: asked.agent.map(str::to_owned), ..event };
        database::event::add(work, &event).await?;
    }
    Ok(())
}
