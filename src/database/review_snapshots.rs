//! Table `review_snapshot`: what was last seen of a draft, by its list.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, on, to_micros};
use crate::model::{Digest, ListId, ReviewSnapshot};

const GET: &str = "SELECT draft_digest, templates_digest, settings_digest, recipients_digest, recipient_count \
    FROM review_snapshot WHERE slug = $1 AND list_id = $2";

/// Returns what was last seen of a draft for a list.
///
/// # Errors
/// The database failed.
pub async fn get(work: &mut DatabaseTransaction, slug: &str, list: ListId) -> Result<Option<ReviewSnapshot>, Error> {
    type Row = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>, i64);
    let row: Option<Row> = on!(work, tx => sqlx::query_as(GET).bind(slug).bind(list).fetch_optional(&mut **tx).await?);
    let digest = |bytes: Vec<u8>| Digest::try_from(bytes).map_err(|_| Error::InvalidValue("digest"));
    row.map(|(draft, templates, settings, recipients, people)| {
        Ok(ReviewSnapshot {
            draft: digest(draft)?,
            templates: digest(templates)?,
            settings: digest(settings)?,
            recipients: digest(recipients)?,
            recipient_count: u64::try_from(people).map_err(|_| Error::InvalidValue("count"))?,
        })
    })
    .transpose()
}

const UPSERT: &str = "INSERT INTO review_snapshot (slug, list_id, reviewed_at, draft_digest, templates_digest, \
        settings_digest, recipients_digest, recipient_count) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (slug, list_id) DO UPDATE \
    SET reviewed_at = excluded.reviewed_at, \
        draft_digest = excluded.draft_digest, templates_digest = excluded.templates_digest, \
        settings_digest = excluded.settings_digest, recipients_digest = excluded.recipients_digest, \
        recipient_count = excluded.recipient_count";

/// Keeps what is seen of a draft for a list, in place of what was seen before.
///
/// # Errors
/// The database failed.
pub async fn upsert(
    work: &mut DatabaseTransaction,
    slug: &str,
    list: ListId,
    look: &ReviewSnapshot,
    now: Timestamp,
) -> Result<(), Error> {
    let people = i64::try_from(look.recipient_count).unwrap_or(i64::MAX);
    on!(work, tx => sqlx::query(UPSERT)
        .bind(slug).bind(list).bind(to_micros(now))
        .bind(look.draft.as_slice()).bind(look.templates.as_slice())
        .bind(look.settings.as_slice()).bind(look.recipients.as_slice()).bind(people)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}
