//! The keys that seal unsubscribe links: only ever added, because links in old letters must open for ever.

use jiff::Timestamp;

use super::Error;
use crate::database::{self, Database};
use crate::model::SigningKeys;
use crate::random;

/// How many keys a link can tell apart: its first octet is the key's number, and the first key has number 1.
const MAX_KEYS: usize = u8::MAX as usize;

/// Returns the keys that seal unsubscribe links; the first time, it makes one.
///
/// # Errors
/// The database refused, or the system gave no random bytes.
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

/// Adds a key, which seals from now on; returns its number. The older ones go on opening their links.
///
/// # Errors
/// There are as many keys as a link can tell apart, the database refused, or the system gave no random bytes.
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
