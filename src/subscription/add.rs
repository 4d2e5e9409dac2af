//! Putting one person on a list at the society's own hand.

use jiff::Timestamp;

use super::{Error, address_hash_key};
use crate::database::{self, Database};
use crate::model::{
    Address, EventChannel, EventKind, List, SubscriberFields, SubscriptionEvent, SubscriptionState, SuppressionReason,
    address_hash,
};

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddOutcome {
    /// They are on the list now.
    Joined,
    /// They were on the list; their fields are what was given.
    AlreadySubscribed,
    /// They have left, wholly or but for notices: only they can undo it.
    OptedOut(SubscriptionState),
    /// Their address must not be mailed.
    Suppressed,
    /// Nobody here has this address, and it must not be mailed.
    SuppressedAddress(SuppressionReason),
}

/// Puts a person on a list with the words by which they agreed, unless they have left it or must not be mailed.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn add_subscriber(
    database: &Database,
    list: &List,
    address: &Address,
    fields: &SubscriberFields,
    basis: Option<&str>,
    now: Timestamp,
) -> Result<AddOutcome, Error> {
    let mut work = database.begin_write().await?;
    database::suppressed_hashes::lock_shared(&mut work).await?;
    let hash = address_hash(&address_hash_key(&mut work, now).await?, address);
    let known = database::subscribers::by_address(&mut work, address).await?;
    if let (None, Some(cause)) = (&known, database::suppressed_hashes::reason(&mut work, &hash).await?) {
        return Ok(AddOutcome::SuppressedAddress(cause));
    }
    // Adding holds the row of who is known: what is read of them from here on stays so.
    let id = database::subscribers::add(&mut work, address, fields, now).await?;
    if database::suppressions::is_suppressed(&mut work, id).await? {
        return Ok(AddOutcome::Suppressed);
    }
    let added = match database::subscriptions::state(&mut work, list.id, id).await? {
        Some(SubscriptionState::Suppressed) => return Ok(AddOutcome::Suppressed),
        Some(state @ (SubscriptionState::Unsubscribed | SubscriptionState::NoticesOnly)) => {
            return Ok(AddOutcome::OptedOut(state));
        }
        Some(SubscriptionState::Confirmed) => AddOutcome::AlreadySubscribed,
        None => AddOutcome::Joined,
    };
    for (name, value) in fields {
        database::fields::add(&mut work, name, value.kind()).await?;
    }
    if let Some(known) = known {
        let mut merged = known.fields;
        merged.extend(fields.clone());
        database::subscribers::set_fields(&mut work, id, &merged).await?;
    }
    if added == AddOutcome::Joined {
        database::subscriptions::set_state(&mut work, list.id, id, SubscriptionState::Confirmed, now).await?;
        let event = SubscriptionEvent::new(now, id, list.id, EventKind::Subscribed, EventChannel::Operator);
        database::event_log::add(&mut work, &SubscriptionEvent { consent_text: basis.map(str::to_owned), ..event })
            .await?;
    }
    work.commit().await?;
    Ok(added)
}
