//! Table `subscription_event`: rows are only ever added. One that several people share has no subscriber; they are in
//! `shared_event`, and the view `subscriber_event` has the events of each person.
//! Each change is told to the webhook in the same transaction.

mod attribution;
mod change_stream;

pub use attribution::{AttributedEvent, attributed_to_issue};
pub(super) use change_stream::list_id_range;
pub use change_stream::{SubscriptionChange, first_event_at, for_each_change};

use super::{DatabaseTransaction, Error, consent_texts, from_micros, id_range, on, to_json, to_micros, webhook_events};
use crate::model::{EventChannel, EventKind, IssueId, ListId, SubscriberId, SubscriptionEvent};

type OptionalText = Option<String>;
pub(super) type Row = (
    i64,
    SubscriberId,
    ListId,
    Option<IssueId>,
    String,
    String,
    OptionalText,
    OptionalText,
    OptionalText,
    OptionalText,
    bool,
);

const ADD: &str = "INSERT INTO subscription_event (occurred_at, subscriber_id, list_id, issue_id, kind, channel, \
        note, source, consent_text_id, user_agent, likely_scanner) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// Adds an event.
///
/// # Errors
/// The database failed.
pub async fn add(work: &mut DatabaseTransaction, event: &SubscriptionEvent) -> Result<(), Error> {
    let wording = match &event.consent_text {
        Some(text) => Some(consent_texts::get_or_insert(work, text).await?),
        None => None,
    };
    on!(work, tx => sqlx::query(ADD)
        .bind(to_micros(event.at)).bind(event.subscriber).bind(event.list).bind(event.issue)
        .bind(<&str>::from(event.kind)).bind(<&str>::from(event.channel)).bind(event.note.as_deref())
        .bind(event.source.as_deref()).bind(wording).bind(event.user_agent.as_deref()).bind(event.likely_scanner)
        .execute(&mut **tx).await?.rows_affected());
    webhook_events::add_change(work, event).await
}

const ADD_SHARED: &str = "INSERT INTO subscription_event \
        (occurred_at, list_id, kind, channel, source, consent_text_id, likely_scanner) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";

/// Adds an event that is not yet anybody's, and returns its id; the subscriber, issue, note and user agent of `event` are
/// ignored.
pub(super) async fn add_shared(work: &mut DatabaseTransaction, event: &SubscriptionEvent) -> Result<i64, Error> {
    let consent_text = match &event.consent_text {
        Some(text) => Some(consent_texts::get_or_insert(work, text).await?),
        None => None,
    };
    let (id,): (i64,) = on!(work, tx => sqlx::query_as(ADD_SHARED)
        .bind(to_micros(event.at)).bind(event.list)
        .bind(<&str>::from(event.kind)).bind(<&str>::from(event.channel)).bind(event.source.as_deref())
        .bind(consent_text).bind(event.likely_scanner)
        .fetch_one(&mut **tx).await?);
    Ok(id)
}

const SHARE_SQLITE: &str = "INSERT INTO shared_event (subscriber_id, event_id) SELECT value, $2 FROM json_each($1)";
const SHARE_POSTGRES: &str = "INSERT INTO shared_event (subscriber_id, event_id) \
    SELECT CAST(value AS BIGINT), $2 FROM json_array_elements_text(CAST($1 AS json)) AS value";
const SHARE_RANGE: &str = "INSERT INTO shared_event (subscriber_id, event_id) \
    SELECT id, CAST($3 AS BIGINT) FROM subscriber WHERE id BETWEEN $1 AND $2";

/// Adds an event that several subscribers share; the subscriber, issue, note and user agent of `event` are ignored.
///
/// # Errors
/// The database failed.
pub async fn add_all(
    work: &mut DatabaseTransaction,
    subscribers: &[SubscriberId],
    event: &SubscriptionEvent,
) -> Result<(), Error> {
    if subscribers.is_empty() {
        return Ok(());
    }
    let id = add_shared(work, event).await?;
    if let Some((first, last)) = id_range(subscribers) {
        on!(work, tx => sqlx::query(SHARE_RANGE).bind(first).bind(last).bind(id)
            .execute(&mut **tx).await?.rows_affected());
    } else {
        let statement = work.select(SHARE_SQLITE, SHARE_POSTGRES);
        on!(work, tx => sqlx::query(statement)
            .bind(to_json(subscribers.iter())?).bind(id).execute(&mut **tx).await?.rows_affected());
    }
    webhook_events::add_changes(work, subscribers, event).await
}

const BY_SUBSCRIBER: &str = "SELECT occurred_at, subscriber_id, list_id, issue_id, kind, channel, note, source, \
        consent_text.text, user_agent, likely_scanner \
    FROM subscriber_event AS event LEFT JOIN consent_text ON consent_text.id = event.consent_text_id \
    WHERE subscriber_id = $1 ORDER BY event.id";

/// Returns what happened to a person's subscriptions, oldest first.
///
/// # Errors
/// The database failed.
pub async fn by_subscriber(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
) -> Result<Vec<SubscriptionEvent>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(BY_SUBSCRIBER).bind(subscriber).fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_event).collect()
}

// The plus keeps SQLite from reading all events of the list instead of the person's own.
const LAST_OF_KIND: &str = "SELECT occurred_at, subscriber_id, list_id, issue_id, kind, channel, note, source, \
        consent_text.text, user_agent, likely_scanner \
    FROM subscriber_event AS event LEFT JOIN consent_text ON consent_text.id = event.consent_text_id \
    WHERE subscriber_id = $1 AND +list_id = $2 AND kind = $3 ORDER BY event.id DESC LIMIT 1";

/// Returns the last event of a kind in a subscription.
///
/// # Errors
/// The database failed.
pub async fn last_of_kind(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    list: ListId,
    kind: EventKind,
) -> Result<Option<SubscriptionEvent>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(LAST_OF_KIND)
        .bind(subscriber).bind(list).bind(<&str>::from(kind))
        .fetch_optional(&mut **tx).await?);
    row.map(read_event).transpose()
}

fn read_event(row: Row) -> Result<SubscriptionEvent, Error> {
    let (at, subscriber, list, issue, kind, way, note, source, wording, agent, suspect) = row;
    let kind: EventKind = kind.parse().map_err(|_| Error::InvalidValue("kind of event"))?;
    let way: EventChannel = way.parse().map_err(|_| Error::InvalidValue("way of an event"))?;
    Ok(SubscriptionEvent {
        at: from_micros(at)?,
        subscriber,
        list,
        issue,
        kind,
        channel: way,
        note,
        source,
        consent_text: wording,
        user_agent: agent,
        likely_scanner: suspect,
    })
}
