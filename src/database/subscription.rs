//! Table `subscription`.

use jiff::Timestamp;

use sqlx::QueryBuilder;

use super::event::bounds;
use super::{Error, Work, micros, on, portions};
use crate::model::{ListId, State, SubscriberId};

const STATE: &str = "SELECT state FROM subscription WHERE list_id = $1 AND subscriber_id = $2";

/// Returns how a subscriber stands on a list; `None` when they never were on it or are gone.
///
/// # Errors
/// The database refused.
pub async fn state(work: &mut Work, list: ListId, subscriber: SubscriberId) -> Result<Option<State>, Error> {
    let row: Option<(String,)> =
        on!(work, tx => sqlx::query_as(STATE).bind(list).bind(subscriber).fetch_optional(&mut **tx).await?);
    row.map(|(state,)| read(&state)).transpose()
}

const SET: &str = "INSERT INTO subscription (list_id, subscriber_id, state, changed_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (list_id, subscriber_id) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at";

/// Sets how a subscriber stands on a list.
///
/// # Errors
/// The database refused.
pub async fn set(
    work: &mut Work,
    list: ListId,
    subscriber: SubscriberId,
    state: State,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET)
        .bind(list).bind(subscriber).bind(<&str>::from(state)).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const ADD_ALL: &str = "WITH person (id) AS (";
const ADD_ALL_INTO: &str = ") INSERT INTO subscription (list_id, subscriber_id, state, changed_at) SELECT ";

/// Puts several subscribers on a list on which they never were.
///
/// # Errors
/// The database refused, or one of them was on it.
pub async fn add_all(
    work: &mut Work,
    list: ListId,
    subscribers: &[SubscriberId],
    state: State,
    now: Timestamp,
) -> Result<(), Error> {
    for subscribers in portions(subscribers) {
        on!(work, tx => {
            let mut query = QueryBuilder::new(ADD_ALL);
            query.push_values(subscribers, |mut row, id| { row.push_bind(*id); });
            query.push(ADD_ALL_INTO).push_bind(list).push(", id, ").push_bind(<&str>::from(state));
            query.push(", ").push_bind(micros(now)).push(" FROM person");
            query.build().execute(&mut **tx).await?.rows_affected()
        });
    }
    Ok(())
}

const ADD_ALL_ASIDE: &str = "WITH person (id) AS (";
const ADD_ALL_ASIDE_INTO: &str = ") INSERT INTO subscription (list_id, subscriber_id, state, \
        state_before_suppression, changed_at) SELECT ";

/// Puts several subscribers who are suppressed on a list on which they never were; once they are mailed again, each stands
/// there as in `later`.
///
/// # Errors
/// The database refused, or one of them was on it.
pub async fn add_all_aside(
    work: &mut Work,
    list: ListId,
    subscribers: &[SubscriberId],
    later: State,
    now: Timestamp,
) -> Result<(), Error> {
    for subscribers in portions(subscribers) {
        on!(work, tx => {
            let mut query = QueryBuilder::new(ADD_ALL_ASIDE);
            query.push_values(subscribers, |mut row, id| { row.push_bind(*id); });
            query.push(ADD_ALL_ASIDE_INTO).push_bind(list).push(", id, ").push_bind(<&str>::from(State::Suppressed));
            query.push(", ").push_bind(<&str>::from(later)).push(", ").push_bind(micros(now)).push(" FROM person");
            query.build().execute(&mut **tx).await?.rows_affected()
        });
    }
    Ok(())
}

const LEAVE: &str = "UPDATE subscription SET state = 'unsubscribed', changed_at = $3 \
    WHERE list_id = $1 AND subscriber_id = $2 AND state <> 'unsubscribed'";

