//! Addresses that must not be mailed: set aside on all lists at once, and brought back together.

use jiff::Timestamp;

use super::purge::forget_request;
use super::{Error, address_hash_key};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    Address, AddressHash, EventChannel, EventKind, IssueId, ListId, SubscriberId, SubscriptionEvent, SubscriptionState,
    Suppression, SuppressionReason, address_hash,
};

/// What became of an address that was to be set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SuppressionOutcome {
    /// They get nothing more; before, they were mailed on so many lists.
    Suppressed(usize),
    /// Nobody has the address: only its keyed hash is kept.
    UnknownAddress,
    /// It was set aside before, for a reason that is as strong.
    AlreadySuppressed(SuppressionReason, Timestamp),
}

/// What became of an address that was to be mailed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnsuppressOutcome {
    /// They are mailed again on so many lists.
    Restored(usize),
    /// Nobody has the address; from now on it can be imported.
    UnknownAddress,
    /// Only the person can undo it.
    NotAllowed(SuppressionReason, Timestamp),
    /// It is not set aside.
    NotSuppressed,
}

/// Sets a subscriber aside on every list, because the relay said of their address, in `words`, that it takes no mail.
///
/// # Errors
/// The database refused.
pub async fn suppress_bounced(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    issue: IssueId,
    words: Option<&str>,
    now: Timestamp,
) -> Result<(), database::Error> {
    let note = words.map(str::to_owned);
    let suppression = Suppression { reason: SuppressionReason::Bounced, since: now, issue: Some(issue), note };
    suppress_subscriber(work, subscriber, suppression, EventChannel::Relay).await?;
    Ok(())
}

/// Sets a subscriber aside on every list, because they told their provider that a letter was unwanted. Nobody but they
/// can undo it.
///
/// # Errors
/// The database refused.
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

/// Sets an address aside at the society's own hand, whether it is known or not.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
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
/// The database refused, or the system gave no random bytes.
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

/// Mails an address again that the relay refused or the society set aside; how they stood on each list comes back.
///
/// # Errors
/// The database refused.
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

/// Brings back everybody whom the relay refused in an issue; returns how many.
///
/// # Errors
/// The database refused.
pub async fn restore_bounced(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    now: Timestamp,
) -> Result<u64, database::Error> {
    let suppressed = database::suppressions::bounced_by_issue(work, issue).await?;
    for subscriber in suppressed.iter().copied() {
        let event =
            SubscriptionEvent::new(now, subscriber, ListId::NONE, EventKind::Unsuppressed, EventChannel::Operator);
        restore_subscriber(work, SubscriptionEvent { issue: Some(issue), ..event }).await?;
    }
    Ok(suppressed.len() as u64)
}

/// Finds an address among those whom we do not hold and must not mail: its hash, why, and since when.
///
/// # Errors
/// The database refused.
pub(super) async fn find_suppressed_hash(
    work: &mut DatabaseTransaction,
    address: &Address,
) -> Result<Option<(AddressHash, SuppressionReason, Timestamp)>, database::Error> {
    // Without the key nobody was ever kept so; to look changes nothing.
    let Some(secret) = database::secret_keys::get(work, super::ADDRESS_HASH_KEY).await? else { return Ok(None) };
    let hash = address_hash(&secret, address);
    Ok(database::suppressed_hashes::get(work, &hash).await?.map(|(cause, at)| (hash, cause, at)))
}

/// Returns why an address must not be mailed, whether or not it is a subscriber's; `None` when it may be.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
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

/// Keeps the hash of an address unless it is kept for a reason as strong, which it returns then.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
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

/// Sets a subscriber aside on every list; returns on how many they were mailed. A reason that is as strong stands.
async fn suppress_subscriber(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    suppression: Suppression,
    way: EventChannel,
) -> Result<usize, database::Error> {
    let before = database::suppressions::get(work, subscriber).await?;
    let stands = before.is_some_and(|before| before.reason >= suppression.reason);
    // Of somebody who was erased while a copy was out, nothing is written down.
    if !stands && !database::suppressions::upsert(work, subscriber, &suppression).await? {
        return Ok(0);
    }
    let mut lists = database::subscriptions::suppress(work, subscriber, suppression.since).await?;
    let changed = lists.len();
    // What they were told or told us is kept even where it changed nothing.
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

/// Lifts a suppression; returns on how many lists they are mailed again.
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
    // The kind of an event says how they stand from then on.
    let narrow =
        stand.into_iter().filter(|(_, state)| *state == SubscriptionState::NoticesOnly).map(|(list, _)| list).collect();
    record_events(work, SubscriptionEvent { kind: EventKind::ReducedToNotices, note: None, ..event }, narrow).await?;
    Ok(changed)
}

/// Returns from which file somebody came onto a list while they were set aside, and by which words.
async fn import_consent(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    list: ListId,
) -> Result<(Option<String>, Option<String>), database::Error> {
    let suppressed = database::event_log::last_of_kind(work, subscriber, list, EventKind::Suppressed).await?;
    let import = suppressed.filter(|event| event.channel == EventChannel::Import);
    Ok(import.map(|event| (event.source, event.consent_text)).unwrap_or_default())
}

/// Writes an event for each list, by number.
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
