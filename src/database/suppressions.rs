//! Table `suppression`: addresses that must not be mailed.

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{Address, InboundKind, IssueId, SubscriberId, Suppression, SuppressionReason};

type Row = (String, i64, Option<IssueId>, Option<String>);

const UPSERT: &str = "INSERT INTO suppression (subscriber_id, reason, suppressed_at, issue_id, note) \
    SELECT id, $2, $3, $4, $5 FROM subscriber WHERE id = $1 \
    ON CONFLICT (subscriber_id) DO UPDATE \
    SET reason = excluded.reason, suppressed_at = excluded.suppressed_at, issue_id = excluded.issue_id, \
        note = excluded.note";

/// Keeps that a subscriber's address must not be mailed, in the place of what was kept before. Of somebody who is gone,
/// nothing is kept, and it returns `false`.
///
/// # Errors
/// The database failed.
pub async fn upsert(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    suppression: &Suppression,
) -> Result<bool, Error> {
    let rows = on!(work, tx => sqlx::query(UPSERT)
        .bind(subscriber).bind(<&str>::from(suppression.reason)).bind(to_micros(suppression.since))
        .bind(suppression.issue).bind(suppression.note.as_deref())
        .execute(&mut **tx).await?.rows_affected());
    Ok(rows == 1)
}

const GET: &str = "SELECT reason, suppressed_at, issue_id, note FROM suppression WHERE subscriber_id = $1";

/// Returns why a subscriber's address must not be mailed; `None` when it may be.
///
/// # Errors
/// The database failed.
pub async fn get(work: &mut DatabaseTransaction, subscriber: SubscriberId) -> Result<Option<Suppression>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(GET).bind(subscriber).fetch_optional(&mut **tx).await?);
    row.map(read_suppression).transpose()
}

const IS_SUPPRESSED: &str = "SELECT subscriber_id FROM suppression WHERE subscriber_id = $1";

/// Returns whether a subscriber's address is suppressed.
///
/// # Errors
/// The database failed.
pub async fn is_suppressed(work: &mut DatabaseTransaction, subscriber: SubscriberId) -> Result<bool, Error> {
    let row: Option<(i64,)> =
        on!(work, tx => sqlx::query_as(IS_SUPPRESSED).bind(subscriber).fetch_optional(&mut **tx).await?);
    Ok(row.is_some())
}

const REJECTED_IN_ISSUE: &str = "SELECT subscriber.id, subscriber.address \
    FROM suppression JOIN subscriber ON subscriber.id = suppression.subscriber_id \
    WHERE suppression.issue_id = $1 AND suppression.reason = $2 AND NOT EXISTS (SELECT 1 FROM inbound_message \
        WHERE inbound_message.issue_id = $1 AND inbound_message.subscriber_id = subscriber.id \
            AND inbound_message.kind = $3) \
    ORDER BY subscriber.id";

/// A subscriber whose address was suppressed because the relay rejected it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedSubscriber {
    /// The subscriber.
    pub id: SubscriberId,
    /// The address.
    pub address: Address,
}

/// Returns whose addresses were suppressed because the relay rejected them in an issue; those whose copy came back by mail
/// are left out.
///
/// # Errors
/// The database failed.
pub async fn rejected_in_issue(
    work: &mut DatabaseTransaction,
    issue: IssueId,
) -> Result<Vec<RejectedSubscriber>, Error> {
    let rows: Vec<(SubscriberId, String)> = on!(work, tx => sqlx::query_as(REJECTED_IN_ISSUE)
        .bind(issue).bind(<&str>::from(SuppressionReason::Bounced)).bind(<&str>::from(InboundKind::Bounce))
        .fetch_all(&mut **tx).await?);
    let read = |(id, address): (SubscriberId, String)| {
        Ok(RejectedSubscriber { id, address: address.parse().map_err(|_| Error::InvalidValue("address"))? })
    };
    rows.into_iter().map(read).collect()
}

const ALL: &str = "SELECT subscriber.address, suppression.reason, suppression.suppressed_at, \
        suppression.issue_id, suppression.note \
    FROM suppression JOIN subscriber ON subscriber.id = suppression.subscriber_id \
    ORDER BY suppression.suppressed_at, subscriber.id";

/// Returns all addresses that we hold and must not mail, the oldest first.
///
/// # Errors
/// The database failed.
pub async fn all(work: &mut DatabaseTransaction) -> Result<Vec<(Address, Suppression)>, Error> {
    type AddressRow = (String, String, i64, Option<IssueId>, Option<String>);
    let rows: Vec<AddressRow> = on!(work, tx => sqlx::query_as(ALL).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(address, cause, at, issue, note)| {
            let address = address.parse().map_err(|_| Error::InvalidValue("address"))?;
            Ok((address, read_suppression((cause, at, issue, note))?))
        })
        .collect()
}

const DELETE: &str = "DELETE FROM suppression WHERE subscriber_id = $1";

/// Lifts a suppression.
///
/// # Errors
/// The database failed.
pub async fn delete(work: &mut DatabaseTransaction, subscriber: SubscriberId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE).bind(subscriber).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

fn read_suppression(row: Row) -> Result<Suppression, Error> {
    let (cause, at, issue, note) = row;
    let cause = cause.parse().map_err(|_| Error::InvalidValue("reason of a suppression"))?;
    Ok(Suppression { reason: cause, since: from_micros(at)?, issue, note })
}
