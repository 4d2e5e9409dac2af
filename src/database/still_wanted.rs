//! Table `still_wanted_issue`: the letters that asked people whether they still want to be written to, and who answered.
//!
//! Somebody was heard of if they joined, confirmed, edited, answered or wrote to us. A copy that came back is no sign of
//! a person, nor is what the society itself did.

use std::collections::HashSet;

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, on, to_json, to_micros};
use crate::model::{IssueId, ListId, SubscriberId};

const ADD_ISSUE: &str = "INSERT INTO still_wanted_issue (issue_id) VALUES ($1)";

/// Records that an issue asks its readers whether they still want to be written to.
///
/// # Errors
/// The database failed.
pub async fn add_issue(work: &mut DatabaseTransaction, issue: IssueId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD_ISSUE).bind(issue).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const IS_ASKING: &str = "SELECT count(*) FROM still_wanted_issue WHERE issue_id = $1";

/// Returns whether an issue asked its readers whether they still want to be written to.
///
/// # Errors
/// The database failed.
pub async fn is_asking(work: &mut DatabaseTransaction, issue: IssueId) -> Result<bool, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(IS_ASKING).bind(issue).fetch_one(&mut **tx).await?);
    Ok(count > 0)
}

const HEARD_OR_ASKED_SQLITE: &str = "SELECT subscriber.id FROM subscriber \
    WHERE subscriber.id IN (SELECT value FROM json_each($1)) AND (subscriber.created_at >= $2 \
        OR EXISTS (SELECT 1 FROM subscriber_event AS event WHERE event.subscriber_id = subscriber.id \
            AND event.occurred_at >= $2 AND event.kind NOT IN ('suppressed', 'unsuppressed', 'erased') \
            AND event.channel NOT IN ('import', 'relay', 'bounce', 'complaint')) \
        OR EXISTS (SELECT 1 FROM inbound_message AS mail WHERE mail.subscriber_id = subscriber.id \
            AND mail.processed_at >= $2 AND mail.kind IN ('reply', 'join', 'unsubscribe')) \
        OR EXISTS (SELECT 1 FROM answer WHERE answer.subscriber_id = subscriber.id AND answer.answered_at >= $2 \
            AND answer.source <> 'owner') \
        OR EXISTS (SELECT 1 FROM still_wanted_issue AS asked JOIN delivery ON delivery.issue_id = asked.issue_id \
            WHERE delivery.subscriber_id = subscriber.id AND delivery.status IN ('sent', 'bounced', 'in_doubt')))";
/// The fork: an array of JSON is read in another way.
const HEARD_OR_ASKED_POSTGRES: &str = "SELECT subscriber.id FROM subscriber \
    WHERE subscriber.id IN (SELECT CAST(value AS BIGINT) FROM json_array_elements_text(CAST($1 AS json)) AS value) \
        AND (subscriber.created_at >= $2 \
        OR EXISTS (SELECT 1 FROM subscriber_event AS event WHERE event.subscriber_id = subscriber.id \
            AND event.occurred_at >= $2 AND event.kind NOT IN ('suppressed', 'unsuppressed', 'erased') \
            AND event.channel NOT IN ('import', 'relay', 'bounce', 'complaint')) \
        OR EXISTS (SELECT 1 FROM inbound_message AS mail WHERE mail.subscriber_id = subscriber.id \
            AND mail.processed_at >= $2 AND mail.kind IN ('reply', 'join', 'unsubscribe')) \
        OR EXISTS (SELECT 1 FROM answer WHERE answer.subscriber_id = subscriber.id AND answer.answered_at >= $2 \
            AND answer.source <> 'owner') \
        OR EXISTS (SELECT 1 FROM still_wanted_issue AS asked JOIN delivery ON delivery.issue_id = asked.issue_id \
            WHERE delivery.subscriber_id = subscriber.id AND delivery.status IN ('sent', 'bounced', 'in_doubt')))";

