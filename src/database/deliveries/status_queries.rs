//! The deliveries of an issue by status.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::archived_copies::archived_among;
use crate::database::subscribers::read_subscriber;
use crate::database::{DatabaseTransaction, Error, from_micros, on, to_json, to_micros};
use crate::model::{Address, DeliveryStatus, DomainQueueId, IssueId, StatusCounts, SubscriberId};

/// A delivery as a person asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryDetails {
    /// The subscriber; also of one who was erased.
    pub subscriber: SubscriberId,
    /// The name of the recipient, if one is known.
    pub name: Option<String>,
    /// The recipient; `None` if the subscriber was erased.
    pub address: Option<Address>,
    /// The number of attempts.
    pub attempts: i64,
    /// When it is due again.
    pub due_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// The relay's reply or what went wrong.
    pub reply: Option<String>,
}

// The first of each queue, because the index has the queues before the time. Queue 0 has no row.
const NEXT_DUE_OF_ISSUE: &str = "SELECT min(first.due_at) FROM (\
        SELECT (SELECT due_at FROM delivery WHERE issue_id = $1 AND domain_queue_id = 0 \
            AND status IN ('queued', 'deferred') AND due_at > $2 ORDER BY due_at LIMIT 1) AS due_at \
        UNION ALL \
        SELECT (SELECT due_at FROM delivery WHERE issue_id = $1 AND domain_queue_id = domain_queue.id \
            AND status IN ('queued', 'deferred') AND due_at > $2 ORDER BY due_at LIMIT 1) FROM domain_queue) AS first";

/// Returns when the next waiting delivery is due after `after`; `None` if none is.
///
/// # Errors
/// The database failed.
pub async fn next_due(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    after: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    let (due,): (Option<i64>,) = on!(work, tx => sqlx::query_as(NEXT_DUE_OF_ISSUE).bind(issue).bind(to_micros(after)).fetch_one(&mut **tx).await?);
    due.map(from_micros).transpose()
}

const LEASED_UNTIL: &str = "SELECT max(due_at) FROM delivery WHERE issue_id = $1 AND status = 'sending'";

/// Returns when the last lease on a claimed delivery ends; `None` if none is `sending`.
///
/// # Errors
/// The database failed.
pub async fn leased_until(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Option<Timestamp>, Error> {
    let (until,): (Option<i64>,) =
        on!(work, tx => sqlx::query_as(LEASED_UNTIL).bind(issue).fetch_one(&mut **tx).await?);
    until.map(from_micros).transpose()
}

const UNSETTLED: &str = "SELECT subscriber_id FROM delivery \
    WHERE issue_id = $1 AND status IN ('queued', 'sending', 'deferred', 'in_doubt') LIMIT 1";

/// Returns `true` if every delivery is settled.
///
/// # Errors
/// The database failed.
pub async fn all_settled(work: &mut DatabaseTransaction, issue: IssueId) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(work, tx => sqlx::query_as(UNSETTLED).bind(issue).fetch_optional(&mut **tx).await?);
    Ok(row.is_none())
}

const REACHED_ANYBODY: &str = "SELECT subscriber_id FROM delivery \
    WHERE issue_id = $1 AND (may_have_arrived OR status NOT IN ('cancelled', 'skipped', 'withdrawn', 'expired', 'bounced') \
        OR EXISTS (SELECT 1 FROM inbound_message WHERE inbound_message.issue_id = $1 \
            AND inbound_message.subscriber_id = delivery.subscriber_id)) \
    UNION ALL SELECT first_subscriber_id FROM delivery_archive WHERE issue_id = $1 LIMIT 1";

/// Returns `true` if the relay accepted a delivery or may have, or may yet: also if it came back later.
///
/// # Errors
/// The database failed.
pub async fn reached_anybody(work: &mut DatabaseTransaction, issue: IssueId) -> Result<bool, Error> {
    let row: Option<(i64,)> =
        on!(work, tx => sqlx::query_as(REACHED_ANYBODY).bind(issue).fetch_optional(&mut **tx).await?);
    Ok(row.is_some())
}

const IN_FLIGHT: &str = "SELECT count(*) FROM delivery WHERE domain_queue_id = $1 AND status = 'sending'";

/// Counts the deliveries of a queue that are `sending`, of all issues and all senders.
///
/// # Errors
/// The database failed.
pub async fn count_in_flight(work: &mut DatabaseTransaction, lane: DomainQueueId) -> Result<u64, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(IN_FLIGHT).bind(lane).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}

const COUNT_BY_STATUS: &str = "SELECT status, CAST(sum(copies) AS BIGINT) FROM ( \
        SELECT status, count(*) AS copies FROM delivery WHERE issue_id = $1 GROUP BY status \
        UNION ALL SELECT 'sent', delivery_count FROM delivery_archive WHERE issue_id = $1) AS counted GROUP BY status";

/// Counts an issue's deliveries by status, with those that were archived.
///
/// # Errors
/// The database failed.
pub async fn count_by_status(work: &mut DatabaseTransaction, issue: IssueId) -> Result<StatusCounts, Error> {
    let rows: Vec<(String, i64)> =
        on!(work, tx => sqlx::query_as(COUNT_BY_STATUS).bind(issue).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(status, count)| {
            let status = status.parse().map_err(|_| Error::InvalidValue("status"))?;
            Ok((status, count.try_into().unwrap_or(0)))
        })
        .collect()
}

