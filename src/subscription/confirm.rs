//! Answers to a signup request: the owner of the address confirms or declines it.

use jiff::Timestamp;

use super::join::CONFIRMATION_LINK_LIFETIME;
use super::{Error, address_hash_key};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    EventChannel, EventKind, List, ListConsent, RequestId, SignupAnswer, SignupRequest, SubscriberFields,
    SubscriptionEvent, SubscriptionState, SuppressionReason, address_hash,
};

/// The status of a signup request, as shown by its confirmation link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignupStatus {
    /// It asks to join these lists.
    Open(Vec<List>),
    /// It was confirmed and led to subscriptions to these lists.
    Confirmed(Vec<List>),
    /// It asked to join these lists, and the owner declined it.
    Declined(Vec<List>),
    /// It has expired, was purged, or has no list left to join.
    Expired,
}

/// Returns the status of a signup request without changing it.
///
/// # Errors
/// Returns an error if a database query fails.
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

/// Subscribes the owner of the address to the lists that the page named, or without any, to those in the confirmation
/// mail. Repeating it has no effect.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
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
    // A new request locks the consent texts before the request, so this locks them in the same order.
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

/// Subscribes to all lists that can be joined; returns `false` if the address is suppressed or no list was named.
async fn subscribe_to_lists(
    work: &mut DatabaseTransaction,
    asked: &SignupRequest,
    shown: &[ListConsent],
    named: &[String],
    now: Timestamp,
) -> Result<bool, Error> {
    let lists = database::signup_requests::lists_of_request(work, asked.id).await?;
    let name = |shown: &ListConsent| lists.iter().find(|list| list.id == shown.list).map(|list| list.name.as_str());
    // Lists requested after the mail was sent are not in it: the owner of the address sees them only on the page.
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

/// Records that somebody else made the request, so that no more confirmation mails are sent to this address. Confirming
/// with the same link undoes this.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn decline_signup(database: &Database, request: RequestId, now: Timestamp) -> Result<SignupStatus, Error> {
    let mut work = database.begin_write().await?;
    database::suppressed_hashes::lock_shared(&mut work).await?;
    database::signup_requests::set_answer(&mut work, request, SignupAnswer::Refused, now - CONFIRMATION_LINK_LIFETIME)
        .await?;
    work.commit().await?;
    signup_status(database, request, now).await
}
