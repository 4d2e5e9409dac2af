//! Suppression of addresses on all lists at once, and its removal.

use jiff::Timestamp;

use super::purge::forget_request;
use super::{Error, address_hash_key};
use crate::database::suppressions::RejectedSubscriber;
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    Address, AddressHash, EventChannel, EventKind, IssueId, ListId, SubscriberId, SubscriptionEvent, SubscriptionState,
    Suppression, SuppressionReason, address_hash,
};

/// The result of suppressing an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SuppressionOutcome {
    /// The subscriber was suppressed; contains the number of lists on which they received mail.
    Suppressed(usize),
    /// No subscriber has the address: only its keyed hash is stored.
    UnknownAddress,
    /// It was already suppressed for a reason that is at least as strong.
    AlreadySuppressed(SuppressionReason, Timestamp),
}

/// The result of removing a suppression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnsuppressOutcome {
    /// The suppression was removed; contains the number of lists on which they receive mail again.
    Restored(usize),
    /// No subscriber has the address; it can be imported again.
    UnknownAddress,
    /// Only the person can undo the suppression.
    NotAllowed(SuppressionReason, Timestamp),
    /// The address is not suppressed.
    NotSuppressed,
}

/// Suppresses a subscriber on all lists because the relay rejected the address with the reply `words`;
/// the issue is [`IssueId::NONE`] if it was a welcome letter.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn suppress_bounced(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    issue: IssueId,
    words: Option<&str>,
    now: Timestamp,
) -> Result<(), database::Error> {
    let note = words.map(str::to_owned);
    let issue = Some(issue).filter(|issue| *issue != IssueId::NONE);
    let suppression = Suppression { reason: SuppressionReason::Bounced, since: now, issue, note };
    suppress_subscriber(work, subscriber, suppression, EventChannel::Relay).await?;
    Ok(())
}

/// Suppresses a subscriber on all lists because their copies came back by mail, with the words of the other server;
/// the issue is [`IssueId::NONE`] if it was a welcome letter or a confirmation mail.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn suppress_returned(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    issue: IssueId,
    words: &str,
    now: Timestamp,
) -> Result<(), database::Error> {
    let note = Some(words.to_owned());
    let issue = Some(issue).filter(|issue| *issue != IssueId::NONE);
    let suppression = Suppression { reason: SuppressionReason::Bounced, since: now, issue, note };
    suppress_subscriber(work, subscriber, suppression, EventChannel::Bounce).await?;
    Ok(())
}

/// Suppresses a subscriber on all lists because they reported a message as spam. Only they can undo it.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn suppress_complained(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    issue: Option<IssueId>,
    words: Option<&str>,
    now: Timestamp,
) -> Result<(), database::Error> {
    let suppression =
        Suppression { reason: SuppressionReason::Complained, since: now, issue, note: words.map(str::to_owned) };
    suppress_subscriber(work, subscriber, suppression, EventChannel::Complaint).await?;
    Ok(())
}

/// Suppresses an address on behalf of an operator, whether or not it belongs to a subscriber.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn suppress_address(
    database: &Database,
    address: &Address,
    note: Option<&str>,
    now: Timestamp,
) -> Result<SuppressionOutcome, Error> {
    let mut work = database.begin_write().await?;
    database::suppressed_hashes::lock_exclusive(&mut work).await?;
    let done = suppress_address_within(&mut work, address, note, EventChannel::Operator, now).await?;
    work.commit().await?;
    Ok(done)
}

