//! Passwords, kept as Argon2id hashes (RFC 9106).

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use jiff::Timestamp;
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::Error;
use crate::database::{Database, accounts};
use crate::model::{AccountId, AccountName, AccountRole};
use crate::random;

/// The fewest characters of a password that a person chooses (NIST SP 800-63B-4 §3.1.1.2: 15 without a second factor).
pub const MIN_PASSWORD_CHARS: usize = 15;

/// The longest password, in bytes.
const MAX_PASSWORD_BYTES: usize = 1_000;

/// The letters of passwords that the program makes: none is mistaken for another.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// How many passwords are hashed at once: each takes 19 MiB (the default of the crate, as OWASP recommends).
static HASHING: Semaphore = Semaphore::const_new(2);

/// Why a password was not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangePasswordError {
    /// The old one is not right.
    #[error("the old password is not right")]
    WrongPassword,
    /// The new one is too short.
    #[error("the new password is too short")]
    TooShort,
    /// The new one is too long.
    #[error("the new password is too long")]
    TooLong,
}

/// Adds an account and returns its password, which is stored nowhere; `None` if the name is taken.
///
/// # Errors
/// The database failed, or the system provides no random bytes.
pub async fn add_account(
    database: &Database,
    name: &AccountName,
    role: AccountRole,
    now: Timestamp,
) -> Result<Option<String>, Error> {
    let password = random_password()?;
    let hash = hash_password(password.clone()).await?;
    let mut work = database.begin_write().await?;
    let is_added = accounts::add(&mut work, name, role, &hash, now).await?;
    work.commit().await?;
    Ok(is_added.then_some(password))
}

/// Gives an account a new password and ends its sessions; `None` if there is no such account.
///
/// # Errors
/// The database failed, or the system provides no random bytes.
pub async fn reset_password(database: &Database, name: &AccountName) -> Result<Option<String>, Error> {
    let password = random_password()?;
    let hash = hash_password(password.clone()).await?;
    let mut work = database.begin_write().await?;
    let Some((account, _)) = accounts::find(&mut work, name).await? else { return Ok(None) };
    accounts::set_password(&mut work, account.id, &hash).await?;
    work.commit().await?;
    Ok(Some(password))
}

/// Changes the password of an account and ends its sessions.
///
/// # Errors
/// The database failed, or a password cannot be hashed.
pub async fn change_password(
    database: &Database,
    account: AccountId,
    old: String,
    new: String,
) -> Result<Result<(), ChangePasswordError>, Error> {
    if new.chars().count() < MIN_PASSWORD_CHARS {
        return Ok(Err(ChangePasswordError::TooShort));
    }
    if new.len() > MAX_PASSWORD_BYTES {
        return Ok(Err(ChangePasswordError::TooLong));
    }
    let known = accounts::password_hash(&mut database.begin_read().await?, account).await?;
    let Some(known) = known else { return Ok(Err(ChangePasswordError::WrongPassword)) };
    if !verify_password(old, known).await? {
        return Ok(Err(ChangePasswordError::WrongPassword));
    }
    let hash = hash_password(new).await?;
    let mut work = database.begin_write().await?;
    accounts::set_password(&mut work, account, &hash).await?;
    work.commit().await?;
    Ok(Ok(()))
}

/// Tells whether a password has a hash. It takes as long for a wrong one.
pub(super) async fn verify_password(password: String, hash: String) -> Result<bool, Error> {
    if password.len() > MAX_PASSWORD_BYTES {
        return Ok(false);
    }
    let verify = move || Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok();
    on_a_thread(verify).await
}

/// Hashes a password, with a salt of its own.
pub(super) async fn hash_password(password: String) -> Result<String, Error> {
    let salt = random::random_bytes::<16>().map_err(Error::Entropy)?;
    let hash =
        move || Argon2::default().hash_password_with_salt(password.as_bytes(), &salt).map(|hash| hash.to_string());
    on_a_thread(hash).await?.map_err(|_| Error::Hash)
}

async fn on_a_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let _turn = HASHING.acquire().await.map_err(|_| Error::Hash)?;
    spawn_blocking(work).await.map_err(|_| Error::Hash)
}

/// Makes a password of 100 random bits, in groups that can be read aloud.
fn random_password() -> Result<String, Error> {
    let bytes = random::random_bytes::<20>().map_err(Error::Entropy)?;
    let letters: Vec<char> =
        bytes.iter().filter_map(|b| ALPHABET.get(usize::from(b % 32))).map(|b| char::from(*b)).collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn made_passwords_are_long_and_different() {
        let (one, other) = (random_password().unwrap(), random_password().unwrap());
        assert_eq!(one.len(), 23);
        assert!(one.split('-').all(|group| group.len() == 5));
        assert_ne!(one, other);
    }

    #[tokio::test]
    async fn only_the_password_has_its_hash() {
        let hash = hash_password("correct horse battery".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(verify_password("correct horse battery".to_owned(), hash.clone()).await.unwrap());
        for wrong in ["", "correct horse batter", "Correct horse battery"] {
            assert!(!verify_password(wrong.to_owned(), hash.clone()).await.unwrap(), "{wrong}");
        }
        assert!(!verify_password("x".to_owned(), "no hash".to_owned()).await.unwrap());
    }
}
