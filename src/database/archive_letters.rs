//! Tables `archive_letter` and `archive_style`: what issues say on the web.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{
    ArchiveAccess, ArchiveLetter, ArchiveLine, IssueId, ListId, Sha256, WebAddress, WebCopy, archive_path, hex,
};

type Row = (IssueId, ListId, String, String, String, String, String, i64, i64, String, String, Option<i64>);

/// Which letters of the public archive are read.
#[derive(Debug, Clone, Copy)]
pub struct ArchiveRange {
    /// Those of one list only.
    pub list: Option<ListId>,
    /// From this moment on.
    pub from: Timestamp,
    /// Before this moment.
    pub until: Timestamp,
    /// At most so many, the newest first.
    pub limit: i64,
}

const ADD_STYLE: &str = "INSERT INTO archive_style (style_digest, css) VALUES ($1, $2) \
    ON CONFLICT (style_digest) DO NOTHING";
const ADD: &str = "INSERT INTO archive_letter \
        (issue_id, path, access, title, description, issue_line, body, style_digest, changed_at, language) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Stores the web copy of a new issue at the first free path.
///
/// # Errors
/// The database failed.
pub async fn add(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    slug: &str,
    copy: &WebCopy,
    access: ArchiveAccess,
    now: Timestamp,
) -> Result<(), Error> {
    let style = hex(&Sha256::digest(&copy.css)[..16]);
    let path = free_path(work, &archive_path(slug)).await?;
    on!(work, tx => sqlx::query(ADD_STYLE).bind(&style).bind(&copy.css).execute(&mut **tx).await?.rows_affected());
    on!(work, tx => sqlx::query(ADD)
        .bind(issue).bind(path).bind(<&str>::from(access)).bind(&copy.title).bind(&copy.description)
        .bind(&copy.issue_line).bind(&copy.body).bind(style).bind(to_micros(now))
        .bind(copy.language.as_str())
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const IS_TAKEN: &str = "SELECT path FROM archive_letter WHERE path = $1";

/// Returns the path, or with the first number that is free: the same draft may have been sent to several lists.
async fn free_path(work: &mut DatabaseTransaction, path: &str) -> Result<String, Error> {
    let mut number = 1;
    loop {
        let tried = if number == 1 { path.to_owned() } else { format!("{path}-{number}") };
        let taken: Option<(String,)> =
            on!(work, tx => sqlx::query_as(IS_TAKEN).bind(&tried).fetch_optional(&mut **tx).await?);
        if taken.is_none() {
            return Ok(tried);
        }
        number += 1;
    }
}

const FROZEN_ADDRESS: &str = "SELECT letter.path, letter.access \
    FROM archive_letter AS letter JOIN issue ON issue.id = letter.issue_id \
    WHERE letter.issue_id = $1 AND NOT issue.is_trial";

/// Returns the address that the copies of an issue name; `None` if they name none.
///
/// # Errors
/// The database failed.
pub async fn frozen_address(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Option<WebAddress>, Error> {
    let row: Option<(String, String)> =
        on!(work, tx => sqlx::query_as(FROZEN_ADDRESS).bind(issue).fetch_optional(&mut **tx).await?);
    let Some((path, access)) = row else { return Ok(None) };
    Ok(match parse_access(&access)? {
        ArchiveAccess::Off => None,
        ArchiveAccess::Link => Some(WebAddress::Sealed),
        ArchiveAccess::Public => Some(WebAddress::Public(path)),
    })
}

const PUBLISHED_BY_PATH: &str = "SELECT letter.issue_id, issue.list_id, list.title, issue.slug, letter.path, letter.title, \
        letter.description, issue.starts_at, letter.changed_at, letter.access, list.archive, letter.removed_at \
    FROM archive_letter AS letter JOIN sent_issue AS issue ON issue.id = letter.issue_id \
        JOIN list ON list.id = issue.list_id \
    WHERE letter.path = $1 AND issue.starts_at <= $2 AND NOT issue.is_trial AND list.deleted_at IS NULL";

/// Returns the line of the letter at a path, if its sending has begun, whoever may read it.
///
/// # Errors
/// The database failed.
pub async fn published_by_path(
    work: &mut DatabaseTransaction,
    path: &str,
    now: Timestamp,
) -> Result<Option<ArchiveLine>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(PUBLISHED_BY_PATH)
        .bind(path).bind(to_micros(now)).fetch_optional(&mut **tx).await?);
    row.map(read_entry).transpose()
}

const PUBLISHED_BY_ISSUE: &str = "SELECT letter.issue_id, issue.list_id, list.title, issue.slug, letter.path, letter.title, \
        letter.description, issue.starts_at, letter.changed_at, letter.access, list.archive, letter.removed_at \
    FROM archive_letter AS letter JOIN sent_issue AS issue ON issue.id = letter.issue_id \
        JOIN list ON list.id = issue.list_id \
    WHERE letter.issue_id = $1 AND issue.starts_at <= $2 AND NOT issue.is_trial AND list.deleted_at IS NULL";

/// Returns the line of an issue's letter, if its sending has begun, whoever may read it.
///
/// # Errors
/// The database failed.
pub async fn published_by_issue(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    now: Timestamp,
) -> Result<Option<ArchiveLine>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(PUBLISHED_BY_ISSUE)
        .bind(issue).bind(to_micros(now)).fetch_optional(&mut **tx).await?);
    row.map(read_entry).transpose()
}

