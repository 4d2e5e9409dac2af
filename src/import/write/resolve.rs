//! Resolves a batch: which people are suppressed, which exist, and what each row changes.

use std::collections::{HashMap, HashSet};

use super::field_diff::diff_fields;
use super::pending_writes::PendingWrites;
use crate::database::subscribers::{ExistingSubscriber, JoiningPerson, NewSubscriber};
use crate::database::{self, DatabaseTransaction};
use crate::import::merge::{DesiredState, ImportedPerson, RowLayout};
use crate::import::outcome::{FormerAddressRow, ImportReport};
use crate::model::{
    Address, AddressHash, List, SubscriberId, SubscriptionEvent, SubscriptionState, SuppressionReason, address_hash,
};
use crate::subscription::existing_address_hash_key;

/// The maximum number of changes listed in the report.
const QUOTED_CHANGES: usize = 5;
/// The maximum number of former addresses listed in the report.
const MAX_FORMER: usize = 100;

/// The existing subscribers of a batch, by folded address.
pub(crate) type KnownSubscribers = HashMap<String, ExistingSubscriber>;

/// Removes suppressed people who are not stored as subscribers.
pub(crate) async fn remove_suppressed(
    work: &mut DatabaseTransaction,
    people: &mut Vec<ImportedPerson>,
    report: &mut ImportReport,
) -> Result<(), database::Error> {
    let Some(secret) = existing_address_hash_key(work).await? else { return Ok(()) };
    let hash = |person: &ImportedPerson| Ok(address_hash(&secret, &person.address()?));
    let hashes = people.iter().map(hash).collect::<Result<Vec<AddressHash>, database::Error>>()?;
    let causes: HashMap<AddressHash, SuppressionReason> =
        database::suppressed_hashes::reasons_for(work, &hashes).await?.into_iter().collect();
    if causes.is_empty() {
        return Ok(());
    }
    let mut hashes = hashes.iter();
    people.retain(|_| match hashes.next().and_then(|hash| causes.get(hash)) {
        Some(cause) => {
            report.count_suppressed(*cause);
            false
        }
        None => true,
    });
    Ok(())
}

/// Removes people whose address somebody had before: an old file must not bring them back as a new person.
pub(crate) async fn remove_former(
    work: &mut DatabaseTransaction,
    list: &List,
    people: &mut Vec<ImportedPerson>,
    report: &mut ImportReport,
) -> Result<(), database::Error> {
    let wanted: Vec<&str> = people.iter().map(|person| person.folded.as_str()).collect();
    let former = database::former_addresses::find(work, list.id, &wanted).await?;
    if former.is_empty() {
        return Ok(());
    }
    let mut present: HashMap<String, Address> =
        former.into_iter().map(|former| (former.folded, former.present)).collect();
    let wanted: Vec<&str> = present.keys().map(String::as_str).collect();
    // Somebody may have the address at present.
    for known in database::subscribers::find_existing(work, list.id, &wanted).await? {
        present.remove(&known.folded);
    }
    for person in people.extract_if(.., |person| present.contains_key(&person.folded)) {
        report.former_addresses += 1;
        if let Some(present) = present.get(&person.folded)
            && report.former.len() < MAX_FORMER
        {
            let (line, address, present) = (person.line, person.address()?, present.clone());
            report.former.push(FormerAddressRow { line, address, present });
        }
    }
    Ok(())
}

/// Looks up the existing subscribers, with their state on the list.
pub(crate) async fn find_known<'p>(
    work: &mut DatabaseTransaction,
    list: &List,
    people: impl Iterator<Item = &'p ImportedPerson>,
) -> Result<KnownSubscribers, database::Error> {
    let wanted: Vec<&str> = people.map(|person| person.folded.as_str()).collect();
    let known = database::subscribers::find_existing(work, list.id, &wanted).await?;
    Ok(known.into_iter().map(|known| (known.folded.clone(), known)).collect())
}

