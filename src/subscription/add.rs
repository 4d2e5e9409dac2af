//! Adds one person to a list on behalf of an operator.

use jiff::Timestamp;

use super::field_edits::{FieldEdit, FieldValues, apply, note_kinds};
use super::{Error, address_hash_key};
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{
    Address, EventChannel, EventKind, List, SubscriberFields, SubscriptionEvent, SubscriptionState, SuppressionReason,
    address_hash,
};

/// A person to add to a list.
#[derive(Debug, Clone, Copy)]
pub struct NewMember<'a> {
    /// The address.
    pub address: &'a Address,
    /// The fields to set.
    pub fields: &'a FieldValues,
    /// The consent text that they agreed to.
    pub basis: Option<&'a str>,
    /// Whether the address was formerly that of another subscriber, and is now theirs.
    pub has_taken_over: bool,
    /// Whether they asked to come back, so that it does not matter that they had unsubscribed.
    pub is_returning: bool,
}

/// The result of adding a person to a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AddOutcome {
    /// They were subscribed, and these fields changed.
    Joined(Vec<FieldEdit>),
    /// They were already subscribed, and these fields changed.
    AlreadySubscribed(Vec<FieldEdit>),
    /// They have unsubscribed or chosen notices only, which only they can undo.
    OptedOut(SubscriptionState),
    /// They are a subscriber whose address is suppressed.
    Suppressed,
    /// The address belongs to no subscriber, and its hash is suppressed.
    SuppressedAddress(SuppressionReason),
    /// It is the former address of a subscriber, whose present one is this.
    FormerAddress(Address),
}

/// Subscribes a person, unless they have unsubscribed or are suppressed. A dry run writes nothing.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn add_subscriber(
    database: &Database,
    list: &List,
    member: NewMember<'_>,
    dry_run: bool,
    now: Timestamp,
) -> Result<AddOutcome, Error> {
    let mut work = database.begin_write().await?;
    database::suppressed_hashes::lock_shared(&mut work).await?;
    let address = member.address;
    let hash = address_hash(&address_hash_key(&mut work, now).await?, address);
    let known = database::subscribers::by_address(&mut work, address).await?;
    if let (None, Some(cause)) = (&known, database::suppressed_hashes::reason(&mut work, &hash).await?) {
        return Ok(AddOutcome::SuppressedAddress(cause));
    }
    if known.is_none()
        && !member.has_taken_over
        && let Some(present) = database::former_addresses::present_address(&mut work, address).await?
    {
        return Ok(AddOutcome::FormerAddress(present));
    }
    // This locks the subscriber's row, so that what is read below cannot change before the commit.
    let id = database::subscribers::add(&mut work, address, &SubscriberFields::new(), now).await?;
    if database::suppressions::is_suppressed(&mut work, id).await? {
        return Ok(AddOutcome::Suppressed);
    }
    let before = database::subscriptions::state(&mut work, list.id, id).await?;
    let subscribed = match before {
        Some(SubscriptionState::Suppressed) => return Ok(AddOutcome::Suppressed),
        Some(state @ (SubscriptionState::Unsubscribed | SubscriptionState::NoticesOnly)) => {
            if !member.is_returning {
                return Ok(AddOutcome::OptedOut(state));
            }
            false
        }
        Some(SubscriptionState::Confirmed) => true,
        None => false,
    };
    let mut fields = known.map(|known| known.fields).unwrap_or_default();
    let edits = apply(&mut fields, member.fields);
    note_kinds(&mut work, member.fields).await?;
    database::subscribers::set_fields(&mut work, id, &fields).await?;
    if !subscribed {
        let kind = if before.is_some() { EventKind::Resubscribed } else { EventKind::Subscribed };
        let event = SubscriptionEvent::new(now, id, list.id, kind, EventChannel::Operator);
        join(&mut work, SubscriptionEvent { consent_text: member.basis.map(str::to_owned), ..event }).await?;
    }
    if !dry_run {
        work.commit().await?;
    }
    Ok(if subscribed { AddOutcome::AlreadySubscribed(edits) } else { AddOutcome::Joined(edits) })
}

async fn join(work: &mut DatabaseTransaction, event: SubscriptionEvent) -> Result<(), database::Error> {
    let confirmed = SubscriptionState::Confirmed;
    database::subscriptions::set_state(work, event.list, event.subscriber, confirmed, event.at).await?;
    database::event_log::add(work, &event).await
}
