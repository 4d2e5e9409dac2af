//! Table `inbound_message`: the messages that came back, each once.

use std::ops::RangeInclusive;

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{Address, BounceReason, Digest, InboundKind, IssueId, SubscriberId};

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
    /// The address that failed, if the copy had been forwarded to it.
    pub forwarded_to: Option<&'a str>,
    /// The other server's words, or the subject and the sender, on one line.
    pub note: Option<&'a str>,
    /// Whether the chair should read the note.
    pub is_unread: bool,
}

const ADD: &str = "INSERT INTO inbound_message \
        (message_digest, processed_at, kind, issue_id, subscriber_id, reason, status_code, forwarded_to, note, is_unread) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (message_digest) DO NOTHING";

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
        .bind(message.status_code).bind(message.forwarded_to).bind(message.note).bind(message.is_unread)
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

const HAS_ISSUE: &str = "SELECT content_digest FROM issue WHERE id = $1";

/// Returns whether there is an issue whose digest begins with `digest`, as our Message-IDs contain it.
///
/// # Errors
/// The database failed.
pub async fn is_reply_to_issue(work: &mut DatabaseTransaction, issue: IssueId, digest: &str) -> Result<bool, Error> {
    let row: Option<(String,)> =
        on!(work, tx => sqlx::query_as(HAS_ISSUE).bind(issue).fetch_optional(&mut **tx).await?);
    Ok(row.is_some_and(|(known,)| known.starts_with(digest)))
}

/// A note about an incoming message that nobody has read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadNote {
    /// When the message was processed.
    pub at: Timestamp,
    /// Its kind.
    pub kind: InboundKind,
    /// The name of the draft, if it is about a copy of an issue.
    pub slug: Option<String>,
    /// The member whose copy it is about.
    pub member: Option<String>,
    /// The address that failed, if the copy had been forwarded to it.
    pub forwarded_to: Option<String>,
    /// Why the copy came back.
    pub reason: Option<BounceReason>,
    /// The other server's words, or the subject and the sender of a mail that a person should read.
    pub words: String,
}

const UNREAD: &str = "SELECT inbound_message.processed_at, inbound_message.kind, issue.slug, subscriber.address, \
        inbound_message.forwarded_to, inbound_message.reason, inbound_message.note \
    FROM inbound_message LEFT JOIN issue ON issue.id = inbound_message.issue_id \
    LEFT JOIN subscriber ON subscriber.id = inbound_message.subscriber_id \
    WHERE inbound_message.is_unread ORDER BY inbound_message.processed_at, inbound_message.message_digest";

/// Returns the unread notes, oldest first.
///
/// # Errors
/// The database failed.
pub async fn unread(work: &mut DatabaseTransaction) -> Result<Vec<UnreadNote>, Error> {
    type UnreadRow = (i64, String, Option<String>, Option<String>, Option<String>, Option<String>, Option<String>);
    let rows: Vec<UnreadRow> = on!(work, tx => sqlx::query_as(UNREAD).fetch_all(&mut **tx).await?);
    let note = |(at, kind, slug, member, forwarded_to, reason, words): UnreadRow| {
        let reason = reason.map(|reason| reason.parse().map_err(|_| Error::InvalidValue("reason"))).transpose()?;
        let kind = kind.parse().map_err(|_| Error::InvalidValue("kind of message"))?;
        let at = from_micros(at)?;
        Ok(UnreadNote { at, kind, slug, member, forwarded_to, reason, words: words.unwrap_or_default() })
    };
    rows.into_iter().map(note).collect()
}

const UNREAD_REPLIES: &str = "SELECT inbound_message.note FROM inbound_message \
    JOIN issue ON issue.id = inbound_message.issue_id \
    WHERE (issue.id = $1 OR issue.question_issue_id = $1) AND inbound_message.is_unread \
        AND inbound_message.kind IN ('answer', 'reply') AND inbound_message.note IS NOT NULL \
    ORDER BY inbound_message.processed_at, inbound_message.message_digest";

/// Returns the names of the mails that people wrote about an issue or its reminders and nobody has read, oldest first.
///
/// # Errors
/// The database failed.
pub async fn unread_replies(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Vec<String>, Error> {
    let rows: Vec<(String,)> = on!(work, tx => sqlx::query_as(UNREAD_REPLIES).bind(issue).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(note,)| note).collect())
}

const COUNT_UNREAD: &str = "SELECT count(*) FROM inbound_message WHERE is_unread";

/// Counts the unread notes.
///
/// # Errors
/// The database failed.
pub async fn count_unread(work: &mut DatabaseTransaction) -> Result<u64, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(COUNT_UNREAD).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}

const FORGET_LABELS: &str = "UPDATE inbound_message SET note = NULL, is_unread = FALSE \
    WHERE processed_at <= $1 AND kind IN ('reply', 'other', 'answer') AND note IS NOT NULL";

