//! Joining and leaving, each change with its event.
//!
//! A change and its event are one transaction. Who has left comes back only by their own hand.

mod add;
mod confirm;
mod erasure;
pub mod export;
mod hand;
mod join;
mod keys;
mod leaving;
mod owner;
mod past;
mod record;
mod standing;
mod suppression;
mod tidy;

pub use add::{Added, add};
pub use confirm::{Wish, confirm, refuse, wish};
pub use erasure::{Erased, Erasure, erase};
pub use hand::Hand;
pub use join::{Asked, LINK_LIFE, ask, form_key};
pub use keys::{keys, rotate};
pub use leaving::{choose, come_back, give_reason, leave, leave_all};
pub use owner::{take_off, take_off_all};
pub use record::{Copy, Happened, OnList, Record, Request, record};
pub use standing::{Overview, Place, Standing, overview, standing};
pub use suppression::{Lifted, SetAside, cause, complained, lift, restore, set_aside, suppress};
pub use tidy::{keep_tidy, tidy};

use jiff::{SignedDuration, Timestamp};

use crate::database::{self, Work};
use crate::entropy;
use crate::model::BadAddress;

/// How long leaving can be undone with the link in the letter.
pub const UNDO: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The stored name of the key for address hashes.
const ADDRESS_HASH_KEY: &str = "stranger";

/// The longest reason that is kept, in characters.
const LONGEST_REASON: usize = 500;

/// Why a subscription was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database refused.
    #[error(transparent)]
    Database(#[from] database::Error),
    /// The system gave no random bytes.
    #[error("cannot make a key")]
    Entropy(#[source] std::io::Error),
    /// Each number that a key can have is taken.
    #[error("there are {most} keys already, which is all that a link can tell apart")]
    NoMoreKeys {
        /// How many there can be.
        most: usize,
    },
    /// An address that is none.
    #[error(transparent)]
    Address(#[from] BadAddress),
}

/// Returns the key for the hashes of addresses that must not be mailed and are not stored; makes one the first time.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
pub async fn address_hash_key(work: &mut Work, now: Timestamp) -> Result<[u8; 32], Error> {
    secret(work, ADDRESS_HASH_KEY, now).await
}

/// Returns the key for the hashes of addresses that must not be mailed and are not stored; `None` if there is none, and
/// so no such address.
///
/// # Errors
/// The database fails.
pub async fn existing_address_hash_key(work: &mut Work) -> Result<Option<[u8; 32]>, database::Error> {
    database::secret::get(work, ADDRESS_HASH_KEY).await
}

/// Returns the key for one purpose; the first time, it makes one.
async fn secret(work: &mut Work, purpose: &str, now: Timestamp) -> Result<[u8; 32], Error> {
    if let Some(secret) = database::secret::get(work, purpose).await? {
        return Ok(secret);
    }
    database::secret::add(work, purpose, &entropy::bytes().map_err(Error::Entropy)?, now).await?;
    let kept = database::secret::get(work, purpose).await?;
    Ok(kept.ok_or(database::Error::Unreadable("key"))?)
}