const BY_STATUS: &str = "SELECT delivery.subscriber_id, subscriber.address, subscriber.fields, delivery.attempts, delivery.due_at, delivery.changed_at, \
        delivery.reply \
    FROM delivery LEFT JOIN subscriber ON subscriber.id = delivery.subscriber_id \
    WHERE delivery.issue_id = $1 AND delivery.status = $2 ORDER BY delivery.subscriber_id LIMIT $3 + 0";

/// Returns up to `limit` deliveries of an issue with one status.
///
/// # Errors
/// The database failed.
pub async fn list_by_status(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    status: DeliveryStatus,
    limit: i64,
) -> Result<Vec<DeliveryDetails>, Error> {
    type Row = (SubscriberId, Option<String>, Option<String>, i64, i64, i64, Option<String>);
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(BY_STATUS)
        .bind(issue).bind(<&str>::from(status)).bind(limit)
        .fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(subscriber, address, fields, attempts, due_at, changed_at, reply)| {
            let person = address.zip(fields).map(|(address, fields)| read_subscriber((subscriber, address, fields)));
            let mailbox = person.transpose()?.map(|person| person.mailbox());
            Ok(DeliveryDetails {
                subscriber,
                name: mailbox.as_ref().and_then(|mailbox| mailbox.name.clone()),
                address: mailbox.map(|mailbox| mailbox.address),
                attempts,
                due_at: from_micros(due_at)?,
                changed_at: from_micros(changed_at)?,
                reply,
            })
        })
        .collect()
}

const STATUSES_SQLITE: &str = "SELECT delivery.subscriber_id, delivery.status \
    FROM json_each($2) AS wanted CROSS JOIN delivery \
    WHERE delivery.issue_id = $1 AND delivery.subscriber_id = wanted.value";
const STATUSES_POSTGRES: &str = "SELECT delivery.subscriber_id, delivery.status \
    FROM json_array_elements_text(CAST($2 AS json)) AS wanted (value) CROSS JOIN delivery \
    WHERE delivery.issue_id = $1 AND delivery.subscriber_id = CAST(wanted.value AS BIGINT)";

/// Returns what became of the copies of an issue for some subscribers, with those that were archived.
///
/// # Errors
/// The database failed.
pub async fn statuses_of(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscribers: &[SubscriberId],
) -> Result<BTreeMap<SubscriberId, DeliveryStatus>, Error> {
    let statement = work.select(STATUSES_SQLITE, STATUSES_POSTGRES);
    let rows: Vec<(SubscriberId, String)> = on!(work, tx => sqlx::query_as(statement)
        .bind(issue).bind(to_json(subscribers.iter())?).fetch_all(&mut **tx).await?);
    let status = |(subscriber, status): (SubscriberId, String)| {
        Ok((subscriber, status.parse().map_err(|_| Error::InvalidValue("status"))?))
    };
    let mut statuses = rows.into_iter().map(status).collect::<Result<BTreeMap<_, _>, Error>>()?;
    for subscriber in archived_among(work, issue, subscribers).await? {
        statuses.entry(subscriber).or_insert(DeliveryStatus::Sent);
    }
    Ok(statuses)
}

const FIRST_REPLY: &str = "SELECT reply FROM delivery \
    WHERE issue_id = $1 AND status = 'sent' \
        AND replace(reply, $2, '') <> reply ORDER BY length(reply), reply LIMIT 1";
const LAST_REPLY: &str = "SELECT reply FROM delivery \
    WHERE issue_id = $1 AND status = 'sent' \
        AND replace(reply, $2, '') <> reply ORDER BY length(reply) DESC, reply DESC LIMIT 1";

/// Returns the first and the last of the replies that took an issue's copies and hold these words, in the order of the
/// numbers at their ends; `None` when there are none.
///
/// # Errors
/// The database failed.
pub async fn first_and_last_reply(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    words: &str,
) -> Result<Option<(String, String)>, Error> {
    let (first, last): (Option<(String,)>, Option<(String,)>) = on!(work, tx => (
        sqlx::query_as(FIRST_REPLY).bind(issue).bind(words).fetch_optional(&mut **tx).await?,
        sqlx::query_as(LAST_REPLY).bind(issue).bind(words).fetch_optional(&mut **tx).await?,
    ));
    Ok(first.zip(last).map(|((first,), (last,))| (first, last)))
}

const HANDED_OVER_AT: &str = "SELECT changed_at FROM delivery \
    WHERE issue_id = $1 AND subscriber_id = $2 AND status IN ('sending', 'sent', 'in_doubt')";

/// Returns when a delivery was handed to the relay, or since when it is being handed over: a relay may open the links
/// of a message before it accepts it. `None` if it never was.
///
/// # Errors
/// The database failed.
pub async fn handed_over_at(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    subscriber: SubscriberId,
) -> Result<Option<Timestamp>, Error> {
    let row: Option<(i64,)> =
        on!(work, tx => sqlx::query_as(HANDED_OVER_AT).bind(issue).bind(subscriber).fetch_optional(&mut **tx).await?);
    row.map(|(at,)| from_micros(at)).transpose()
}