/// Of some subscribers, returns those of whom something was heard since a time, who came to us since, or who were asked
/// already whether they still want to be written to.
///
/// # Errors
/// The database failed.
pub async fn heard_or_asked(
    work: &mut DatabaseTransaction,
    subscribers: &[SubscriberId],
    since: Timestamp,
) -> Result<HashSet<SubscriberId>, Error> {
    let statement = work.select(HEARD_OR_ASKED_SQLITE, HEARD_OR_ASKED_POSTGRES);
    let rows: Vec<(SubscriberId,)> = on!(work, tx => sqlx::query_as(statement)
        .bind(to_json(subscribers.iter())?).bind(to_micros(since)).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const SILENT_SINCE_ASKED: &str = "SELECT delivery.subscriber_id FROM delivery \
    JOIN subscription ON subscription.list_id = $2 AND subscription.subscriber_id = delivery.subscriber_id \
    WHERE delivery.issue_id = $1 AND delivery.status = 'sent' AND delivery.changed_at <= $4 \
        AND subscription.state = 'confirmed' \
        AND NOT EXISTS (SELECT 1 FROM subscriber_event AS event WHERE event.subscriber_id = delivery.subscriber_id \
            AND event.occurred_at >= $3 AND event.kind NOT IN ('suppressed', 'unsuppressed', 'erased') \
            AND event.channel NOT IN ('import', 'relay', 'bounce', 'complaint') \
            AND NOT (event.channel = 'operator' AND COALESCE(event.note, '') = $5)) \
        AND NOT EXISTS (SELECT 1 FROM inbound_message AS mail WHERE mail.subscriber_id = delivery.subscriber_id \
            AND mail.processed_at >= $3 AND mail.kind IN ('reply', 'join', 'unsubscribe')) \
        AND NOT EXISTS (SELECT 1 FROM answer WHERE answer.subscriber_id = delivery.subscriber_id \
            AND answer.answered_at >= $3 AND answer.source <> 'owner') \
    ORDER BY delivery.subscriber_id";

/// Returns the people on a list who were sent an issue up to `sent_until` and of whom nothing was heard since `asked_at`.
/// What the society itself did for a `reason` is no sign of them.
///
/// # Errors
/// The database failed.
pub async fn silent_since_asked(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    list: ListId,
    asked_at: Timestamp,
    sent_until: Timestamp,
    reason: &str,
) -> Result<Vec<SubscriberId>, Error> {
    let rows: Vec<(SubscriberId,)> = on!(work, tx => sqlx::query_as(SILENT_SINCE_ASKED)
        .bind(issue).bind(list).bind(to_micros(asked_at)).bind(to_micros(sent_until)).bind(reason)
        .fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

const UNSUBSCRIBED_FOR: &str = "SELECT event.subscriber_id FROM subscription_event AS event \
    JOIN subscription ON subscription.list_id = event.list_id AND subscription.subscriber_id = event.subscriber_id \
    WHERE event.issue_id = $1 AND +event.list_id = $2 AND event.kind = 'unsubscribed' AND event.note = $3 \
        AND subscription.state = 'unsubscribed' \
        AND NOT EXISTS (SELECT 1 FROM subscriber_event AS later WHERE later.subscriber_id = event.subscriber_id \
            AND later.list_id = event.list_id AND later.id > event.id) \
    ORDER BY event.subscriber_id";

/// Returns the people who are off a list because of an issue and for a reason, if nothing has happened since.
///
/// # Errors
/// The database failed.
pub async fn unsubscribed_for(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    list: ListId,
    reason: &str,
) -> Result<Vec<SubscriberId>, Error> {
    let rows: Vec<(SubscriberId,)> = on!(work, tx => sqlx::query_as(UNSUBSCRIBED_FOR)
        .bind(issue).bind(list).bind(reason).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

// The pluses keep SQLite from reading all events of the list or the issue instead of the person's own.
const HAS_SAID_YES: &str = "SELECT count(*) FROM subscription_event WHERE subscriber_id = $1 AND +list_id = $2 \
    AND +issue_id = $3 AND kind IN ('still_wanted', 'resubscribed') AND consent_text_id IS NOT NULL";

/// Returns whether somebody has agreed already to what an issue asked.
///
/// # Errors
/// The database failed.
pub async fn has_said_yes(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    list: ListId,
    subscriber: SubscriberId,
) -> Result<bool, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(HAS_SAID_YES)
        .bind(subscriber).bind(list).bind(issue).fetch_one(&mut **tx).await?);
    Ok(count > 0)
}

const IS_UNSUBSCRIBED_FOR: &str = "SELECT count(*) FROM subscription_event AS event \
    WHERE event.subscriber_id = $4 AND +event.issue_id = $1 AND +event.list_id = $2 \
        AND event.kind = 'unsubscribed' AND event.note = $3 \
        AND NOT EXISTS (SELECT 1 FROM subscriber_event AS later WHERE later.subscriber_id = event.subscriber_id \
            AND later.list_id = event.list_id AND later.id > event.id)";

/// Returns whether somebody was taken off a list because of an issue and for a reason, if nothing has happened since.
///
/// # Errors
/// The database failed.
pub async fn is_unsubscribed_for(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    list: ListId,
    reason: &str,
    subscriber: SubscriberId,
) -> Result<bool, Error> {
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(IS_UNSUBSCRIBED_FOR)
        .bind(issue).bind(list).bind(reason).bind(subscriber).fetch_one(&mut **tx).await?);
    Ok(count > 0)
}
