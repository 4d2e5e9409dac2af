//! Joining by the form: what is asked waits until the owner of the address says yes.
//!
//! Anybody can type anybody's address. So the work is about the same whoever it belongs to, and no more mails go to it
//! than these constants say.

use jiff::{SignedDuration, Timestamp};

use super::{Error, address_hash_key, get_or_create_secret};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    Address, EventChannel, EventKind, List, ListId, OptIn, SignupAnswer, SubscriberFields, SubscriptionEvent,
    SubscriptionState, SuppressionReason, address_hash,
};

/// How long the link in a confirmation mail works.
pub const CONFIRMATION_LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(72);
/// How many confirmation mails an address gets until its owner says yes.
pub(super) const MAX_CONFIRMATION_MAILS: i64 = 3;
/// How long it gets no second one.
const MIN_MAIL_INTERVAL: SignedDuration = SignedDuration::from_hours(24);

/// What the key is for that seals the stamps of forms.
const FORM_TOKEN_PURPOSE: &str = "form";

/// What somebody asked by the form.
#[derive(Debug, Clone, Copy)]
pub struct SignupSubmission<'a> {
    /// The address that was given.
    pub address: &'a Address,
    /// The lists that were chosen.
    pub lists: &'a [List],
    /// The words that the form showed.
    pub consent_text: &'a str,
    /// The page with the form.
    pub source: &'a str,
    /// The browser, as it names itself.
    pub user_agent: Option<&'a str>,
}

/// Returns the key that seals the stamps of forms; the first time, it makes one.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn form_token_key(database: &Database, now: Timestamp) -> Result<[u8; 32], Error> {
    let mut work = database.begin_write().await?;
    let key = get_or_create_secret(&mut work, FORM_TOKEN_PURPOSE, now).await?;
    work.commit().await?;
    Ok(key)
}

/// Takes what was asked: a request that waits for the owner of the address, who is written to, or, on a list with single
/// opt-in, somebody new at once. It tells nobody which of these it was, or that it was nothing.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn request_signup(database: &Database, asked: SignupSubmission<'_>, now: Timestamp) -> Result<(), Error> {
    let mut work = database.begin_write().await?;
    database::suppressed_hashes::lock_shared(&mut work).await?;
    // It is written every time, so that every time there is something to commit: that takes the longest of all.
    let wording = database::consent_texts::get_or_insert(&mut work, asked.consent_text).await?;
    let hash = address_hash(&address_hash_key(&mut work, now).await?, asked.address);
    let stranger = database::suppressed_hashes::reason(&mut work, &hash).await?;
    let (mails, mut refused) = database::confirmation_limits::get(&mut work, &hash).await?;
    let request = database::signup_requests::by_address(&mut work, asked.address).await?;
    refused |= request.is_some_and(|request| request.answer == Some(SignupAnswer::Refused));
    let known = database::subscribers::by_address(&mut work, asked.address).await?.map(|known| known.id);
    let suppressed = match known {
        Some(id) => database::suppressions::is_suppressed(&mut work, id).await?,
        None => false,
    };
    if !refused && !suppressed && matches!(stranger, None | Some(SuppressionReason::Erased)) {
        let mut wanted = Vec::new();
        for list in asked.lists {
            let state = match known {
                Some(id) => database::subscriptions::state(&mut work, list.id, id).await?,
                None => None,
            };
            match state {
                Some(SubscriptionState::Confirmed | SubscriptionState::Suppressed) => {}
                None if list.opt_in == OptIn::Single && stranger.is_none() => {
                    subscribe_new(&mut work, asked, list.id, now).await?;
                }
                _ => wanted.push(list.id),
            }
        }
        if !wanted.is_empty() && mails < MAX_CONFIRMATION_MAILS {
            let asked = database::signup_requests::NewSignup {
                address: asked.address,
                consent_text: wording,
                source: asked.source,
                user_agent: asked.user_agent,
            };
            store_request(&mut work, asked, &wanted, mails, now).await?;
        }
    }
    work.commit().await?;
    Ok(())
}

/// Keeps the request, and lets a mail wait unless there was one lately, or there were too many.
async fn store_request(
    work: &mut DatabaseTransaction,
    asked: database::signup_requests::NewSignup<'_>,
    lists: &[ListId],
    mails: i64,
    now: Timestamp,
) -> Result<(), Error> {
    let gone = database::Error::InvalidValue("request");
    let mut id = database::signup_requests::add(work, asked, mails, now).await?;
    let mut request = database::signup_requests::by_id(work, id).await?.ok_or(gone)?;
    if request.answer == Some(SignupAnswer::Confirmed) {
        database::signup_requests::delete(work, id).await?;
        id = database::signup_requests::add(work, asked, mails, now).await?;
        request = database::signup_requests::by_id(work, id).await?.ok_or(database::Error::InvalidValue("request"))?;
    }
    for list in lists {
        database::signup_requests::add_list(work, id, *list, asked, now).await?;
    }
    // A mail that nobody could hand over for so long does not go any more.
    let given_up =
        request.mail_due && now.duration_since(request.requested_at) >= database::signup_requests::GIVE_UP_AFTER;
    let rested = !request.mail_due && request.mailed_at.is_none_or(|at| now.duration_since(at) >= MIN_MAIL_INTERVAL);
    if request.mail_count < MAX_CONFIRMATION_MAILS && (given_up || rested) {
        database::signup_requests::renew(work, id, asked, now).await?;
        for list in lists {
            database::signup_requests::renew_list(work, id, *list, asked, now).await?;
        }
    }
    Ok(())
}

async fn subscribe_new(
    work: &mut DatabaseTransaction,
    asked: SignupSubmission<'_>,
    list: ListId,
    now: Timestamp,
) -> Result<(), Error> {
    let id = database::subscribers::add(work, asked.address, &SubscriberFields::new(), now).await?;
    // Whoever came first holds the person: what is read from here on stays so.
    if database::subscriptions::state(work, list, id).await?.is_none() {
        database::subscriptions::set_state(work, list, id, SubscriptionState::Confirmed, now).await?;
        let event = SubscriptionEvent::new(now, id, list, EventKind::Subscribed, EventChannel::Form);
        let (source, wording) = (Some(asked.source.to_owned()), Some(asked.consent_text.to_owned()));
        let event = SubscriptionEvent {
            source,
            consent_text: wording,
            user_agent: asked.user_agent.map(str::to_owned),
            ..event
        };
        database::event_log::add(work, &event).await?;
    }
    Ok(())
}
