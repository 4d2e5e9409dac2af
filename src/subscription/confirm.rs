//! Answers to a signup request: the owner of the address confirms or declines it.

use jiff::Timestamp;

use super::join::{CONFIRMATION_LINK_LIFETIME, keep_language};
use super::{Error, address_hash_key};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    ApprovalRequest, EventKind, List, ListConsent, OptIn, RequestId, SignupAnswer, SignupRequest, SubscriberFields,
    SubscriberId, SubscriptionEvent, SubscriptionState, SuppressionReason, address_hash, format_count,
};

/// The status of a signup request, as shown by its confirmation link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignupStatus {
    /// It asks to join these lists.
    Open(Vec<List>),
    /// It was confirmed.
    Confirmed {
        /// The lists that they are on.
        joined: Vec<List>,
        /// The lists for which they wait until somebody approves them.
        waiting: Vec<List>,
    },
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
            let asked = database::approval_requests::of_address(&mut work, &request.address).await?;
            let mut waiting = lists.clone();
            waiting.retain(|list| asked.iter().any(|asked| asked.consent.list == list.id) && !on.contains(&list.id));
            lists.retain(|list| on.contains(&list.id));
            if lists.is_empty() && waiting.is_empty() {
                SignupStatus::Expired
            } else {
                SignupStatus::Confirmed { joined: lists, waiting }
            }
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
    match confirm_signup_within(&mut work, request, named, now).await? {
        None => {}
        Some(true) => work.commit().await?,
        Some(false) => return Ok(SignupStatus::Expired),
    }
    signup_status(database, request, now).await
}

/// Confirms a request within a transaction; returns whether it led to anything, or `None` if it was answered before, has
/// expired or does not exist.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn confirm_signup_within(
    work: &mut DatabaseTransaction,
    request: RequestId,
    named: &[String],
    now: Timestamp,
) -> Result<Option<bool>, Error> {
    database::suppressed_hashes::lock_shared(work).await?;
    let Some(asked) = database::signup_requests::by_id(work, request).await? else { return Ok(None) };
    // A new request locks the consent texts before the request, so this locks them in the same order.
    let shown = database::signup_requests::list_consents(work, request).await?;
    for shown in &shown {
        database::consent_texts::get_or_insert(work, &shown.consent_text).await?;
    }
    let since = now - CONFIRMATION_LINK_LIFETIME;
    if !database::signup_requests::set_answer(work, request, SignupAnswer::Confirmed, since).await? {
        return Ok(None);
    }
    subscribe_to_lists(work, &asked, &shown, named, now).await.map(Some)
}

/// Subscribes to all lists that can be joined, or waits for approval; returns `false` if the address is suppressed or no
/// list was named.
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
    let erased = match database::suppressed_hashes::reason(work, &hash).await? {
        None => false,
        Some(SuppressionReason::Erased) => true,
        Some(_) => return Ok(false),
    };
    let known = database::subscribers::by_address(work, &asked.address).await?.map(|known| known.id);
    if let Some(known) = known
        && database::suppressions::is_suppressed(work, known).await?
    {
        return Ok(false);
    }
    database::confirmation_limits::delete(work, &hash).await?;
    let mut joining = Vec::new();
    for shown in meant {
        let state = match known {
            Some(known) => database::subscriptions::state(work, shown.list, known).await?,
            None => None,
        };
        let approved = lists.iter().any(|list| list.id == shown.list && list.opt_in == OptIn::Approved);
        match state {
            None | Some(SubscriptionState::Unsubscribed) if approved => {
                add_approval_request(work, asked, shown, &lists, now).await?;
            }
            _ => joining.push(shown),
        }
    }
    if joining.is_empty() {
        return Ok(true);
    }
    if erased {
        database::suppressed_hashes::delete(work, &hash).await?;
    }
    join_lists(work, asked, &joining, now).await
}

/// Subscribes to lists that need no approval; returns `false` if the address was suppressed meanwhile.
async fn join_lists(
    work: &mut DatabaseTransaction,
    asked: &SignupRequest,
    joining: &[&ListConsent],
    now: Timestamp,
) -> Result<bool, Error> {
    let id = database::subscribers::add(work, &asked.address, &SubscriberFields::new(), now).await?;
    // Adding locks the subscriber's row, so that what is read from here on cannot change before the commit.
    if database::suppressions::is_suppressed(work, id).await? {
        return Ok(false);
    }
    keep_language(work, id, asked.language.as_ref()).await?;
    for consent in joining {
        let note = format!("asked for at {}", consent.requested_at);
        subscribe_with_consent(work, id, consent, note, now).await?;
    }
    Ok(true)
}

/// Subscribes somebody to a list with the consent that they gave for it, and queues its welcome letter; returns whether
/// they were not on it.
pub(super) async fn subscribe_with_consent(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    consent: &ListConsent,
    note: String,
    now: Timestamp,
) -> Result<bool, Error> {
    let list = consent.list;
    let state = database::subscriptions::state(work, list, subscriber).await?;
    if matches!(state, Some(SubscriptionState::Confirmed | SubscriptionState::Suppressed)) {
        return Ok(false);
    }
    database::subscriptions::set_state(work, list, subscriber, SubscriptionState::Confirmed, now).await?;
    let event = SubscriptionEvent::new(now, subscriber, list, EventKind::Subscribed, consent.channel);
    let event = SubscriptionEvent {
        note: Some(note),
        source: consent.source.clone(),
        consent_text: Some(consent.consent_text.clone()),
        user_agent: consent.user_agent.clone(),
        ..event
    };
    database::event_log::add(work, &event).await?;
    if database::lists::by_id(work, list).await?.is_some_and(|list| list.welcome.is_some()) {
        database::welcome_deliveries::enqueue(work, list, subscriber, now).await?;
    }
    Ok(true)
}

/// Lets somebody who confirmed their address wait for approval, and says in the log how many wait.
async fn add_approval_request(
    work: &mut DatabaseTransaction,
    asked: &SignupRequest,
    shown: &ListConsent,
    lists: &[List],
    now: Timestamp,
) -> Result<(), Error> {
    let consent_text = database::consent_texts::get_or_insert(work, &shown.consent_text).await?;
    let request = ApprovalRequest {
        address: asked.address.clone(),
        confirmed_at: now,
        consent: shown.clone(),
        language: asked.language.clone(),
    };
    let is_new = database::approval_requests::add(work, &request, consent_text).await?;
    if let Some(list) = lists.iter().find(|list| is_new && list.id == shown.list) {
        let count = database::approval_requests::count(work, list.id).await?;
        let people = format_count(count, "person waits", "people wait");
        tracing::info!("{people} for approval to join `{0}`: circular list requests {0}", list.name);
    }
    Ok(())
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
