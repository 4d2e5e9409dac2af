//! All events in the order of people: what the members are reckoned from.

use futures_util::TryStreamExt as _;
use jiff::Timestamp;

use crate::database::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{EventChannel, EventKind, ListId, SubscriberId};

/// What happened to a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SubscriptionChange {
    /// When.
    pub at: Timestamp,
    /// Whose subscription.
    pub subscriber: SubscriberId,
    /// On which list.
    pub list: ListId,
    /// What happened.
    pub kind: EventKind,
    /// How it came to us.
    pub channel: EventChannel,
}

type Row = (i64, SubscriberId, ListId, String, String, i64);

// Written as two selects, each of which SQLite reads in the order of an index and merges: it would sort a view.
const CHANGES: &str = "SELECT occurred_at, subscriber_id, list_id, kind, channel, id FROM subscription_event \
    WHERE subscriber_id IS NOT NULL AND +list_id BETWEEN $1 AND $2 AND +occurred_at < $3 \
        AND kind NOT IN ('reason_given', 'address_changed', 'still_wanted') \
    UNION ALL SELECT event.occurred_at, shared_event.subscriber_id, event.list_id, event.kind, event.channel, \
        shared_event.event_id \
    FROM shared_event JOIN subscription_event AS event ON event.id = shared_event.event_id \
    WHERE +event.list_id BETWEEN $1 AND $2 AND +event.occurred_at < $3 \
        AND event.kind NOT IN ('reason_given', 'address_changed', 'still_wanted') \
    ORDER BY 2, 6";

/// Hands each change of a list's subscriptions before `until` to `take`, or of all lists' subscriptions: person after
/// person, each one's oldest first. Rows are read one by one, so that a million need no more memory than ten.
///
/// # Errors
/// The database failed.
pub async fn for_each_change(
    work: &mut DatabaseTransaction,
    list: Option<ListId>,
    until: Timestamp,
    mut take: impl FnMut(SubscriptionChange),
) -> Result<(), Error> {
    let (low, high) = list_id_range(list);
    on!(work, tx => {
        let mut rows = sqlx::query_as(CHANGES).bind(low).bind(high).bind(to_micros(until)).fetch(&mut **tx);
        while let Some(row) = rows.try_next().await? {
            take(read_change(row)?);
        }
    });
    Ok(())
}

const FIRST_EVENT_AT: &str = "SELECT min(occurred_at) FROM subscription_event WHERE list_id BETWEEN $1 AND $2";

/// Returns when the records of a list begin, or of all lists; `None` when there are none.
///
/// # Errors
/// The database failed.
pub async fn first_event_at(work: &mut DatabaseTransaction, list: Option<ListId>) -> Result<Option<Timestamp>, Error> {
    let (low, high) = list_id_range(list);
    let (at,): (Option<i64>,) =
        on!(work, tx => sqlx::query_as(FIRST_EVENT_AT).bind(low).bind(high).fetch_one(&mut **tx).await?);
    at.map(from_micros).transpose()
}

/// Returns the numbers between which a list is, or all lists are.
pub(in crate::database) fn list_id_range(list: Option<ListId>) -> (i64, i64) {
    list.map_or((0, i64::MAX), |list| (list.get(), list.get()))
}

fn read_change(row: Row) -> Result<SubscriptionChange, Error> {
    let (at, subscriber, list, kind, way, _) = row;
    let kind: EventKind = kind.parse().map_err(|_| Error::InvalidValue("kind of event"))?;
    let way: EventChannel = way.parse().map_err(|_| Error::InvalidValue("way of an event"))?;
    Ok(SubscriptionChange { at: from_micros(at)?, subscriber, list, kind, channel: way })
}
