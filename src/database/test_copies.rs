//! Table `test_copy`: when somebody was last sent a test of a draft, by its list.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{Digest, ListId};

/// The last test of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastTest {
    /// When the relay accepted it.
    pub sent_at: Timestamp,
    /// A digest of everything that it was made of.
    pub content: Digest,
}

const GET: &str = "SELECT sent_at, content_digest FROM test_copy WHERE slug = $1 AND list_id = $2";

/// Returns the last test of a draft for a list.
///
/// # Errors
/// The database failed.
pub async fn get(work: &mut DatabaseTransaction, slug: &str, list: ListId) -> Result<Option<LastTest>, Error> {
    let row: Option<(i64, Vec<u8>)> =
        on!(work, tx => sqlx::query_as(GET).bind(slug).bind(list).fetch_optional(&mut **tx).await?);
    row.map(|(sent_at, digest)| {
        let content = Digest::try_from(digest).map_err(|_| Error::InvalidValue("digest"))?;
        Ok(LastTest { sent_at: from_micros(sent_at)?, content })
    })
    .transpose()
}

const UPSERT: &str = "INSERT INTO test_copy (slug, list_id, sent_at, content_digest) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (slug, list_id) DO UPDATE SET sent_at = excluded.sent_at, content_digest = excluded.content_digest";

/// Stores a test instead of the one before.
///
/// # Errors
/// The database failed.
pub async fn upsert(work: &mut DatabaseTransaction, slug: &str, list: ListId, test: LastTest) -> Result<(), Error> {
    on!(work, tx => sqlx::query(UPSERT)
        .bind(slug).bind(list).bind(to_micros(test.sent_at)).bind(test.content.as_slice())
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}
