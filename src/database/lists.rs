//! Table `list`.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, NullableText, on, to_micros};
use crate::model::{Address, Language, List, ListId, ListName};

type Row = (ListId, String, String, String, String, String, bool, NullableText, NullableText, NullableText, String);

const ADD: &str = "INSERT INTO list (name, title, list_id_header, created_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (name) DO UPDATE SET title = excluded.title, opt_in = 'double', basis = 'consent', welcome_draft = NULL, \
        join_address = NULL, language = NULL, archive = 'off', deleted_at = NULL \
        WHERE list.deleted_at IS NOT NULL \
        RETURNING id, name, title, list_id_header, opt_in, basis, is_public, welcome_draft, join_address, language, archive";

/// Adds a list; `None` when the name is taken. A deleted list of this name comes back, empty and with the List-Id that
/// it had: whoever left it stays off it.
///
/// # Errors
/// The database failed.
pub async fn add(
    work: &mut DatabaseTransaction,
    name: &ListName,
    title: &str,
    list_id: &str,
    now: Timestamp,
) -> Result<Option<List>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(ADD)
        .bind(name.as_str()).bind(title).bind(list_id).bind(to_micros(now))
        .fetch_optional(&mut **tx).await?);
    row.map(read_list).transpose()
}

const BY_NAME: &str = "SELECT id, name, title, list_id_header, opt_in, basis, is_public, welcome_draft, join_address, language, archive FROM list \
    WHERE name = $1 AND deleted_at IS NULL";

/// Finds a list by its name.
///
/// # Errors
/// The database failed.
pub async fn by_name(work: &mut DatabaseTransaction, name: &ListName) -> Result<Option<List>, Error> {
    let row: Option<Row> =
        on!(work, tx => sqlx::query_as(BY_NAME).bind(name.as_str()).fetch_optional(&mut **tx).await?);
    row.map(read_list).transpose()
}

const BY_ID: &str = "SELECT id, name, title, list_id_header, opt_in, basis, is_public, welcome_draft, join_address, language, archive FROM list WHERE id = $1";

/// Finds a list by its number, also one that was deleted.
///
/// # Errors
/// The database failed.
pub async fn by_id(work: &mut DatabaseTransaction, id: ListId) -> Result<Option<List>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(BY_ID).bind(id).fetch_optional(&mut **tx).await?);
    row.map(read_list).transpose()
}

const ALL: &str = "SELECT id, name, title, list_id_header, opt_in, basis, is_public, welcome_draft, join_address, language, archive FROM list \
    WHERE deleted_at IS NULL ORDER BY name";

/// Returns all lists by name.
///
/// # Errors
/// The database failed.
pub async fn all(work: &mut DatabaseTransaction) -> Result<Vec<List>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(ALL).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_list).collect()
}

const ALL_WITH_DELETED: &str = "SELECT id, name, title, list_id_header, opt_in, basis, is_public, welcome_draft, join_address, language, archive FROM list ORDER BY name";

/// Returns all lists by name, also those that were deleted: what happened names them.
///
/// # Errors
/// The database refused.
pub async fn all_with_deleted(work: &mut DatabaseTransaction) -> Result<Vec<List>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(ALL_WITH_DELETED).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_list).collect()
}

const IS_DELETED: &str = "SELECT id FROM list WHERE id = $1 AND deleted_at IS NOT NULL";

/// Returns whether a list was deleted.
///
/// # Errors
/// The database refused.
pub async fn is_deleted(work: &mut DatabaseTransaction, id: ListId) -> Result<bool, Error> {
    let row: Option<(ListId,)> = on!(work, tx => sqlx::query_as(IS_DELETED).bind(id).fetch_optional(&mut **tx).await?);
    Ok(row.is_some())
}

/// Only PostgreSQL has several writers at once: nobody joins the list, and no issue is made for it, until the work ends.
const LOCK_POSTGRES: &str = "SELECT id FROM list WHERE id = $1 FOR UPDATE";

/// Locks a list against everybody who would write something about it.
///
/// # Errors
/// The database refused.
pub async fn lock(work: &mut DatabaseTransaction, id: ListId) -> Result<(), Error> {
    if let DatabaseTransaction::Postgres(tx) = work {
        sqlx::query(LOCK_POSTGRES).bind(id).execute(&mut **tx).await?;
    }
    Ok(())
}

/// People can join meanwhile: their rows only need that the list stays.
const LOCK_ISSUES_POSTGRES: &str = "SELECT id FROM list WHERE id = $1 FOR NO KEY UPDATE";

/// Locks a list against everybody who would make an issue for it; SQLite has one writer anyway.
///
/// # Errors
/// The database refused.
pub async fn lock_issues(work: &mut DatabaseTransaction, id: ListId) -> Result<(), Error> {
    if let DatabaseTransaction::Postgres(tx) = work {
        sqlx::query(LOCK_ISSUES_POSTGRES).bind(id).execute(&mut **tx).await?;
    }
    Ok(())
}

const DELETE: &str = "UPDATE list SET deleted_at = $2, is_public = FALSE, join_address = NULL, archive = 'off' \
    WHERE id = $1 AND deleted_at IS NULL";

/// Marks a list as deleted: only the record names it from then on.
///
/// # Errors
/// The database refused.
pub async fn delete(work: &mut DatabaseTransaction, id: ListId, now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE).bind(id).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const UPDATE: &str = "UPDATE list SET title = $2, opt_in = $3, is_public = $4, welcome_draft = $5, join_address = $6, \
    basis = $7, language = $8, archive = $9 WHERE id = $1";

/// Keeps a list's title, its language, its basis, who may see it, how one joins it, and its welcome letter.
///
/// # Errors
/// The database failed.
pub async fn update(work: &mut DatabaseTransaction, list: &List) -> Result<(), Error> {
    on!(work, tx => sqlx::query(UPDATE)
        .bind(list.id).bind(list.title.as_str()).bind(<&str>::from(list.opt_in)).bind(list.public)
        .bind(list.welcome.as_deref()).bind(list.join_address.as_ref().map(Address::as_str))
        .bind(<&str>::from(list.basis)).bind(list.language.as_ref().map(Language::as_str))
        .bind(<&str>::from(list.archive))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

fn read_list(row: Row) -> Result<List, Error> {
    let (id, name, title, list_id, opt_in, basis, public, welcome, join_address, language, archive) = row;
    let archive = archive.parse().map_err(|_| Error::InvalidValue("archive of a list"))?;
    let name = name.parse().map_err(|_| Error::InvalidValue("list name"))?;
    let opt_in = opt_in.parse().map_err(|_| Error::InvalidValue("way onto a list"))?;
    let basis = basis.parse().map_err(|_| Error::InvalidValue("basis of a list"))?;
    let join_address = join_address.map(|address| address.parse().map_err(|_| Error::InvalidValue("address")));
    let join_address = join_address.transpose()?;
    let language = super::read_language(language)?;
    Ok(List { id, name, title, list_id, opt_in, basis, public, welcome, join_address, language, archive })
}