const LETTER: &str = "SELECT issue_line, language, body, style_digest FROM archive_letter WHERE issue_id = $1";

/// Returns a letter with its text; `None` if it has been deleted since its line was read.
///
/// # Errors
/// The database failed.
pub async fn letter(work: &mut DatabaseTransaction, entry: ArchiveLine) -> Result<Option<ArchiveLetter>, Error> {
    let row: Option<(String, String, String, String)> =
        on!(work, tx => sqlx::query_as(LETTER).bind(entry.issue).fetch_optional(&mut **tx).await?);
    let Some((issue_line, language, body, style_digest)) = row else { return Ok(None) };
    let language = language.parse().map_err(|_| Error::InvalidValue("language of a letter"))?;
    Ok(Some(ArchiveLetter { entry, issue_line, language, body, style_digest }))
}

const PUBLIC_TIMES: &str = "SELECT issue.starts_at \
    FROM archive_letter AS letter JOIN sent_issue AS issue ON issue.id = letter.issue_id \
        JOIN list ON list.id = issue.list_id \
    WHERE letter.access = 'public' AND list.archive = 'public' AND letter.removed_at IS NULL \
        AND issue.starts_at <= $1 AND NOT issue.is_trial AND list.deleted_at IS NULL \
        AND ($2 = 0 OR issue.list_id = $2) \
    ORDER BY issue.starts_at DESC";

/// Returns when the letters of the public archive were sent, the newest first.
///
/// # Errors
/// The database failed.
pub async fn public_times(
    work: &mut DatabaseTransaction,
    list: Option<ListId>,
    now: Timestamp,
) -> Result<Vec<Timestamp>, Error> {
    let rows: Vec<(i64,)> = on!(work, tx => sqlx::query_as(PUBLIC_TIMES)
        .bind(to_micros(now)).bind(list.unwrap_or(ListId::new(0))).fetch_all(&mut **tx).await?);
    rows.into_iter().map(|(at,)| from_micros(at)).collect()
}

const PUBLIC_BETWEEN: &str = "SELECT letter.issue_id, issue.list_id, list.title, issue.slug, letter.path, letter.title, \
        letter.description, issue.starts_at, letter.changed_at, letter.access, list.archive, letter.removed_at \
    FROM archive_letter AS letter JOIN sent_issue AS issue ON issue.id = letter.issue_id \
        JOIN list ON list.id = issue.list_id \
    WHERE letter.access = 'public' AND list.archive = 'public' AND letter.removed_at IS NULL \
        AND issue.starts_at <= $1 AND NOT issue.is_trial AND list.deleted_at IS NULL \
        AND ($2 = 0 OR issue.list_id = $2) AND issue.starts_at >= $3 AND issue.starts_at < $4 \
    ORDER BY issue.starts_at DESC, issue.id DESC LIMIT $5 + 0";

