//! Tables `account` and `account_session`: who may work on the letters, and who has signed in.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{Account, AccountId, AccountName, AccountRole, Digest};

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountSession {
    /// Whose it is.
    pub account: Account,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to some minutes.
    pub seen_at: Timestamp,
}

fn read_account(id: AccountId, name: &str, role: &str) -> Result<Account, Error> {
    let name: AccountName = name.parse().map_err(|_| Error::InvalidValue("account name"))?;
    let role: AccountRole = role.parse().map_err(|_| Error::InvalidValue("role"))?;
    Ok(Account { id, name, role })
}

const ADD: &str = "INSERT INTO account (name, role, password_hash, created_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (name) DO NOTHING";

/// Adds an account; returns `false` if the name is taken.
///
/// # Errors
/// The database failed.
pub async fn add(
    work: &mut DatabaseTransaction,
    name: &AccountName,
    role: AccountRole,
    password_hash: &str,
    now: Timestamp,
) -> Result<bool, Error> {
    let role: &str = role.into();
    let added = on!(work, tx => sqlx::query(ADD)
        .bind(name.as_str()).bind(role).bind(password_hash).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(added == 1)
}

const ALL: &str = "SELECT id, name, role FROM account ORDER BY name";

/// Returns all accounts, by name.
///
/// # Errors
/// The database failed.
pub async fn all(work: &mut DatabaseTransaction) -> Result<Vec<Account>, Error> {
    type Row = (AccountId, String, String);
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(ALL).fetch_all(&mut **tx).await?);
    rows.into_iter().map(|(id, name, role)| read_account(id, &name, &role)).collect()
}

const FIND: &str = "SELECT id, name, role, password_hash FROM account WHERE name = $1";

/// Returns the account of a name, with the hash of its password.
///
/// # Errors
/// The database failed.
pub async fn find(work: &mut DatabaseTransaction, name: &AccountName) -> Result<Option<(Account, String)>, Error> {
    type Row = (AccountId, String, String, String);
    let row: Option<Row> = on!(work, tx => sqlx::query_as(FIND).bind(name.as_str()).fetch_optional(&mut **tx).await?);
    row.map(|(id, name, role, hash)| Ok((read_account(id, &name, &role)?, hash))).transpose()
}

const PASSWORD_HASH: &str = "SELECT password_hash FROM account WHERE id = $1";

/// Returns the hash of the password of an account.
///
/// # Errors
/// The database failed.
pub async fn password_hash(work: &mut DatabaseTransaction, account: AccountId) -> Result<Option<String>, Error> {
    Ok(on!(work, tx => sqlx::query_scalar(PASSWORD_HASH).bind(account).fetch_optional(&mut **tx).await?))
}

const SET_PASSWORD: &str = "UPDATE account SET password_hash = $2 WHERE id = $1";
const DELETE_ALL_SESSIONS: &str = "DELETE FROM account_session WHERE account_id = $1";

/// Changes the password of an account, and ends its sessions.
///
/// # Errors
/// The database failed.
pub async fn set_password(work: &mut DatabaseTransaction, account: AccountId, hash: &str) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_PASSWORD).bind(account).bind(hash).execute(&mut **tx).await?.rows_affected());
    on!(work, tx => sqlx::query(DELETE_ALL_SESSIONS).bind(account).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const DELETE: &str = "DELETE FROM account WHERE name = $1";

/// Deletes an account with its sessions; returns `false` if there is none of this name.
///
/// # Errors
/// The database failed.
pub async fn delete(work: &mut DatabaseTransaction, name: &AccountName) -> Result<bool, Error> {
    let gone = on!(work, tx => sqlx::query(DELETE).bind(name.as_str()).execute(&mut **tx).await?.rows_affected());
    Ok(gone == 1)
}

const ADD_SESSION: &str =
    "INSERT INTO account_session (token_digest, account_id, created_at, seen_at) VALUES ($1, $2, $3, $3)";

/// Starts a session, known by the digest of its secret.
///
/// # Errors
/// The database failed.
pub async fn add_session(
    work: &mut DatabaseTransaction,
    token: &Digest,
    account: AccountId,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD_SESSION)
        .bind(token.as_slice()).bind(account).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const SESSION: &str = "SELECT a.id, a.name, a.role, s.created_at, s.seen_at \
    FROM account_session s JOIN account a ON a.id = s.account_id WHERE s.token_digest = $1";

/// Returns the session with a digest.
///
/// # Errors
/// The database failed.
pub async fn session(work: &mut DatabaseTransaction, token: &Digest) -> Result<Option<AccountSession>, Error> {
    type Row = (AccountId, String, String, i64, i64);
    let row: Option<Row> =
        on!(work, tx => sqlx::query_as(SESSION).bind(token.as_slice()).fetch_optional(&mut **tx).await?);
    row.map(|(id, name, role, created_at, seen_at)| {
        let account = read_account(id, &name, &role)?;
        Ok(AccountSession { account, created_at: from_micros(created_at)?, seen_at: from_micros(seen_at)? })
    })
    .transpose()
}

const SET_SESSION_SEEN: &str = "UPDATE account_session SET seen_at = $2 WHERE token_digest = $1";

/// Records that a session was used.
///
/// # Errors
/// The database failed.
pub async fn set_session_seen(work: &mut DatabaseTransaction, token: &Digest, now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_SESSION_SEEN)
        .bind(token.as_slice()).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const DELETE_SESSION: &str = "DELETE FROM account_session WHERE token_digest = $1";

/// Ends a session.
///
/// # Errors
/// The database failed.
pub async fn delete_session(work: &mut DatabaseTransaction, token: &Digest) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE_SESSION).bind(token.as_slice()).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const DELETE_SESSIONS_BEFORE: &str = "DELETE FROM account_session WHERE created_at < $1";

/// Deletes the sessions that began before a time.
///
/// # Errors
/// The database failed.
pub async fn delete_sessions_before(work: &mut DatabaseTransaction, then: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE_SESSIONS_BEFORE).bind(to_micros(then)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}
