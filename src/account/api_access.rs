//! The tokens of programs: made here, shown once, and found again by their digest.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::Error;
use crate::database::{Database, api_tokens};
use crate::model::{ApiPermission, ApiToken, ApiTokenName, Sha256};
use crate::random;

/// What every token begins with, so that a program that looks for secrets in files finds it.
const PREFIX: &str = "circular_";

/// Makes a token and returns its secret, which is stored nowhere; `None` if the name is taken.
///
/// # Errors
/// The database failed, or the system provides no random bytes.
pub async fn new_api_token(
    database: &Database,
    name: ApiTokenName,
    permissions: BTreeSet<ApiPermission>,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let halves = [random::random_hex().map_err(Error::Entropy)?, random::random_hex().map_err(Error::Entropy)?];
    let secret = format!("{PREFIX}{}", halves.concat());
    let token = ApiToken { name, permissions, created_at: now };
    let mut work = database.begin_write().await?;
    let is_added = api_tokens::add(&mut work, &token, &Sha256::digest(&secret)).await?;
    work.commit().await?;
    Ok(is_added.then_some(secret))
}

/// Returns the token that has a secret, if it was not revoked. What is compared is a digest, so that the time of the
/// answer tells nothing about the secret.
///
/// # Errors
/// The database failed.
pub async fn find_api_token(database: &Database, secret: &str) -> Result<Option<ApiToken>, Error> {
    if !secret.starts_with(PREFIX) {
        return Ok(None);
    }
    Ok(api_tokens::by_digest(&mut database.begin_read().await?, &Sha256::digest(secret)).await?)
}
