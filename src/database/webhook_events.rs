//! Tables `webhook_switch` and `webhook_event`: the outbox of events for the society's own server. An event is written
//! in the transaction of what it tells, and only while the switch has its row.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_json, to_micros};
use crate::model::{
    IssueId, ListId, SettledCopy, SubscriberId, SubscriptionEvent, WebhookEvent, WebhookEventId, WebhookEventKind,
};

const TURN_ON: &str = "INSERT INTO webhook_switch (id, turned_on_at) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";
const TURN_OFF: &str = "DELETE FROM webhook_switch";

/// Begins or ends to write events; what is written already stays.
///
/// # Errors
/// The database failed.
pub async fn turn(work: &mut DatabaseTransaction, is_on: bool, now: Timestamp) -> Result<(), Error> {
    if is_on {
        on!(work, tx => sqlx::query(TURN_ON).bind(to_micros(now)).execute(&mut **tx).await?.rows_affected());
    } else {
        on!(work, tx => sqlx::query(TURN_OFF).execute(&mut **tx).await?.rows_affected());
    }
    Ok(())
}

const IS_ON: &str = "SELECT EXISTS (SELECT 1 FROM webhook_switch)";

/// Returns whether events are written, whatever the settings of this process say.
///
/// # Errors
/// The database failed.
pub async fn is_on(work: &mut DatabaseTransaction) -> Result<bool, Error> {
    let (is_on,): (bool,) = on!(work, tx => sqlx::query_as(IS_ON).fetch_one(&mut **tx).await?);
    Ok(is_on)
}

const ADD: &str = "INSERT INTO webhook_event \
        (kind, issue_id, list_id, subscriber_id, detail, occurred_at, attempts, due_at) \
    SELECT $1, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), $5, CAST($6 AS BIGINT), 0, CAST($6 AS BIGINT) \
    FROM webhook_switch";

async fn add(
    work: &mut DatabaseTransaction,
    kind: WebhookEventKind,
    issue: IssueId,
    list: ListId,
    subscriber: SubscriberId,
    detail: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD)
        .bind(<&str>::from(kind)).bind(issue).bind(list).bind(subscriber).bind(detail).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

/// Tells a change of a subscription.
///
/// # Errors
/// The database failed.
pub(super) async fn add_change(work: &mut DatabaseTransaction, event: &SubscriptionEvent) -> Result<(), Error> {
    let Some(kind) = WebhookEventKind::of_change(event.kind) else { return Ok(()) };
    let issue = event.issue.unwrap_or(IssueId::NONE);
    add(work, kind, issue, event.list, event.subscriber, Some(event.channel.into()), event.at).await
}

/// While nothing is told, the people are not even read.
const ADD_CHANGES_SQLITE: &str = "INSERT INTO webhook_event \
        (kind, issue_id, list_id, subscriber_id, detail, occurred_at, attempts, due_at) \
    SELECT $2, 0, $3, value, $4, $5, 0, $5 FROM webhook_switch CROSS JOIN json_each($1)";
const ADD_CHANGES_POSTGRES: &str = "INSERT INTO webhook_event \
        (kind, issue_id, list_id, subscriber_id, detail, occurred_at, attempts, due_at) \
    SELECT $2, 0, CAST($3 AS BIGINT), CAST(value AS BIGINT), $4, CAST($5 AS BIGINT), 0, CAST($5 AS BIGINT) \
    FROM json_array_elements_text(CAST($1 AS json)) AS value CROSS JOIN webhook_switch";

