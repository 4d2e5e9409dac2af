//! Changes the address and the fields of one person. Deliveries, subscriptions, suppressions and the links in earlier
//! messages are kept.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Error;
use super::field_edits::{FieldEdit, FieldValues, apply, note_kinds};
use super::suppression::{find_suppressed_hash, suppress_hash};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{Address, EventChannel, EventKind, ListId, Subscriber, SubscriptionEvent, SuppressionReason};

/// The requested changes.
#[derive(Debug, Clone, Copy)]
pub struct SubscriberEdit<'a> {
    /// The new address, if it changes.
    pub address: Option<&'a Address>,
    /// The new values of fields.
    pub fields: &'a FieldValues,
}

/// The result of editing a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditOutcome {
    /// The changes were made.
    Edited(SubscriberEdited),
    /// No subscriber has the address.
    UnknownAddress,
    /// Another subscriber has the new address.
    AddressTaken,
    /// The new address is suppressed.
    SuppressedAddress(SuppressionReason),
}

/// The changes that were made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriberEdited {
    /// The current address.
    pub address: Address,
    /// The former address, if it changed.
    pub former_address: Option<Address>,
    /// The fields that changed.
    pub fields: Vec<FieldEdit>,
    /// The reason why they are suppressed, which also applies to the new address.
    pub suppression: Option<SuppressionReason>,
    /// The files that they were imported from.
    pub import_sources: BTreeSet<String>,
}

impl SubscriberEdited {
    /// Returns whether nothing changed.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        self.former_address.is_none() && self.fields.is_empty()
    }
}

/// Changes the address or the fields of a person. A dry run writes nothing.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn edit_subscriber(
    database: &Database,
    address: &Address,
    edit: SubscriberEdit<'_>,
    dry_run: bool,
    now: Timestamp,
) -> Result<EditOutcome, Error> {
    let mut work = database.begin_write().await?;
    database::suppressed_hashes::lock_exclusive(&mut work).await?;
    let Some(mut person) = database::subscribers::by_address(&mut work, address).await? else {
        return Ok(EditOutcome::UnknownAddress);
    };
    let suppression = database::suppressions::get(&mut work, person.id).await?.map(|kept| kept.reason);
    let new = edit.address.filter(|new| new.as_str() != person.address.as_str());
    if let Some(new) = new.filter(|new| new.folded() != person.address.folded()) {
        if database::subscribers::by_address(&mut work, new).await?.is_some() {
            return Ok(EditOutcome::AddressTaken);
        }
        if let Some((_, reason, _)) = find_suppressed_hash(&mut work, new).await? {
            return Ok(EditOutcome::SuppressedAddress(reason));
        }
        if let Some(reason) = suppression {
            suppress_hash(&mut work, &person.address, reason, now).await?;
        }
        database::deliveries::leave_domain_queue(&mut work, person.id).await?;
    }
    let fields = apply(&mut person.fields, edit.fields);
    if !fields.is_empty() {
        note_kinds(&mut work, edit.fields).await?;
        database::subscribers::set_fields(&mut work, person.id, &person.fields).await?;
    }
    let import_sources = import_sources(&mut work, &person).await?;
    let former_address = match new {
        Some(new) => Some(change_address(&mut work, &mut person, new, now).await?),
        None => None,
    };
    if !dry_run {
        work.commit().await?;
    }
    Ok(EditOutcome::Edited(SubscriberEdited {
        address: person.address,
        former_address,
        fields,
        suppression,
        import_sources,
    }))
}

/// Sets the address, records the former one as an event and returns it.
async fn change_address(
    work: &mut DatabaseTransaction,
    person: &mut Subscriber,
    new: &Address,
    now: Timestamp,
) -> Result<Address, database::Error> {
    database::subscribers::set_address(work, person.id, new).await?;
    let former = std::mem::replace(&mut person.address, new.clone());
    let event = SubscriptionEvent::new(now, person.id, ListId::NONE, EventKind::AddressChanged, EventChannel::Operator);
    database::event_log::add(work, &SubscriptionEvent { note: Some(former.to_string()), ..event }).await?;
    Ok(former)
}

async fn import_sources(
    work: &mut DatabaseTransaction,
    person: &Subscriber,
) -> Result<BTreeSet<String>, database::Error> {
    let events = database::event_log::by_subscriber(work, person.id).await?;
    let imported = events.into_iter().filter(|event| event.channel == EventChannel::Import);
    Ok(imported.filter_map(|event| event.source).collect())
}
