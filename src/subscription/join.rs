//! Signup through the form: a request waits until the owner of the address confirms it.
//!
//! Anyone can enter anyone's address. Therefore the work takes about the same time for all addresses, and the constants
//! here limit the number of mails to an address.

use jiff::{SignedDuration, Timestamp};

use super::{Error, address_hash_key, get_or_create_secret};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    Address, EventChannel, EventKind, FieldKind, LANGUAGE_FIELD, Language, List, ListId, OptIn, SignupAnswer,
    SubscriberFields, SubscriberId, SubscriptionEvent, SubscriptionState, SuppressionReason, address_hash,
};

/// How long the link in a confirmation mail works.
pub const CONFIRMATION_LINK_LIFETIME: SignedDuration = SignedDuration::from_hours(72);
/// The maximum number of confirmation mails to an address before its owner confirms.
pub(super) const MAX_CONFIRMATION_MAILS: i64 = 3;
/// The minimum time between two confirmation mails to an address.
const MIN_MAIL_INTERVAL: SignedDuration = SignedDuration::from_hours(24);

/// The name of the key for form tokens in the database.
const FORM_TOKEN_PURPOSE: &str = "form";

/// A submitted signup form.
#[derive(Debug, Clone, Copy)]
pub struct SignupSubmission<'a> {
    /// The address that was entered.
    pub address: &'a Address,
    /// The selected lists.
    pub lists: &'a [List],
    /// The consent text that the form showed.
    pub consent_text: &'a str,
    /// Whether the form was used or a mail was written.
    pub channel: EventChannel,
    /// The page with the form, or the address to which they wrote.
    pub source: &'a str,
    /// The `User-Agent` of the browser.
    pub user_agent: Option<&'a str>,
    /// The language of the page with the form, if it is another one than the list's.
    pub language: Option<&'a Language>,
}

/// Returns the key that seals form tokens; creates it on first use.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn form_token_key(database: &Database, now: Timestamp) -> Result<[u8; 32], Error> {
    let mut work = database.begin_write().await?;
    let key = get_or_create_secret(&mut work, FORM_TOKEN_PURPOSE, now).await?;
    work.commit().await?;
    Ok(key)
}

/// Processes a signup form: stores a request and queues a confirmation mail, or subscribes new people at once on lists
/// with single opt-in. The result does not reveal whether the address is known.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn request_signup(database: &Database, asked: SignupSubmission<'_>, now: Timestamp) -> Result<(), Error> {
    let mut work = database.begin_write().await?;
    request_signup_within(&mut work, asked, now).await?;
    work.commit().await?;
    Ok(())
}

/// Processes a request to join within a transaction. Only a form is believed on lists with single opt-in: a mail can
/// come from anybody.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn request_signup_within(
    work: &mut DatabaseTransaction,
    asked: SignupSubmission<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    database::suppressed_hashes::lock_shared(work).await?;
    // This always writes, so that every call commits: the commit takes most of the time.
    let wording = database::consent_texts::get_or_insert(work, asked.consent_text).await?;
    let hash = address_hash(&address_hash_key(work, now).await?, asked.address);
    let stranger = database::suppressed_hashes::reason(work, &hash).await?;
    let (mails, mut refused) = database::confirmation_limits::get(work, &hash).await?;
    let request = database::signup_requests::by_address(work, asked.address).await?;
    refused |= request.is_some_and(|request| request.answer == Some(SignupAnswer::Refused));
    let known = database::subscribers::by_address(work, asked.address).await?.map(|known| known.id);
    let suppressed = match known {
        Some(id) => database::suppressions::is_suppressed(work, id).await?,
        None => false,
    };
    if !refused && !suppressed && matches!(stranger, None | Some(SuppressionReason::Erased)) {
        let mut wanted = Vec::new();
        for list in asked.lists {
            let state = match known {
                Some(id) => database::subscriptions::state(work, list.id, id).await?,
                None => None,
            };
            match state {
                Some(SubscriptionState::Confirmed | SubscriptionState::Suppressed) => {}
                None if list.opt_in == OptIn::Single && asked.channel == EventChannel::Form && stranger.is_none() => {
                    // Anybody can type a member's address: only a new person gets the language of the page.
                    let language = asked.language.filter(|_| known.is_none());
                    subscribe_new(work, SignupSubmission { language, ..asked }, list.id, now).await?;
                }
                _ => wanted.push(list.id),
            }
        }
        if !wanted.is_empty() && mails < MAX_CONFIRMATION_MAILS {
            let asked = database::signup_requests::NewSignup {
                address: asked.address,
                consent_text: wording,
                channel: asked.channel,
                source: asked.source,
                user_agent: asked.user_agent,
                language: asked.language,
            };
            store_request(work, asked, &wanted, mails, now).await?;
        }
    }
    Ok(())
}

/// Stores a request and queues a confirmation mail, unless one was sent recently or the limit is reached.
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
    // A confirmation mail that could not be sent for this long is given up.
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

/// Keeps the language in which somebody joins: from now on they are written to in it.
pub(super) async fn keep_language(
    work: &mut DatabaseTransaction,
    id: SubscriberId,
    language: Option<&Language>,
) -> Result<(), database::Error> {
    let Some(language) = language else { return Ok(()) };
    let Some(mut subscriber) = database::subscribers::by_id(work, id).await? else { return Ok(()) };
    database::fields::add(work, LANGUAGE_FIELD, FieldKind::Text).await?;
    subscriber.fields.insert(LANGUAGE_FIELD.to_owned(), language.as_str().to_owned().into());
    database::subscribers::set_fields(work, id, &subscriber.fields).await
}

async fn subscribe_new(
    work: &mut DatabaseTransaction,
    asked: SignupSubmission<'_>,
    list: ListId,
    now: Timestamp,
) -> Result<(), Error> {
    let id = database::subscribers::add(work, asked.address, &SubscriberFields::new(), now).await?;
    // Adding locks the subscriber's row, so that what is read from here on cannot change before the commit.
    if database::subscriptions::state(work, list, id).await?.is_none() {
        keep_language(work, id, asked.language).await?;
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