/// Takes a subscriber off a list in one step; `false` when there was nothing to leave.
///
/// # Errors
/// The database refused.
pub async fn leave(work: &mut Work, list: ListId, subscriber: SubscriberId, now: Timestamp) -> Result<bool, Error> {
    let rows = on!(work, tx => sqlx::query(LEAVE)
        .bind(list).bind(subscriber).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(rows == 1)
}

const CHANGE: &str = "UPDATE subscription SET state = $4, changed_at = $5 \
    WHERE list_id = $1 AND subscriber_id = $2 AND state = $3";

/// Sets how a subscriber stands on a list if they still stand in `from`; `false` when they do not.
///
/// # Errors
/// The database refused.
pub async fn change(
    work: &mut Work,
    list: ListId,
    subscriber: SubscriberId,
    from: State,
    to: State,
    now: Timestamp,
) -> Result<bool, Error> {
    let rows = on!(work, tx => sqlx::query(CHANGE)
        .bind(list).bind(subscriber).bind(<&str>::from(from)).bind(<&str>::from(to)).bind(micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(rows == 1)
}

const SET_ASIDE: &str = "UPDATE subscription \
    SET state_before_suppression = state, state = 'suppressed', changed_at = $2 \
    WHERE subscriber_id = $1 AND state IN ('confirmed', 'notices_only') RETURNING list_id";

/// Sets a subscriber aside on each list that mails them, keeping how they stood there; returns the lists.
///
/// # Errors
/// The database refused.
pub async fn set_aside(work: &mut Work, subscriber: SubscriberId, now: Timestamp) -> Result<Vec<ListId>, Error> {
    let rows: Vec<(ListId,)> = on!(work, tx => sqlx::query_as(SET_ASIDE)
        .bind(subscriber).bind(micros(now))
        .fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(list,)| list).collect())
}

const BRING_BACK: &str = "UPDATE subscription \
    SET state = coalesce(state_before_suppression, 'confirmed'), changed_at = $2 \
    WHERE subscriber_id = $1 AND state = 'suppressed' RETURNING list_id, state";

/// Lets a subscriber who was set aside stand on each list as before; returns the lists, each with how they stand there.
///
/// # Errors
/// The database refused.
pub async fn bring_back(
    work: &mut Work,
    subscriber: SubscriberId,
    now: Timestamp,
) -> Result<Vec<(ListId, State)>, Error> {
    let rows: Vec<(ListId, String)> = on!(work, tx => sqlx::query_as(BRING_BACK)
        .bind(subscriber).bind(micros(now))
        .fetch_all(&mut **tx).await?);
    rows.into_iter().map(|(list, state)| Ok((list, read(&state)?))).collect()
}

const OF_SUBSCRIBER: &str = "SELECT list_id FROM subscription WHERE subscriber_id = $1 \
        AND state = $2 ORDER BY list_id";

/// Returns the lists on which a subscriber stands so.
///
/// # Errors
/// The database refused.
pub async fn lists(work: &mut Work, subscriber: SubscriberId, state: State) -> Result<Vec<ListId>, Error> {
    let rows: Vec<(ListId,)> = on!(work, tx => sqlx::query_as(OF_SUBSCRIBER)
        .bind(subscriber).bind(<&str>::from(state))
        .fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(list,)| list).collect())
}

const STANDINGS: &str = "SELECT list_id, state FROM subscription WHERE subscriber_id = $1 ORDER BY list_id";

/// Returns how a person stands on each list that they are or were on.
///
/// # Errors
/// The database refused.
pub async fn standings(work: &mut Work, subscriber: SubscriberId) -> Result<Vec<(ListId, State)>, Error> {
    let rows: Vec<(ListId, String)> =
        on!(work, tx => sqlx::query_as(STANDINGS).bind(subscriber).fetch_all(&mut **tx).await?);
    rows.into_iter().map(|(list, state)| Ok((list, read(&state)?))).collect()
}

const PEOPLE: &str = "SELECT count(DISTINCT subscriber_id) FROM subscription \
    WHERE list_id BETWEEN $1 AND $2 AND state IN ('confirmed', 'notices_only')";

/// Counts the people who get anything from a list, or from any list: each once.
///
/// # Errors
/// The database refused.
pub async fn people(work: &mut Work, list: Option<ListId>) -> Result<u64, Error> {
    let (low, high) = bounds(list);
    let (count,): (i64,) = on!(work, tx => sqlx::query_as(PEOPLE).bind(low).bind(high).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}

const COUNTS: &str = "SELECT state, count(*) FROM subscription WHERE list_id = $1 GROUP BY state";

/// Counts a list's subscriptions by state.
///
/// # Errors
/// The database refused.
pub async fn counts(work: &mut Work, list: ListId) -> Result<Vec<(State, i64)>, Error> {
    let rows: Vec<(String, i64)> = on!(work, tx => sqlx::query_as(COUNTS).bind(list).fetch_all(&mut **tx).await?);
    rows.into_iter().map(|(state, count)| Ok((read(&state)?, count))).collect()
}

fn read(state: &str) -> Result<State, Error> {
    state.parse().map_err(|_| Error::Unreadable("subscription state"))
}
