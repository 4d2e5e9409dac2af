//! Table `api_token`: which programs may call `serve`, and what each may do.

use std::collections::BTreeSet;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{ApiPermission, ApiToken, ApiTokenName, Digest};

type Row = (String, String, i64);

fn read_token(row: Row) -> Result<ApiToken, Error> {
    let (name, permissions, created_at) = row;
    let words = permissions.split_whitespace();
    let permissions: Result<BTreeSet<ApiPermission>, _> = words.map(str::parse).collect();
    Ok(ApiToken {
        name: name.parse().map_err(|_| Error::InvalidValue("token name"))?,
        permissions: permissions.map_err(|_| Error::InvalidValue("permission"))?,
        created_at: from_micros(created_at)?,
    })
}

const ADD: &str = "INSERT INTO api_token (name, token_digest, permissions, created_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (name) DO NOTHING";

/// Adds a token, known by the digest of its secret; returns `false` if the name is taken.
///
/// # Errors
/// The database failed.
pub async fn add(work: &mut DatabaseTransaction, token: &ApiToken, secret: &Digest) -> Result<bool, Error> {
    let permissions: Vec<&str> = token.permissions.iter().map(Into::into).collect();
    let added = on!(work, tx => sqlx::query(ADD)
        .bind(token.name.as_str()).bind(secret.as_slice()).bind(permissions.join(" ")).bind(to_micros(token.created_at))
        .execute(&mut **tx).await?.rows_affected());
    Ok(added == 1)
}

const ALL: &str = "SELECT name, permissions, created_at FROM api_token ORDER BY name";

/// Returns all tokens, by name.
///
/// # Errors
/// The database failed.
pub async fn all(work: &mut DatabaseTransaction) -> Result<Vec<ApiToken>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(ALL).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_token).collect()
}

const BY_DIGEST: &str = "SELECT name, permissions, created_at FROM api_token WHERE token_digest = $1";

/// Returns the token whose secret has this digest.
///
/// # Errors
/// The database failed.
pub async fn by_digest(work: &mut DatabaseTransaction, secret: &Digest) -> Result<Option<ApiToken>, Error> {
    let row: Option<Row> =
        on!(work, tx => sqlx::query_as(BY_DIGEST).bind(secret.as_slice()).fetch_optional(&mut **tx).await?);
    row.map(read_token).transpose()
}

const DELETE: &str = "DELETE FROM api_token WHERE name = $1";

/// Deletes a token; returns `false` if there is none of this name.
///
/// # Errors
/// The database failed.
pub async fn delete(work: &mut DatabaseTransaction, name: &ApiTokenName) -> Result<bool, Error> {
    let gone = on!(work, tx => sqlx::query(DELETE).bind(name.as_str()).execute(&mut **tx).await?.rows_affected());
    Ok(gone == 1)
}