/// Suppresses an address within a transaction that has locked the suppressed hashes.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn suppress_address_within(
    work: &mut DatabaseTransaction,
    address: &Address,
    note: Option<&str>,
    channel: EventChannel,
    now: Timestamp,
) -> Result<SuppressionOutcome, Error> {
    if let Some(subscriber) = database::subscribers::by_address(work, address).await? {
        let suppression =
            Suppression { reason: SuppressionReason::Operator, since: now, issue: None, note: note.map(str::to_owned) };
        return match database::suppressions::get(work, subscriber.id).await? {
            Some(before) if before.reason >= SuppressionReason::Operator => {
                Ok(SuppressionOutcome::AlreadySuppressed(before.reason, before.since))
            }
            _ => {
                let lists = suppress_subscriber(work, subscriber.id, suppression, channel).await?;
                Ok(SuppressionOutcome::Suppressed(lists))
            }
        };
    }
    if let Some(request) = database::signup_requests::by_address(work, address).await? {
        let key = address_hash_key(work, now).await?;
        forget_request(work, &request, &key, now).await?;
    }
    match suppress_hash(work, address, SuppressionReason::Operator, now).await? {
        Some((cause, at)) => Ok(SuppressionOutcome::AlreadySuppressed(cause, at)),
        None => Ok(SuppressionOutcome::UnknownAddress),
    }
}

/// Removes the suppression of an address that bounced or that an operator suppressed, and restores its subscriptions.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn unsuppress_address(
    database: &Database,
    address: &Address,
    note: Option<&str>,
    now: Timestamp,
) -> Result<UnsuppressOutcome, Error> {
    let mut work = database.begin_write().await?;
    let lifted = if let Some(subscriber) = database::subscribers::by_address(&mut work, address).await? {
        match database::suppressions::get(&mut work, subscriber.id).await? {
            None => UnsuppressOutcome::NotSuppressed,
            Some(Suppression { reason: cause, since: at, .. }) if !cause.is_removable_by_operator() => {
                UnsuppressOutcome::NotAllowed(cause, at)
            }
            Some(_) => {
                let event = SubscriptionEvent::new(
                    now,
                    subscriber.id,
                    ListId::NONE,
                    EventKind::Unsuppressed,
                    EventChannel::Operator,
                );
                UnsuppressOutcome::Restored(
                    restore_subscriber(&mut work, SubscriptionEvent { note: note.map(str::to_owned), ..event }).await?,
                )
            }
        }
    } else {
        match find_suppressed_hash(&mut work, address).await? {
            None => UnsuppressOutcome::NotSuppressed,
            Some((_, cause, at)) if !cause.is_removable_by_operator() => UnsuppressOutcome::NotAllowed(cause, at),
            Some((hash, ..)) => {
                database::suppressed_hashes::delete(&mut work, &hash).await?;
                UnsuppressOutcome::UnknownAddress
            }
        }
    };
    work.commit().await?;
    Ok(lifted)
}

/// Removes the suppressions of all addresses that the relay rejected in an issue and returns them. Addresses whose copy came
/// back by mail stay suppressed.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn restore_rejected(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    now: Timestamp,
) -> Result<Vec<Address>, database::Error> {
    let suppressed = database::suppressions::rejected_in_issue(work, issue).await?;
    for RejectedSubscriber { id, .. } in &suppressed {
        let event = SubscriptionEvent::new(now, *id, ListId::NONE, EventKind::Unsuppressed, EventChannel::Operator);
        restore_subscriber(work, SubscriptionEvent { issue: Some(issue), ..event }).await?;
    }
    Ok(suppressed.into_iter().map(|rejected| rejected.address).collect())
}

/// Looks up an address among the suppressed hashes; returns its hash, the reason and the time.
///
/// # Errors
/// Returns an error if a database query fails.
pub(super) async fn find_suppressed_hash(
    work: &mut DatabaseTransaction,
    address: &Address,
) -> Result<Option<(AddressHash, SuppressionReason, Timestamp)>, database::Error> {
    // Without a key there are no hashes, and a lookup must not create the key.
    let Some(secret) = database::secret_keys::get(work, super::ADDRESS_HASH_KEY).await? else { return Ok(None) };
    let hash = address_hash(&secret, address);
    Ok(database::suppressed_hashes::get(work, &hash).await?.map(|(cause, at)| (hash, cause, at)))
}

