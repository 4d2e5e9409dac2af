//! Table `inbound_message`: the messages that came back, each once.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, on, to_micros};
use crate::model::{BounceReason, Digest, InboundKind, IssueId, SubscriberId};

/// A message that is processed now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewInboundMessage<'a> {
    /// The digest by which it is recognized.
    pub digest: Digest,
    /// Its kind.
    pub kind: InboundKind,
    /// The issue whose copy it is about, if a token says so.
    pub issue: Option<IssueId>,
    /// The recipient of that copy.
    pub subscriber: Option<SubscriberId>,
    /// Why the copy came back.
    pub reason: Option<BounceReason>,
    /// The enhanced status code (RFC 3463).
    pub status_code: Option<&'a str>,
    /// The other server's words, on one line.
    pub note: Option<&'a str>,
    /// Whether the chair should read the note.
    pub is_unread: bool,
}

const ADD: &str = "INSERT INTO inbound_message \
        (message_digest, processed_at, kind, issue_id, subscriber_id, reason, status_code, note, is_unread) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (message_digest) DO NOTHING";

/// Adds a message; returns `false` if one with its digest was processed before.
///
/// # Errors
/// The database failed.
pub async fn add(
    work: &mut DatabaseTransaction,
    message: &NewInboundMessage<'_>,
    now: Timestamp,
) -> Result<bool, Error> {
    let added = on!(work, tx => sqlx::query(ADD)
        .bind(message.digest.as_slice()).bind(to_micros(now)).bind(<&str>::from(message.kind))
        .bind(message.issue).bind(message.subscriber).bind(message.reason.map(<&str>::from))
        .bind(message.status_code).bind(message.note).bind(message.is_unread)
        .execute(&mut **tx).await?.rows_affected());
    Ok(added > 0)
}

const KIND: &str = "SELECT kind FROM inbound_message WHERE message_digest = $1";

/// Returns the kind of a message that was processed; `None` if it was not.
///
/// # Errors
/// The database failed.
pub async fn kind(work: &mut DatabaseTransaction, digest: &Digest) -> Result<Option<InboundKind>, Error> {
    let row: Option<(String,)> =
        on!(work, tx => sqlx::query_as(KIND).bind(digest.as_slice()).fetch_optional(&mut **tx).await?);
    row.map(|(kind,)| kind.parse().map_err(|_| Error::InvalidValue("kind of message"))).transpose()
}
