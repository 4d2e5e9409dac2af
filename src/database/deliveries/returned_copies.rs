//! Copies that came back after the relay had accepted them.

use jiff::Timestamp;

use super::archived_copies::{ArchivedCopy, archived_copy};
use crate::database::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{Address, DeliveryStatus, InboundKind, IssueId, SubscriberId};

/// A copy that was handed to the relay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentCopy {
    /// The recipient.
    pub address: Address,
    /// The status.
    pub status: DeliveryStatus,
    /// When the relay accepted it.
    pub sent_at: Timestamp,
    /// When its issue started; of a welcome letter, when it was sent.
    pub starts_at: Timestamp,
}

/// What became of an earlier copy to the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierCopy {
    /// The issue.
    pub issue: IssueId,
    /// When its issue started.
    pub issue_starts_at: Timestamp,
    /// `Sent` or `Bounced`.
    pub status: DeliveryStatus,
}

const SENT_COPY: &str = "SELECT subscriber.address, delivery.status, delivery.changed_at, issue.starts_at \
    FROM delivery JOIN issue ON issue.id = delivery.issue_id JOIN subscriber ON subscriber.id = delivery.subscriber_id \
    WHERE delivery.issue_id = $1 AND delivery.subscriber_id = $2 AND delivery.status IN ('sent', 'in_doubt', 'bounced')";

/// Returns a copy that may have arrived or come back, also an archived one; `None` if it was never handed over, or the person was erased.
///
/// # Errors
/// The database failed.
pub async fn sent_copy(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscriber: SubscriberId,
) -> Result<Option<SentCopy>, Error> {
    let row: Option<(String, String, i64, i64)> =
        on!(work, tx => sqlx::query_as(SENT_COPY).bind(issue).bind(subscriber).fetch_optional(&mut **tx).await?);
    let Some((address, status, sent_at, starts_at)) = row else {
        let archived = archived_copy(work, issue, subscriber).await?;
        return Ok(archived.map(|ArchivedCopy { address, starts_at }| SentCopy {
            address,
            status: DeliveryStatus::Sent,
            sent_at: starts_at,
            starts_at,
        }));
    };
    Ok(Some(SentCopy {
        address: address.parse().map_err(|_| Error::InvalidValue("address"))?,
        status: status.parse().map_err(|_| Error::InvalidValue("status"))?,
        sent_at: from_micros(sent_at)?,
        starts_at: from_micros(starts_at)?,
    }))
}

const MARK_RETURNED: &str = "UPDATE delivery SET status = 'bounced', reply = $3 \
    WHERE issue_id = $1 AND subscriber_id = $2 AND status IN ('sent', 'in_doubt', 'bounced')";

/// Marks a copy as bounced, in the words of the mail that says that it came back. Nothing changes for an archived one:
/// a bounce that comes so late is not believed.
///
/// # Errors
/// The database failed.
pub async fn mark_returned(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscriber: SubscriberId,
    words: &str,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(MARK_RETURNED)
        .bind(issue).bind(subscriber).bind(words)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const COUNT_RETURNED: &str = "SELECT count(*) FROM delivery WHERE issue_id = $1 AND status = 'bounced' \
    AND EXISTS (SELECT 1 FROM inbound_message WHERE inbound_message.issue_id = delivery.issue_id \
        AND inbound_message.subscriber_id = delivery.subscriber_id AND inbound_message.kind = $2)";

/// Counts the copies of an issue that came back by mail.
///
/// # Errors
/// The database failed.
pub async fn count_returned(work: &mut DatabaseTransaction, issue: IssueId) -> Result<u64, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(COUNT_RETURNED)
        .bind(issue).bind(<&str>::from(InboundKind::Bounce)).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}

const EARLIER_COPIES: &str = "SELECT issue.id, issue.starts_at, delivery.status \
    FROM issue JOIN delivery ON delivery.issue_id = issue.id AND delivery.subscriber_id = $1 \
    WHERE issue.starts_at >= $2 AND issue.starts_at < $3 AND delivery.status IN ('sent', 'bounced') \
    ORDER BY issue.starts_at DESC, issue.id DESC";

/// Returns the copies to a person of issues that started from `since` until before `until`, latest first.
///
/// # Errors
/// The database failed.
pub async fn earlier_copies(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    since: Timestamp,
    until: Timestamp,
) -> Result<Vec<EarlierCopy>, Error> {
    let rows: Vec<(IssueId, i64, String)> = on!(work, tx => sqlx::query_as(EARLIER_COPIES)
        .bind(subscriber).bind(to_micros(since)).bind(to_micros(until))
        .fetch_all(&mut **tx).await?);
    let copy = |(issue, starts_at, status): (IssueId, i64, String)| {
        let status = status.parse().map_err(|_| Error::InvalidValue("status"))?;
        Ok(EarlierCopy { issue, issue_starts_at: from_micros(starts_at)?, status })
    };
    rows.into_iter().map(copy).collect()
}
