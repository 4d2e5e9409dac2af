//! Sessions: who has signed in, known by a secret in a cookie of which the database has only the digest.

use jiff::{SignedDuration, Timestamp};

use super::Error;
use super::password::{hash_password, verify_password};
use crate::database::{Database, accounts};
use crate::model::{Account, AccountName, Digest, Sha256};
use crate::random;

/// How long a session lasts without a request.
const IDLE_LIMIT: SignedDuration = SignedDuration::from_hours(12);
/// How long a session lasts at most.
const AGE_LIMIT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How much later a request is recorded than the last: not each one is worth a write.
const SEEN_STEP: SignedDuration = SignedDuration::from_mins(5);

/// The secret of a session, as its cookie has it.
#[derive(Clone)]
pub struct SessionToken(String);

impl SessionToken {
    /// Reads the value of a cookie.
    #[must_use]
    pub fn from_cookie(value: &str) -> Self {
        Self(value.to_owned())
    }

    /// Returns the value of the cookie.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn digest(&self) -> Digest {
        Sha256::digest(self.0.as_bytes())
    }
}

/// Starts a session; `None` if the name or the password is not right, without saying which.
///
/// # Errors
/// The database failed, or the system provides no random bytes.
pub async fn sign_in(
    database: &Database,
    name: &AccountName,
    password: String,
    now: Timestamp,
) -> Result<Option<SessionToken>, Error> {
    let found = accounts::find(&mut database.begin_read().await?, name).await?;
    let Some((account, hash)) = found else {
        // Otherwise the time of the answer says who has an account.
        hash_password(password).await?;
        return Ok(None);
    };
    if !verify_password(password, hash).await? {
        return Ok(None);
    }
    let token = SessionToken(random::random_hex().map_err(Error::Entropy)?);
    let mut work = database.begin_write().await?;
    accounts::delete_sessions_before(&mut work, now - AGE_LIMIT).await?;
    accounts::add_session(&mut work, &token.digest(), account.id, now).await?;
    work.commit().await?;
    Ok(Some(token))
}

/// Returns whose session this is; `None` if it has ended.
///
/// # Errors
/// The database failed.
pub async fn account_of_session(
    database: &Database,
    token: &SessionToken,
    now: Timestamp,
) -> Result<Option<Account>, Error> {
    let digest = token.digest();
    let Some(session) = accounts::session(&mut database.begin_read().await?, &digest).await? else { return Ok(None) };
    let idle = now.duration_since(session.seen_at);
    if idle > IDLE_LIMIT || now.duration_since(session.created_at) > AGE_LIMIT {
        return Ok(None);
    }
    if idle > SEEN_STEP {
        let mut work = database.begin_write().await?;
        accounts::set_session_seen(&mut work, &digest, now).await?;
        work.commit().await?;
    }
    Ok(Some(session.account))
}

/// Ends a session.
///
/// # Errors
/// The database failed.
pub async fn sign_out(database: &Database, token: &SessionToken) -> Result<(), Error> {
    let mut work = database.begin_write().await?;
    accounts::delete_session(&mut work, &token.digest()).await?;
    Ok(work.commit().await?)
}