/// Returns the letters of the public archive in a range, the newest first.
///
/// # Errors
/// The database failed.
pub async fn public_between(
    work: &mut DatabaseTransaction,
    range: ArchiveRange,
    now: Timestamp,
) -> Result<Vec<ArchiveLine>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(PUBLIC_BETWEEN)
        .bind(to_micros(now)).bind(range.list.unwrap_or(ListId::new(0)))
        .bind(to_micros(range.from)).bind(to_micros(range.until)).bind(range.limit)
        .fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_entry).collect()
}

const ALL: &str = "SELECT letter.issue_id, issue.list_id, list.title, issue.slug, letter.path, letter.title, \
        letter.description, issue.starts_at, letter.changed_at, letter.access, list.archive, letter.removed_at \
    FROM archive_letter AS letter JOIN sent_issue AS issue ON issue.id = letter.issue_id \
        JOIN list ON list.id = issue.list_id \
    WHERE NOT issue.is_trial ORDER BY issue.starts_at DESC, issue.id DESC";

/// Returns all letters that were or will be sent and have a web copy, whoever may read it, the newest first.
///
/// # Errors
/// The database failed.
pub async fn all(work: &mut DatabaseTransaction) -> Result<Vec<ArchiveLine>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(ALL).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_entry).collect()
}

const BY_ISSUE: &str = "SELECT letter.issue_id, issue.list_id, list.title, issue.slug, letter.path, letter.title, \
        letter.description, issue.starts_at, letter.changed_at, letter.access, list.archive, letter.removed_at \
    FROM archive_letter AS letter JOIN issue ON issue.id = letter.issue_id JOIN list ON list.id = issue.list_id \
    WHERE letter.issue_id = $1";

/// Returns the line of an issue in the archive; `None` if it has no web copy.
///
/// # Errors
/// The database failed.
pub async fn by_issue(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Option<ArchiveLine>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(BY_ISSUE).bind(issue).fetch_optional(&mut **tx).await?);
    row.map(read_entry).transpose()
}

const REMOVE: &str = "UPDATE archive_letter SET removed_at = $2, changed_at = $2 WHERE issue_id = $1";

/// Takes a letter out of the archive.
///
/// # Errors
/// The database failed.
pub async fn remove(work: &mut DatabaseTransaction, issue: IssueId, now: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(REMOVE).bind(issue).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const RESTORE: &str = "UPDATE archive_letter SET access = $2, removed_at = NULL, changed_at = $3 WHERE issue_id = $1";

/// Puts a letter into the archive, for those who may read it now.
///
/// # Errors
/// The database failed.
pub async fn restore(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    access: ArchiveAccess,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(RESTORE)
        .bind(issue).bind(<&str>::from(access)).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const STYLE: &str = "SELECT css FROM archive_style WHERE style_digest = $1";

/// Returns a style sheet by its digest.
///
/// # Errors
/// The database failed.
pub async fn style(work: &mut DatabaseTransaction, digest: &str) -> Result<Option<String>, Error> {
    let row: Option<(String,)> = on!(work, tx => sqlx::query_as(STYLE).bind(digest).fetch_optional(&mut **tx).await?);
    Ok(row.map(|(css,)| css))
}

fn read_entry(row: Row) -> Result<ArchiveLine, Error> {
    let (
        issue,
        list,
        list_title,
        slug,
        path,
        title,
        description,
        starts_at,
        changed_at,
        access,
        list_access,
        removed_at,
    ) = row;
    let access = parse_access(&access)?.min(parse_access(&list_access)?);
    let (starts_at, changed_at) = (from_micros(starts_at)?, from_micros(changed_at)?);
    let is_removed = removed_at.is_some();
    Ok(ArchiveLine {
        issue,
        list,
        list_title,
        slug,
        path,
        title,
        description,
        starts_at,
        changed_at,
        access,
        is_removed,
    })
}

fn parse_access(text: &str) -> Result<ArchiveAccess, Error> {
    text.parse().map_err(|_| Error::InvalidValue("access to a letter"))
}