/// Returns why an address is suppressed, whether or not it belongs to a subscriber; `None` if it is not suppressed.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn suppression_cause(
    database: &Database,
    address: &Address,
    now: Timestamp,
) -> Result<Option<SuppressionReason>, Error> {
    let mut work = database.begin_write().await?;
    let hash = address_hash(&address_hash_key(&mut work, now).await?, address);
    work.commit().await?;
    let mut work = database.begin_read().await?;
    let stranger = database::suppressed_hashes::reason(&mut work, &hash).await?;
    let person = match database::subscribers::by_address(&mut work, address).await? {
        Some(person) => database::suppressions::get(&mut work, person.id).await?,
        None => None,
    };
    Ok(stranger.max(person.map(|suppression| suppression.reason)))
}

/// Stores the suppressed hash of an address, or returns the existing reason if it is at least as strong.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub(super) async fn suppress_hash(
    work: &mut DatabaseTransaction,
    address: &Address,
    cause: SuppressionReason,
    now: Timestamp,
) -> Result<Option<(SuppressionReason, Timestamp)>, Error> {
    let hash = address_hash(&address_hash_key(work, now).await?, address);
    let before = database::suppressed_hashes::get(work, &hash).await?.filter(|(before, _)| *before >= cause);
    if before.is_none() {
        database::suppressed_hashes::upsert(work, &hash, cause, now).await?;
    }
    Ok(before)
}

/// Suppresses a subscriber and returns the number of lists on which they received mail. Keeps an existing reason that
/// is at least as strong.
async fn suppress_subscriber(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    suppression: Suppression,
    way: EventChannel,
) -> Result<usize, database::Error> {
    let before = database::suppressions::get(work, subscriber).await?;
    let stands = before.is_some_and(|before| before.reason >= suppression.reason);
    // Nothing is recorded if the person was erased while their message was being sent.
    if !stands && !database::suppressions::upsert(work, subscriber, &suppression).await? {
        return Ok(0);
    }
    let mut lists = database::subscriptions::suppress(work, subscriber, suppression.since).await?;
    let changed = lists.len();
    // A new reason is recorded even if it changes no subscription.
    if changed == 0 && !stands {
        lists.push(ListId::NONE);
    }
    let Suppression { since: at, issue, note, .. } = suppression;
    let event = SubscriptionEvent {
        issue,
        note,
        ..SubscriptionEvent::new(at, subscriber, ListId::NONE, EventKind::Suppressed, way)
    };
    record_events(work, event, lists).await?;
    Ok(changed)
}

/// Removes a suppression and returns the number of lists on which they receive mail again.
async fn restore_subscriber(
    work: &mut DatabaseTransaction,
    event: SubscriptionEvent,
) -> Result<usize, database::Error> {
    database::suppressions::delete(work, event.subscriber).await?;
    let stand = database::subscriptions::unsuppress(work, event.subscriber, event.at).await?;
    let changed = stand.len();
    let mut lists = if changed == 0 { vec![ListId::NONE] } else { stand.iter().map(|(list, _)| *list).collect() };
    lists.sort_unstable();
    for list in lists {
        let (source, wording) = import_consent(work, event.subscriber, list).await?;
        database::event_log::add(work, &SubscriptionEvent { list, source, consent_text: wording, ..event.clone() })
            .await?;
    }
    // The kind of the last event must match the restored state.
    let narrow =
        stand.into_iter().filter(|(_, state)| *state == SubscriptionState::NoticesOnly).map(|(list, _)| list).collect();
    record_events(work, SubscriptionEvent { kind: EventKind::ReducedToNotices, note: None, ..event }, narrow).await?;
    Ok(changed)
}

/// Returns the file and the consent text with which somebody was imported into a list while suppressed.
async fn import_consent(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    list: ListId,
) -> Result<(Option<String>, Option<String>), database::Error> {
    let suppressed = database::event_log::last_of_kind(work, subscriber, list, EventKind::Suppressed).await?;
    let import = suppressed.filter(|event| event.channel == EventChannel::Import);
    Ok(import.map(|event| (event.source, event.consent_text)).unwrap_or_default())
}

async fn record_events(
    work: &mut DatabaseTransaction,
    mut event: SubscriptionEvent,
    mut lists: Vec<ListId>,
) -> Result<(), database::Error> {
    lists.sort_unstable();
    for list in lists {
        event.list = list;
        database::event_log::add(work, &event).await?;
    }
    Ok(())
}
