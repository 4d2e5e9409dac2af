//! Tables `issue` and `attachment`.

use jiff::Timestamp;

use super::{Error, Work, micros, moment, on};
use crate::model::{Attachment, Content, Issue, IssueState, Mailbox};

type Row = (i64, String, i64, String, String, bool, String, i64);

/// What is frozen when an issue is made.
#[derive(Debug, Clone, Copy)]
pub struct Frozen<'a> {
    /// The draft's name.
    pub slug: &'a str,
    /// The list it goes to.
    pub list: i64,
    /// Digest of everything frozen, in hexadecimal.
    pub hash: &'a str,
    /// What the copies are made of.
    pub content: &'a Content,
    /// Whether it goes to an outbox only.
    pub trial: bool,
}

const ADD: &str = "INSERT INTO issue \
    (slug, list, subject, hash, composition, sender, reply_to, trial, state, created_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";
const ATTACH: &str = "INSERT INTO attachment (issue, position, name, media_type, bytes) VALUES ($1, $2, $3, $4, $5)";

/// Adds an issue with its attachments and returns its number.
///
/// # Errors
/// The database refused, as it does when the list already had this draft.
pub async fn add(work: &mut Work, frozen: Frozen<'_>, now: Timestamp) -> Result<i64, Error> {
    let content = frozen.content;
    let composition = serde_json::to_string(&content.composition).map_err(|_| Error::Unreadable("composition"))?;
    let (id,): (i64,) = on!(work, tx => sqlx::query_as(ADD)
        .bind(frozen.slug).bind(frozen.list).bind(&content.composition.subject).bind(frozen.hash).bind(composition)
        .bind(content.sender.to_string()).bind(content.reply_to.as_ref().map(ToString::to_string)).bind(frozen.trial)
        .bind(<&str>::from(IssueState::Sending)).bind(micros(now))
        .fetch_one(&mut **tx).await?);
    for (position, file) in (0_i64..).zip(&content.attachments) {
        on!(work, tx => sqlx::query(ATTACH)
            .bind(id).bind(position).bind(&file.name).bind(&file.media_type).bind(file.bytes.as_slice())
            .execute(&mut **tx).await?.rows_affected());
    }
    Ok(id)
}

const REMOVE: &str = "DELETE FROM issue WHERE id = $1";

/// Removes an issue with its copies and attachments; its number is never used again.
///
/// # Errors
/// The database refused.
pub async fn remove(work: &mut Work, id: i64) -> Result<(), Error> {
    on!(work, tx => sqlx::query(REMOVE).bind(id).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const BY_SLUG: &str = "SELECT id, slug, list, subject, hash, trial, state, created_at FROM issue \
    WHERE slug = $1 ORDER BY id";

/// Returns the issues made of a draft: one per list that it went to.
///
/// # Errors
/// The database refused.
pub async fn by_slug(work: &mut Work, slug: &str) -> Result<Vec<Issue>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(BY_SLUG).bind(slug).fetch_all(&mut **tx).await?);
    rows.into_iter().map(issue).collect()
}

const ALL: &str = "SELECT id, slug, list, subject, hash, trial, state, created_at FROM issue ORDER BY id DESC";

/// Returns all issues, the newest first.
///
/// # Errors
/// The database refused.
pub async fn all(work: &mut Work) -> Result<Vec<Issue>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(ALL).fetch_all(&mut **tx).await?);
    rows.into_iter().map(issue).collect()
}

const CONTENT: &str = "SELECT composition, sender, reply_to FROM issue WHERE id = $1";
const ATTACHMENTS: &str = "SELECT name, media_type, bytes FROM attachment WHERE issue = $1 ORDER BY position";

/// Returns what was frozen.
///
/// # Errors
/// The database refused, or there is no such issue.
pub async fn content(work: &mut Work, id: i64) -> Result<Content, Error> {
    let (composition, sender, reply_to): (String, String, Option<String>) =
        on!(work, tx => sqlx::query_as(CONTENT).bind(id).fetch_one(&mut **tx).await?);
    let files: Vec<(String, String, Vec<u8>)> =
        on!(work, tx => sqlx::query_as(ATTACHMENTS).bind(id).fetch_all(&mut **tx).await?);
    let mailbox = |text: String| text.parse::<Mailbox>().map_err(|_| Error::Unreadable("mailbox"));
    Ok(Content {
        sender: mailbox(sender)?,
        reply_to: reply_to.map(mailbox).transpose()?,
        composition: serde_json::from_str(&composition).map_err(|_| Error::Unreadable("composition"))?,
        attachments: files
            .into_iter()
            .map(|(name, media_type, bytes)| Attachment { name, media_type, bytes })
            .collect(),
    })
}

const SET_STATE: &str = "UPDATE issue SET state = $2 WHERE id = $1";

/// Sets how far an issue is.
///
/// # Errors
/// The database refused.
pub async fn set_state(work: &mut Work, id: i64, state: IssueState) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_STATE)
        .bind(id).bind(<&str>::from(state))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const LEASE: &str = "UPDATE issue SET lease_holder = $2, lease_until = $3 \
    WHERE id = $1 AND (lease_until <= $4 OR lease_holder = $2)";

/// Takes or renews the right to send an issue; `false` while another process holds it.
///
/// # Errors
/// The database refused.
pub async fn lease(work: &mut Work, id: i64, holder: &str, until: Timestamp, now: Timestamp) -> Result<bool, Error> {
    let rows = on!(work, tx => sqlx::query(LEASE)
        .bind(id).bind(holder).bind(micros(until)).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(rows == 1)
}

const RELEASE: &str = "UPDATE issue SET lease_holder = NULL, lease_until = 0 WHERE id = $1 AND lease_holder = $2";

/// Gives the right to send back.
///
/// # Errors
/// The database refused.
pub async fn release(work: &mut Work, id: i64, holder: &str) -> Result<(), Error> {
    on!(work, tx => sqlx::query(RELEASE).bind(id).bind(holder).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

fn issue((id, slug, list, subject, hash, trial, state, created_at): Row) -> Result<Issue, Error> {
    let state = state.parse().map_err(|_| Error::Unreadable("state of an issue"))?;
    Ok(Issue { id, slug, list, subject, hash, trial, state, created_at: moment(created_at)? })
}
