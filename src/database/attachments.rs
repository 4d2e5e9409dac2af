//! The files of an issue as the web shows them: table `attachment`, by digest.

use super::{DatabaseTransaction, Error, on};
use crate::model::{Attachment, IssueId};

type Row = (String, String, String, i64);

/// A file that readers of the web copy can open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedFile {
    /// The file name.
    pub name: String,
    /// The media type.
    pub media_type: String,
    /// The digest that is its address.
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
}

const ATTACHED: &str = "SELECT name, media_type, content_digest, CAST(length(content) AS BIGINT) FROM attachment \
    WHERE issue_id = $1 AND content_id IS NULL ORDER BY position";

/// Returns the attachments of an issue, without the images that its text shows.
///
/// # Errors
/// The database failed.
pub async fn attached(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Vec<AttachedFile>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(ATTACHED).bind(issue).fetch_all(&mut **tx).await?);
    let file =
        |(name, media_type, digest, size): Row| AttachedFile { name, media_type, digest, size: size.unsigned_abs() };
    Ok(rows.into_iter().map(file).collect())
}

const BY_DIGEST: &str = "SELECT name, media_type, content, content_id FROM attachment \
    WHERE issue_id = $1 AND content_digest = $2 AND name = $3 LIMIT 1";

/// Returns a file of an issue by its digest and its name.
///
/// # Errors
/// The database failed.
pub async fn by_digest(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    digest: &str,
    name: &str,
) -> Result<Option<Attachment>, Error> {
    let row: Option<(String, String, Vec<u8>, Option<String>)> = on!(work, tx => sqlx::query_as(BY_DIGEST)
        .bind(issue).bind(digest).bind(name).fetch_optional(&mut **tx).await?);
    Ok(row.map(|(name, media_type, bytes, cid)| Attachment { name, media_type, bytes, cid }))
}

const ALL: &str = "SELECT name, media_type, content, content_id FROM attachment WHERE issue_id = $1 ORDER BY position";

/// Returns all files of an issue, also the images that its text shows.
///
/// # Errors
/// The database failed.
pub async fn all(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Vec<Attachment>, Error> {
    let rows: Vec<(String, String, Vec<u8>, Option<String>)> =
        on!(work, tx => sqlx::query_as(ALL).bind(issue).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(name, media_type, bytes, cid)| Attachment { name, media_type, bytes, cid }).collect())
}