/// Inserts people who are assumed to be new. Those who already exist stay unchanged, and are added to `known`.
///
/// Returns the folded addresses of the inserted people.
pub(crate) async fn insert_new<'p>(
    work: &mut DatabaseTransaction,
    list: &List,
    event: &SubscriptionEvent,
    people: &[&'p ImportedPerson],
    known: &mut KnownSubscribers,
    writes: &mut PendingWrites,
) -> Result<HashSet<&'p str>, database::Error> {
    if people.is_empty() {
        return Ok(HashSet::new());
    }
    // The people of a short file have ids in its order.
    let ids = database::subscribers::reserve_ids(work, people.len()).await?;
    let rows: Vec<_> = people.iter().zip(&ids).map(|(person, id)| new_subscriber(person, *id)).collect();
    if matches!(work, DatabaseTransaction::Postgres(_)) {
        return join_new(work, list, event, people, rows, known).await;
    }
    let inserted = database::subscribers::add_all(work, &rows, event.at).await?;
    let all = inserted == people.len() as u64;
    if !all {
        let ours: HashSet<SubscriberId> = ids.iter().copied().collect();
        let found = find_known(work, list, people.iter().copied()).await?;
        known.extend(found.into_iter().filter(|(_, found)| !ours.contains(&found.id)));
    }
    let mut new = HashSet::with_capacity(people.len());
    for (person, id) in people.iter().zip(&ids) {
        if all || !known.contains_key(&person.folded) {
            new.insert(person.folded.as_str());
            if person.desired == DesiredState::NoticesOnly { &mut writes.notices } else { &mut writes.confirmed }
                .push(*id);
        }
    }
    Ok(new)
}

/// Inserts people and puts them on the list by one statement; see [`insert_new`].
async fn join_new<'p>(
    work: &mut DatabaseTransaction,
    list: &List,
    event: &SubscriptionEvent,
    people: &[&'p ImportedPerson],
    rows: Vec<NewSubscriber<'_>>,
    known: &mut KnownSubscribers,
) -> Result<HashSet<&'p str>, database::Error> {
    let joining = people
        .iter()
        .zip(rows)
        .map(|(asked, person)| JoiningPerson { person, notices_only: asked.desired == DesiredState::NoticesOnly });
    let joined = database::subscribers::join_all(work, joining.collect(), event).await?;
    if joined.len() < people.len() {
        let ours: HashSet<SubscriberId> = joined.into_iter().collect();
        let found = find_known(work, list, people.iter().copied()).await?;
        known.extend(found.into_iter().filter(|(_, found)| !ours.contains(&found.id)));
    }
    let folded = people.iter().map(|person| person.folded.as_str());
    Ok(folded.filter(|folded| !known.contains_key(*folded)).collect())
}

fn new_subscriber(person: &ImportedPerson, id: SubscriberId) -> NewSubscriber<'_> {
    NewSubscriber { id, folded: &person.folded, original: person.original.as_deref(), fields: &person.json }
}

/// Decides what a row changes for an existing subscriber.
pub(crate) fn update_existing(
    layout: &RowLayout,
    person: &ImportedPerson,
    known: &ExistingSubscriber,
    writes: &mut PendingWrites,
    report: &mut ImportReport,
) -> Result<(), database::Error> {
    if person.desired == DesiredState::OptedOut {
        count_opted_out(known, report);
        return Ok(());
    }
    let diff = diff_fields(layout, person, &known.fields)?;
    if let Some(diff) = &diff {
        writes.fields.push((known.id, diff.json.clone()));
    }
    match (known.state, known.suppression) {
        (Some(SubscriptionState::Unsubscribed), _) => report.left_before += 1,
        (Some(SubscriptionState::NoticesOnly), _) => report.notices += 1,
        (Some(SubscriptionState::Suppressed), cause) => {
            report.count_suppressed(cause.unwrap_or(SuppressionReason::Operator));
        }
        (Some(SubscriptionState::Confirmed), _) if diff.is_none() => report.unchanged += 1,
        (Some(SubscriptionState::Confirmed), _) => report.changed += 1,
        (None, cause) => {
            if person.desired == DesiredState::Unsubscribed {
                report.left_out += 1;
                return Ok(());
            }
            let ids = match (cause, person.desired) {
                (None, DesiredState::NoticesOnly) => &mut writes.notices,
                (None, _) => &mut writes.confirmed,
                (Some(_), DesiredState::NoticesOnly) => &mut writes.suppressed_notices,
                (Some(_), _) => &mut writes.suppressed_confirmed,
            };
            ids.push(known.id);
            match cause {
                Some(cause) => report.count_suppressed(cause),
                None => report.joined += 1,
            }
        }
    }
    if let Some(diff) = diff
        && report.changes.len() < QUOTED_CHANGES
    {
        report.changes.extend(diff.changes);
        report.changes.truncate(QUOTED_CHANGES);
    }
    Ok(())
}

/// Counts an existing subscriber who opted out in another program, and whose row is therefore not imported.
fn count_opted_out(known: &ExistingSubscriber, report: &mut ImportReport) {
    match known.state {
        Some(SubscriptionState::Unsubscribed) => report.left_before += 1,
        Some(SubscriptionState::Suppressed) => {
            report.count_suppressed(known.suppression.unwrap_or(SuppressionReason::Operator));
        }
        Some(SubscriptionState::Confirmed | SubscriptionState::NoticesOnly) => {
            report.opted_out += 1;
            report.opted_out_on_list += 1;
        }
        None => report.opted_out += 1,
    }
}
