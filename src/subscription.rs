//! Joining and unsubscribing; every change is recorded as an event.
//!
//! A change and its event are written in one transaction. People who have unsubscribed can only be subscribed again by
//! themselves.

mod add;
mod approval;
mod change_origin;
mod confirm;
mod edit;
mod erasure;
pub mod export;
mod field_edits;
mod history;
mod join;
mod leave_queue;
mod list_deletion;
mod list_settings;
mod operator;
mod personal_record;
mod preferences;
mod purge;
mod record_json;
mod renewed_consent;
mod self_service;
mod signing_keys;
mod suppression;
mod welcome;

pub use add::{AddOutcome, NewMember, add_subscriber};
pub use approval::{ApprovalOutcome, approval_counts, approval_requests, approve_request, decline_request};
pub use change_origin::ChangeOrigin;
pub use confirm::{SignupStatus, confirm_signup, confirm_signup_within, decline_signup, signup_status};
pub use edit::{EditOutcome, SubscriberEdit, SubscriberEdited, edit_subscriber};
pub use erasure::{ErasedData, ErasureOutcome, erase_person};
pub use field_edits::{FieldEdit, FieldValues};
pub use join::{CONFIRMATION_LINK_LIFETIME, SignupSubmission, form_token_key, request_signup, request_signup_within};
pub use leave_queue::LeaveQueue;
pub use list_deletion::{ListDeletion, delete_list};
pub use list_settings::{
    BasisChange, ListSettingsError, basis_change, check_join_address, create_list, list_title, update_list,
};
pub use operator::{UndoOutcome, take_off, undo_take_off, unsubscribe_address, unsubscribe_address_from_all};
pub use personal_record::{
    DeliveryEntry, NamedEvent, PendingSignup, PersonalRecord, SubscriptionEntry, personal_record,
};
pub use preferences::{
    ListPreference, SubscriberPreferences, SubscriptionStatus, subscriber_preferences, subscription_status,
};
pub use purge::{delete_request, purge_expired_requests, run_purge};
pub use record_json::record_json;
pub use renewed_consent::{
    DropOutcome, MIN_ANSWER_DAYS, NO_ANSWER, StillWantedOutcome, drop_silent, keep_subscription, restore_silent,
    still_wanted_status,
};
pub use self_service::{
    record_reason, set_preference, undo_unsubscribe, unsubscribe, unsubscribe_all, unsubscribe_within,
};
pub use signing_keys::{issue_keys, rotate_signing_key, signing_keys};
pub use suppression::{
    SuppressionOutcome, UnsuppressOutcome, restore_rejected, suppress_address, suppress_address_within,
    suppress_bounced, suppress_complained, suppress_returned, suppression_cause, unsuppress_address,
};
pub use welcome::{WelcomeStatus, queue_welcome, set_welcome, welcome_status};

use jiff::{SignedDuration, Timestamp};

use crate::database::{self, DatabaseTransaction};
use crate::model::ParseAddressError;
use crate::random;

/// How long unsubscribing can be undone with the link in the message.
pub const UNDO_PERIOD: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The name of the key for address hashes in the database.
const ADDRESS_HASH_KEY: &str = "stranger";

/// The purpose of the key that distinguishes workspaces.
const WORKSPACE_KEY: &str = "workspace";

/// The maximum length of a stored reason, in characters.
const MAX_REASON_CHARS: usize = 500;

/// The reason why a subscription was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A database query failed.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// The system provided no random bytes.
    #[error("cannot make a key")]
    Entropy(#[source] std::io::Error),
    /// All key ids are in use.
    #[error("there are {most} keys already, which is all that a link can tell apart")]
    KeyLimitReached {
        /// The maximum number of keys.
        most: usize,
    },
    /// The address is not valid.
    #[error(transparent)]
    Address(#[from] ParseAddressError),
}

/// Returns the key for hashes of suppressed addresses; creates it on first use.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn address_hash_key(work: &mut DatabaseTransaction, now: Timestamp) -> Result<[u8; 32], Error> {
    get_or_create_secret(work, ADDRESS_HASH_KEY, now).await
}

/// Returns the key for hashes of suppressed addresses; `None` if it was never created, so that there are no hashes.
///
/// # Errors
/// Returns an error if a database query fails.
pub async fn existing_address_hash_key(work: &mut DatabaseTransaction) -> Result<Option<[u8; 32]>, database::Error> {
    database::secret_keys::get(work, ADDRESS_HASH_KEY).await
}

/// Returns the key that distinguishes this workspace from others with the same content; creates it on first use.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn workspace_key(work: &mut DatabaseTransaction, now: Timestamp) -> Result<[u8; 32], Error> {
    get_or_create_secret(work, WORKSPACE_KEY, now).await
}

/// Returns the key for a purpose; creates it on first use.
async fn get_or_create_secret(
    work: &mut DatabaseTransaction,
    purpose: &str,
    now: Timestamp,
) -> Result<[u8; 32], Error> {
    if let Some(secret) = database::secret_keys::get(work, purpose).await? {
        return Ok(secret);
    }
    database::secret_keys::add(work, purpose, &random::random_bytes().map_err(Error::Entropy)?, now).await?;
    let kept = database::secret_keys::get(work, purpose).await?;
    Ok(kept.ok_or(database::Error::InvalidValue("key"))?)
}