/// Removes the names of messages that were processed until a time: they have words and addresses of strangers.
///
/// # Errors
/// The database failed.
pub async fn forget_labels(work: &mut DatabaseTransaction, until: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(FORGET_LABELS).bind(to_micros(until)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const FORGET_LABELS_OF: &str = "UPDATE inbound_message SET note = NULL, is_unread = FALSE \
    WHERE kind IN ('reply', 'other', 'answer') AND replace(lower(note), $1, '') <> lower(note)";

/// Removes the names of messages that contain an address.
///
/// # Errors
/// The database failed.
pub async fn forget_labels_of(work: &mut DatabaseTransaction, address: &Address) -> Result<(), Error> {
    on!(work, tx => sqlx::query(FORGET_LABELS_OF).bind(address.folded()).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const MARK_READ: &str =
    "UPDATE inbound_message SET is_unread = FALSE WHERE is_unread AND processed_at BETWEEN $1 AND $2";

/// Marks the notes of a time as read; returns how many.
///
/// # Errors
/// The database failed.
pub async fn mark_read(work: &mut DatabaseTransaction, at: RangeInclusive<Timestamp>) -> Result<u64, Error> {
    let (from, until) = (to_micros(*at.start()), to_micros(*at.end()));
    Ok(on!(work, tx => sqlx::query(MARK_READ).bind(from).bind(until).execute(&mut **tx).await?.rows_affected()))
}

/// A bounce about a copy to a subscriber.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportedBounce {
    /// When it was processed.
    pub at: Timestamp,
    /// The issue; `None` if it was a welcome letter.
    pub issue: Option<IssueId>,
    /// Why the copy came back.
    pub reason: BounceReason,
    /// Whether the copy had been forwarded, so that the bounce says nothing of the subscriber's address.
    pub is_forwarded: bool,
}

const BOUNCES_OF: &str = "SELECT processed_at, issue_id, reason, forwarded_to IS NOT NULL FROM inbound_message \
    WHERE subscriber_id = $1 AND kind = $2 AND reason IS NOT NULL ORDER BY processed_at";

/// Returns all bounces about copies to a subscriber, oldest first.
///
/// # Errors
/// The database failed.
pub async fn bounces_of(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
) -> Result<Vec<ReportedBounce>, Error> {
    let rows: Vec<(i64, Option<IssueId>, String, bool)> = on!(work, tx => sqlx::query_as(BOUNCES_OF)
        .bind(subscriber).bind(<&str>::from(InboundKind::Bounce)).fetch_all(&mut **tx).await?);
    let bounce = |(at, issue, reason, is_forwarded): (i64, Option<IssueId>, String, bool)| {
        let reason = reason.parse().map_err(|_| Error::InvalidValue("reason"))?;
        Ok(ReportedBounce { at: from_micros(at)?, issue, reason, is_forwarded })
    };
    rows.into_iter().map(bounce).collect()
}

/// A bounce about a copy of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnedCopy {
    /// The recipient.
    pub subscriber: Option<SubscriberId>,
    /// The domain of the address that failed; `None` if the recipient was erased.
    pub domain: Option<String>,
    /// Why it came back.
    pub reason: BounceReason,
    /// Whether the copy had been forwarded.
    pub is_forwarded: bool,
}

const RETURNED: &str = "SELECT inbound_message.subscriber_id, subscriber.normalized_address, \
        inbound_message.forwarded_to, inbound_message.reason \
    FROM inbound_message LEFT JOIN subscriber ON subscriber.id = inbound_message.subscriber_id \
    WHERE inbound_message.issue_id = $1 AND inbound_message.kind = $2 AND inbound_message.reason IS NOT NULL";

/// Returns the bounces about copies of an issue; there may be several about one copy.
///
/// # Errors
/// The database failed.
pub async fn returned_copies(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Vec<ReturnedCopy>, Error> {
    type ReturnedRow = (Option<SubscriberId>, Option<String>, Option<String>, String);
    let rows: Vec<ReturnedRow> = on!(work, tx => sqlx::query_as(RETURNED)
        .bind(issue).bind(<&str>::from(InboundKind::Bounce)).fetch_all(&mut **tx).await?);
    let copy = |(subscriber, address, forwarded_to, reason): ReturnedRow| {
        let is_forwarded = forwarded_to.is_some();
        let failed = forwarded_to.or(address);
        let domain = failed.and_then(|address| address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()));
        let reason = reason.parse().map_err(|_| Error::InvalidValue("reason"))?;
        Ok(ReturnedCopy { subscriber, domain, reason, is_forwarded })
    };
    rows.into_iter().map(copy).collect()
}

const COUNT_OF_ISSUE: &str = "SELECT kind, count(*) FROM inbound_message WHERE issue_id = $1 GROUP BY kind";

/// Counts the messages about an issue by kind.
///
/// # Errors
/// The database failed.
pub async fn count_of_issue(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Vec<(InboundKind, u64)>, Error> {
    let rows: Vec<(String, i64)> =
        on!(work, tx => sqlx::query_as(COUNT_OF_ISSUE).bind(issue).fetch_all(&mut **tx).await?);
    let count = |(kind, count): (String, i64)| {
        Ok((kind.parse().map_err(|_| Error::InvalidValue("kind of message"))?, count.unsigned_abs()))
    };
    rows.into_iter().map(count).collect()
}

const REDACT: &str =
    "UPDATE inbound_message SET note = NULL, forwarded_to = NULL, is_unread = FALSE WHERE subscriber_id = $1";

/// Removes the words about a person.
///
/// # Errors
/// The database failed.
pub async fn redact(work: &mut DatabaseTransaction, subscriber: SubscriberId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(REDACT).bind(subscriber).execute(&mut **tx).await?.rows_affected());
    Ok(())
}