/// Tells the same change for several subscribers.
///
/// # Errors
/// The database failed.
pub(super) async fn add_changes(
    work: &mut DatabaseTransaction,
    subscribers: &[SubscriberId],
    event: &SubscriptionEvent,
) -> Result<(), Error> {
    let Some(kind) = WebhookEventKind::of_change(event.kind).filter(|_| !subscribers.is_empty()) else { return Ok(()) };
    let statement = work.select(ADD_CHANGES_SQLITE, ADD_CHANGES_POSTGRES);
    on!(work, tx => sqlx::query(statement)
        .bind(to_json(subscribers.iter())?).bind(<&str>::from(kind)).bind(event.list)
        .bind(<&str>::from(event.channel)).bind(to_micros(event.at))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

/// Tells what became of copies of an issue.
///
/// # Errors
/// The database failed.
pub async fn add_settled(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    list: ListId,
    copies: &[SettledCopy],
    now: Timestamp,
) -> Result<(), Error> {
    if copies.is_empty() {
        return Ok(());
    }
    let detail = to_json(copies.iter())?;
    add(work, WebhookEventKind::Settled, issue, list, SubscriberId::NONE, Some(&detail), now).await
}

/// Tells that a copy came back.
///
/// # Errors
/// The database failed.
pub async fn add_returned(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    list: ListId,
    subscriber: SubscriberId,
    now: Timestamp,
) -> Result<(), Error> {
    add(work, WebhookEventKind::Returned, issue, list, subscriber, None, now).await
}

type Row = (WebhookEventId, String, IssueId, ListId, SubscriberId, Option<String>, i64, i64);

/// Steps from issue to issue, and to the first event of each, by the index: how many events wait does not matter. The order
/// by the issue keeps PostgreSQL from reading the table by its key until it comes upon the issue.
const NEXT_DUE_EVENT: &str = "WITH RECURSIVE queue (issue_id) AS ( \
        SELECT min(issue_id) FROM webhook_event \
        UNION ALL \
        SELECT (SELECT min(later.issue_id) FROM webhook_event AS later WHERE later.issue_id > queue.issue_id) \
        FROM queue WHERE queue.issue_id IS NOT NULL), \
    due (id) AS ( \
        SELECT (SELECT CASE WHEN first.due_at <= $1 THEN first.id END FROM webhook_event AS first \
            WHERE first.issue_id >= queue.issue_id ORDER BY first.issue_id, first.id LIMIT 1) FROM queue) \
    SELECT id, kind, issue_id, list_id, subscriber_id, detail, occurred_at, attempts \
    FROM webhook_event WHERE id = (SELECT min(due.id) FROM due)";

/// Returns the first event that may be told: of each issue, only the first that was not taken.
///
/// # Errors
/// The database failed.
pub async fn next_due(work: &mut DatabaseTransaction, now: Timestamp) -> Result<Option<WebhookEvent>, Error> {
    let row: Option<Row> =
        on!(work, tx => sqlx::query_as(NEXT_DUE_EVENT).bind(to_micros(now)).fetch_optional(&mut **tx).await?);
    row.map(read_event).transpose()
}

fn read_event(row: Row) -> Result<WebhookEvent, Error> {
    let (id, kind, issue, list, subscriber, detail, occurred_at, attempts) = row;
    let kind = kind.parse().map_err(|_| Error::InvalidValue("kind of event"))?;
    Ok(WebhookEvent { id, kind, issue, list, subscriber, detail, occurred_at: from_micros(occurred_at)?, attempts })
}

const CLAIM: &str = "UPDATE webhook_event SET due_at = $3 WHERE id = $1 AND due_at <= $2";

/// Keeps others from telling an event until a time; returns `false` if another process was first.
///
/// # Errors
/// The database failed.
pub async fn claim(
    work: &mut DatabaseTransaction,
    event: WebhookEventId,
    now: Timestamp,
    until: Timestamp,
) -> Result<bool, Error> {
    let claimed = on!(work, tx => sqlx::query(CLAIM).bind(event).bind(to_micros(now)).bind(to_micros(until))
        .execute(&mut **tx).await?.rows_affected());
    Ok(claimed == 1)
}

const POSTPONE: &str = "UPDATE webhook_event SET attempts = attempts + 1, due_at = $2 WHERE id = $1";

/// Counts an attempt that failed.
///
/// # Errors
/// The database failed.
pub async fn postpone(work: &mut DatabaseTransaction, event: WebhookEventId, due_at: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(POSTPONE).bind(event).bind(to_micros(due_at)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const DELETE: &str = "DELETE FROM webhook_event WHERE id = $1";

/// Forgets an event that was taken, or given up.
///
/// # Errors
/// The database failed.
pub async fn delete(work: &mut DatabaseTransaction, event: WebhookEventId) -> Result<(), Error> {
    on!(work, tx => sqlx::query(DELETE).bind(event).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const COUNT: &str = "SELECT CAST(count(*) AS BIGINT) FROM webhook_event";

/// Returns how many events wait.
///
/// # Errors
/// The database failed.
pub async fn count(work: &mut DatabaseTransaction) -> Result<u64, Error> {
    let count: i64 = on!(work, tx => sqlx::query_scalar(COUNT).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}
