//! All events in the order of people: what the members are reckoned from.

use futures_util::TryStreamExt as _;
use jiff::Timestamp;

use crate::database::{Error, Work, micros, moment, on};
use crate::model::{Kind, ListId, SubscriberId, Way};

/// What happened to a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// When.
    pub at: Timestamp,
    /// Whose subscription.
    pub subscriber: SubscriberId,
    /// On which list.
    pub list: ListId,
    /// What happened.
    pub kind: Kind,
    /// How it came to us.
    pub way: Way,
}

type Row = (i64, SubscriberId, ListId, String, String);

const WALK: &str = "SELECT occurred_at, subscriber_id, list_id, kind, channel FROM subscription_event \
    WHERE list_id BETWEEN $1 AND $2 AND occurred_at < $3 AND kind <> 'reason_given' ORDER BY subscriber_id, id";

/// Hands each change of a list's subscriptions before `until` to `take`, or of all lists' subscriptions: person after
/// person, each one's oldest first. Rows are read one by one, so that a million need no more memory than ten.
///
/// # Errors
/// The database refused.
pub async fn walk(
    work: &mut Work,
    list: Option<ListId>,
    until: Timestamp,
    mut take: impl FnMut(Step),
) -> Result<(), Error> {
    let (low, high) = bounds(list);
    on!(work, tx => {
        let mut rows = sqlx::query_as(WALK).bind(low).bind(high).bind(micros(until)).fetch(&mut **tx);
        while let Some(row) = rows.try_next().await? {
            take(step(row)?);
        }
    });
    Ok(())
}

const FIRST: &str = "SELECT min(occurred_at) FROM subscription_event WHERE list_id BETWEEN $1 AND $2";

/// Returns when the records of a list begin, or of all lists; `None` when there are none.
///
/// # Errors
/// The database refused.
pub async fn first(work: &mut Work, list: Option<ListId>) -> Result<Option<Timestamp>, Error> {
    let (low, high) = bounds(list);
    let (at,): (Option<i64>,) = on!(work, tx => sqlx::query_as(FIRST).bind(low).bind(high).fetch_one(&mut **tx).await?);
    at.map(moment).transpose()
}

/// Returns the numbers between which a list is, or all lists are.
pub(in crate::database) fn bounds(list: Option<ListId>) -> (i64, i64) {
    list.map_or((0, i64::MAX), |list| (list.get(), list.get()))
}

fn step(row: Row) -> Result<Step, Error> {
    let (at, subscriber, list, kind, way) = row;
    let kind: Kind = kind.parse().map_err(|_| Error::Unreadable("kind of event"))?;
    let way: Way = way.parse().map_err(|_| Error::Unreadable("way of an event"))?;
    Ok(Step { at: moment(at)?, subscriber, list, kind, way })
}
