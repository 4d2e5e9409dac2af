//! What the owner of an address says to a request in their name: yes, or that it was somebody else.

use jiff::Timestamp;

use super::join::CONFIRMATION_LINK_LIFETIME;
use super::{Error, address_hash_key};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    EventChannel, EventKind, List, ListConsent, RequestId, SignupAnswer, SignupRequest, SubscriberFields,
    SubscriptionEvent, SubscriptionState, SuppressionReason, address_hash,
};

/// What the bearer of a confirmation link has before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignupStatus {
    /// These lists were asked for.
    Open(Vec<List>),
    /// They are on these lists, by this link.
    Confirmed(Vec<List>),
    /// They said that it was not they who asked for these.
    Declined(Vec<List>),
    /// Nothing: it is too old, forgotten, or nothing can come of it.
    Expired,
}

/// Tells what a request is about. It changes nothing.
///
/// # Errors
/// The database refused.
pub async fn signup_status(database: &Database, request: RequestId, now: Timestamp) -> Result<SignupStatus, Error> {
    let mut work = database.begin_read().await?;
    let Some(request) = database::signup_requests::by_id(&mut work, request).await? else {
        return Ok(SignupStatus::Expired);
    };
    let mut lists = database::signup_requests::lists_of_request(&mut work, request.id).await?;
    let old = request.mailed_at.is_none_or(|at| now.duration_since(at) > CONFIRMATION_LINK_LIFETIME);
    Ok(match request.answer {
        Some(SignupAnswer::Confirmed) => {
            let on = match database::subscribers::by_address(&mut work, &request.address).await? {
                Some(person) => {
                    database::subscriptions::lists_in_state(&mut work, person.id, SubscriptionState::Confirmed).await?
                }
                None => Vec::new(),
            };
            lists.retain(|list| on.contains(&list.id));
            if lists.is_empty() { SignupStatus::Expired } else { SignupStatus::Confirmed(lists) }
        }
        _ if old || lists.is_empty() => SignupStatus::Expired,
        Some(SignupAnswer::Refused) => SignupStatus::Declined(lists),
        None => SignupStatus::Open(lists),
    })
}

/// Puts the owner of the address on the lists that were asked for: on those that the page named, or, when it named none, on
/// those that stood in the mail. Whoever does it twice has done it once.
///
/// # Errors
/// The database refused; then nothing has changed.
pub async fn confirm_signup(
    database: &Database,
    request: RequestId,
    named: &[String],
    now: Timestamp,
) -> Result<SignupStatus, Error> {
    let mut work = database.begin_write().await?;
    database::suppressed_hashes::lock_shared(&mut work).await?;
    let Some(asked) = database::signup_requests::by_id(&mut work, request).await? else {
        return Ok(SignupStatus::Expired);
    };
    // Whoever asks holds the words first and the request then: here they are held in the same order.
    let shown = database::signup_requests::list_consents(&mut work, request).await?;
    for shown in &shown {
        database::consent_texts::get_or_insert(&mut work, &shown.consent_text).await?;
    }
    if database::signup_requests::set_answer(
        &mut work,
        request,
        SignupAnswer::Confirmed,
        now - CONFIRMATION_LINK_LIFETIME,
    )
    .await?
    {
        if !subscribe_to_lists(&mut work, &asked, &shown, named, now).await? {
            return Ok(SignupStatus::Expired);
        }
        work.commit().await?;
    } else {
        drop(work);
    }
    signup_status(database, request, now).await
}

/// Joins all lists that can be joined; `false` when the address must not be mailed, or none of them was named.
async fn subscribe_to_lists(
    work: &mut DatabaseTransaction,
    asked: &SignupRequest,
    shown: &[ListConsent],
    named: &[String],
    now: Timestamp,
) -> Result<bool, Error> {
    let lists = database::signup_requests::lists_of_request(work, asked.id).await?;
    let name = |shown: &ListConsent| lists.iter().find(|list| list.id == shown.list).map(|list| list.name.as_str());
    // What somebody asked for after the mail had gone, the owner of the address has seen on the page alone.
    let was_mailed = |shown: &ListConsent| asked.mailed_at.is_some_and(|mailed_at| shown.requested_at <= mailed_at);
    let is_meant = |shown: &ListConsent| match named {
        [] => was_mailed(shown),
        named => named.iter().any(|named| name(shown) == Some(named)),
    };
    let (meant, others): (Vec<_>, Vec<_>) = shown.iter().partition(|shown| is_meant(shown));
    if meant.is_empty() {
        return Ok(false);
    }
    for shown in others {
        database::signup_requests::delete_list(work, asked.id, shown.list).await?;
    }
    let hash = address_hash(&address_hash_key(work, now).await?, &asked.address);
    match database::suppressed_hashes::reason(work, &hash).await? {
        None => {}
        Some(SuppressionReason::Erased) => database::suppressed_hashes::delete(work, &hash).await?,
        Some(_) => return Ok(false),
    }
    database::confirmation_limits::delete(work, &hash).await?;
    let id = database::subscribers::add(work, &asked.address, &SubscriberFields::new(), now).await?;
    if database::suppressions::is_suppressed(work, id).await? {
        return Ok(false);
    }
    for ListConsent { list, requested_at: at, consent_text: wording, source, user_agent: agent } in meant {
        let state = database::subscriptions::state(work, *list, id).await?;
        if matches!(state, Some(SubscriptionState::Confirmed | SubscriptionState::Suppressed)) {
            continue;
        }
        database::subscriptions::set_state(work, *list, id, SubscriptionState::Confirmed, now).await?;
        let event = SubscriptionEvent::new(now, id, *list, EventKind::Subscribed, EventChannel::Form);
        let event = SubscriptionEvent {
            note: Some(format!("asked for at {at}")),
            source: source.clone(),
            consent_text: Some(wording.clone()),
            user_agent: agent.clone(),
            ..event
        };
        database::event_log::add(work, &event).await?;
    }
    Ok(true)
}

/// Keeps that it was somebody else who asked: the form writes to this address no more. Confirming by the same link takes
/// it back.
///
/// # Errors
/// The database refused.
pub async fn decline_signup(database: &Database, request: RequestId, now: Timestamp) -> Result<SignupStatus, Error> {
    let mut work = database.begin_write().await?;
    database::suppressed_hashes::lock_shared(&mut work).await?;
    database::signup_requests::set_answer(&mut work, request, SignupAnswer::Refused, now - CONFIRMATION_LINK_LIFETIME)
        .await?;
    work.commit().await?;
    signup_status(database, request, now).await
}
