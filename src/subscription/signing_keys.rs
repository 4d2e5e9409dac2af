//! The keys that seal unsubscribe links: they are never removed, because links in old messages must keep working.

use jiff::Timestamp;

use super::Error;
use crate::database::{self, Database};
use crate::model::SigningKeys;
use crate::random;

/// The maximum number of keys: the first octet of a token is the key id, and ids begin at 1.
const MAX_KEYS: usize = u8::MAX as usize;

/// Returns the keys that seal unsubscribe links; creates one on first use.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn signing_keys(database: &Database, now: Timestamp) -> Result<SigningKeys, Error> {
    let keys = database::signing_keys::all(&mut database.begin_read().await?).await?;
    if keys.can_seal() {
        return Ok(keys);
    }
    let secret = random::random_bytes().map_err(Error::Entropy)?;
    let mut work = database.begin_write().await?;
    if !database::signing_keys::all(&mut work).await?.can_seal() {
        database::signing_keys::add(&mut work, &secret, now).await?;
    }
    let keys = database::signing_keys::all(&mut work).await?;
    work.commit().await?;
    Ok(keys)
}

/// Returns the keys of an issue that was frozen at `created_at`: its copies are sealed with the key of that time on every
/// attempt, whatever keys were added since.
///
/// # Errors
/// Returns an error if a database query fails or the system provides no random bytes.
pub async fn issue_keys(database: &Database, created_at: Timestamp, now: Timestamp) -> Result<SigningKeys, Error> {
    let keys = database::signing_keys::at(&mut database.begin_read().await?, created_at).await?;
    if keys.can_seal() { Ok(keys) } else { signing_keys(database, now).await }
}

/// Adds a key, which seals all new links, and returns its id. Older keys keep opening their links.
///
/// # Errors
/// Returns an error if all key ids are in use, a database query fails or the system provides no random bytes.
pub async fn rotate_signing_key(database: &Database, now: Timestamp) -> Result<u8, Error> {
    let secret = random::random_bytes().map_err(Error::Entropy)?;
    let mut work = database.begin_write().await?;
    if database::signing_keys::creation_dates(&mut work).await?.len() >= MAX_KEYS {
        return Err(Error::KeyLimitReached { most: MAX_KEYS });
    }
    database::signing_keys::add(&mut work, &secret, now).await?;
    let newest = database::signing_keys::creation_dates(&mut work).await?.pop();
    work.commit().await?;
    Ok(newest.ok_or(database::Error::InvalidValue("key"))?.0)
}
