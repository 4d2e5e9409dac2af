//! Table `subscription_event`: rows are only ever added.

mod because;
mod walk;

pub use because::{Deed, because_of};
pub(super) use walk::bounds;
pub use walk::{Step, first, walk};

use sqlx::QueryBuilder;

use super::{Error, Work, micros, moment, on, portions, wording};
use crate::model::{Event, IssueId, Kind, ListId, SubscriberId, Way};

type Text = Option<String>;
pub(super) type Row = (i64, SubscriberId, ListId, Option<IssueId>, String, String, Text, Text, Text, Text, bool);

const ADD: &str = "INSERT INTO subscription_event (occurred_at, subscriber_id, list_id, issue_id, kind, channel, \
        note, source, consent_text_id, user_agent, likely_scanner) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// Adds an event.
///
/// # Errors
/// The database refused.
pub async fn add(work: &mut Work, event: &Event) -> Result<(), Error> {
    let wording = match &event.wording {
        Some(text) => Some(wording::id(work, text).await?),
        None => None,
    };
    on!(work, tx => sqlx::query(ADD)
        .bind(micros(event.at)).bind(event.subscriber).bind(event.list).bind(event.issue)
        .bind(<&str>::from(event.kind)).bind(<&str>::from(event.way)).bind(event.note.as_deref())
        .bind(event.source.as_deref()).bind(wording).bind(event.agent.as_deref()).bind(event.suspect)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const ADD_ALL: &str = "WITH person (id) AS (";
const ADD_ALL_INTO: &str = ") INSERT INTO subscription_event (subscriber_id, occurred_at, list_id, kind, channel, \
        source, consent_text_id, likely_scanner) SELECT id, ";

/// Adds the same event for several subscribers: what `event` says besides whose it is, without issue, note and agent.
///
/// # Errors
/// The database refused.
pub async fn add_all(work: &mut Work, subscribers: &[SubscriberId], event: &Event) -> Result<(), Error> {
    let wording = match &event.wording {
        Some(text) if !subscribers.is_empty() => Some(wording::id(work, text).await?),
        _ => None,
    };
    for subscribers in portions(subscribers) {
        on!(work, tx => {
            let mut query = QueryBuilder::new(ADD_ALL);
            query.push_values(subscribers, |mut row, id| { row.push_bind(*id); });
            query.push(ADD_ALL_INTO);
            query.push_bind(micros(event.at)).push(", ").push_bind(event.list).push(", ");
            query.push_bind(<&str>::from(event.kind)).push(", ").push_bind(<&str>::from(event.way)).push(", ");
            query.push_bind(event.source.as_deref()).push(", ").push_bind(wording).push(", ");
            query.push_bind(event.suspect).push(" FROM person");
            query.build().execute(&mut **tx).await?.rows_affected()
        });
    }
    Ok(())
}

const CHANGES: &str = "SELECT occurred_at, subscriber_id, list_id, issue_id, kind, channel, note, source, \
        consent_text.text, user_agent, likely_scanner \
    FROM subscription_event AS event LEFT JOIN consent_text ON consent_text.id = event.consent_text_id \
    WHERE subscriber_id = $1 ORDER BY event.id";

/// Returns what happened to a person's subscriptions, oldest first.
///
/// # Errors
/// The database refused.
pub async fn changes(work: &mut Work, subscriber: SubscriberId) -> Result<Vec<Event>, Error> {
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(CHANGES).bind(subscriber).fetch_all(&mut **tx).await?);
    rows.into_iter().map(event).collect()
}

const LAST: &str = "SELECT occurred_at, subscriber_id, list_id, issue_id, kind, channel, note, source, \
        consent_text.text, user_agent, likely_scanner \
    FROM subscription_event AS event LEFT JOIN consent_text ON consent_text.id = event.consent_text_id \
    WHERE subscriber_id = $1 AND list_id = $2 AND kind = $3 ORDER BY event.id DESC LIMIT 1";

/// Returns the last event of a kind in a subscription.
///
/// # Errors
/// The database refused.
pub async fn last(work: &mut Work, subscriber: SubscriberId, list: ListId, kind: Kind) -> Result<Option<Event>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(LAST)
        .bind(subscriber).bind(list).bind(<&str>::from(kind))
        .fetch_optional(&mut **tx).await?);
    row.map(event).transpose()
}

fn event(row: Row) -> Result<Event, Error> {
    let (at, subscriber, list, issue, kind, way, note, source, wording, agent, suspect) = row;
    let kind: Kind = kind.parse().map_err(|_| Error::Unreadable("kind of event"))?;
    let way: Way = way.parse().map_err(|_| Error::Unreadable("way of an event"))?;
    Ok(Event { at: moment(at)?, subscriber, list, issue, kind, way, note, source, wording, agent, suspect })
}
