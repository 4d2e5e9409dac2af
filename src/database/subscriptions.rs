//! Table `subscription`.

use jiff::Timestamp;

use super::event_log::list_id_range;
use super::{DatabaseTransaction, Error, id_range, on, to_json, to_micros};
use crate::model::{ListId, SubscriberId, SubscriptionState};

const STATE: &str = "SELECT state FROM subscription WHERE list_id = $1 AND subscriber_id = $2";

/// Returns the state of a subscription; `None` if there is none.
///
/// # Errors
/// The database failed.
pub async fn state(
    work: &mut DatabaseTransaction,
    list: ListId,
    subscriber: SubscriberId,
) -> Result<Option<SubscriptionState>, Error> {
    let row: Option<(String,)> =
        on!(work, tx => sqlx::query_as(STATE).bind(list).bind(subscriber).fetch_optional(&mut **tx).await?);
    row.map(|(state,)| parse_state(&state)).transpose()
}

const SET_STATE: &str = "INSERT INTO subscription (list_id, subscriber_id, state, changed_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (list_id, subscriber_id) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at";

/// Sets the state of a subscription, which is created if needed.
///
/// # Errors
/// The database failed.
pub async fn set_state(
    work: &mut DatabaseTransaction,
    list: ListId,
    subscriber: SubscriberId,
    state: SubscriptionState,
    now: Timestamp,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_STATE)
        .bind(list).bind(subscriber).bind(<&str>::from(state)).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const ADD_ALL_SQLITE: &str = "INSERT INTO subscription (list_id, subscriber_id, state, changed_at) \
    SELECT $2, value, $3, $4 FROM json_each($1)";
const ADD_ALL_POSTGRES: &str = "INSERT INTO subscription (list_id, subscriber_id, state, changed_at) \
    SELECT $2, CAST(value AS BIGINT), $3, $4 FROM json_array_elements_text(CAST($1 AS json)) AS value";
/// Those who were just added have ids one after another.
const ADD_RANGE: &str = "INSERT INTO subscription (list_id, subscriber_id, state, changed_at) \
    SELECT CAST($3 AS BIGINT), id, $4, CAST($5 AS BIGINT) FROM subscriber WHERE id BETWEEN $1 AND $2";

/// Adds subscribers to a list on which they never were.
///
/// # Errors
/// The database failed, or one of them was on the list.
pub async fn add_all(
    work: &mut DatabaseTransaction,
    list: ListId,
    subscribers: &[SubscriberId],
    state: SubscriptionState,
    now: Timestamp,
) -> Result<(), Error> {
    if subscribers.is_empty() {
        return Ok(());
    }
    if let Some((first, last)) = id_range(subscribers) {
        on!(work, tx => sqlx::query(ADD_RANGE)
            .bind(first).bind(last).bind(list).bind(<&str>::from(state)).bind(to_micros(now))
            .execute(&mut **tx).await?.rows_affected());
        return Ok(());
    }
    let statement = work.select(ADD_ALL_SQLITE, ADD_ALL_POSTGRES);
    on!(work, tx => sqlx::query(statement)
        .bind(to_json(subscribers.iter())?).bind(list).bind(<&str>::from(state)).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const ADD_ALL_SUPPRESSED_SQLITE: &str = "INSERT INTO subscription \
        (list_id, subscriber_id, state, state_before_suppression, changed_at) \
    SELECT $2, value, 'suppressed', $3, $4 FROM json_each($1)";
const ADD_ALL_SUPPRESSED_POSTGRES: &str = "INSERT INTO subscription \
        (list_id, subscriber_id, state, state_before_suppression, changed_at) \
    SELECT $2, CAST(value AS BIGINT), 'suppressed', $3, $4 FROM json_array_elements_text(CAST($1 AS json)) AS value";

/// Adds suppressed subscribers to a list on which they never were; `later` is their state once the suppression ends.
///
/// # Errors
/// The database failed, or one of them was on the list.
pub async fn add_all_suppressed(
    work: &mut DatabaseTransaction,
    list: ListId,
    subscribers: &[SubscriberId],
    later: SubscriptionState,
    now: Timestamp,
) -> Result<(), Error> {
    if subscribers.is_empty() {
        return Ok(());
    }
    let statement = work.select(ADD_ALL_SUPPRESSED_SQLITE, ADD_ALL_SUPPRESSED_POSTGRES);
    on!(work, tx => sqlx::query(statement)
        .bind(to_json(subscribers.iter())?).bind(list).bind(<&str>::from(later)).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const UNSUBSCRIBE: &str = "UPDATE subscription SET state = 'unsubscribed', changed_at = $3 \
    WHERE list_id = $1 AND subscriber_id = $2 AND state <> 'unsubscribed'";

/// Unsubscribes a subscriber from a list; returns `false` if they were not subscribed.
///
/// # Errors
/// The database failed.
pub async fn unsubscribe(
    work: &mut DatabaseTransaction,
    list: ListId,
    subscriber: SubscriberId,
    now: Timestamp,
) -> Result<bool, Error> {
    let rows = on!(work, tx => sqlx::query(UNSUBSCRIBE)
        .bind(list).bind(subscriber).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(rows == 1)
}

const LOCK_UNLOCKED_POSTGRES: &str = "SELECT subscription.list_id, subscription.subscriber_id \
    FROM json_array_elements(CAST($1 AS json)) AS place CROSS JOIN subscription \
    WHERE subscription.list_id = CAST(place ->> 0 AS BIGINT) AND subscription.subscriber_id = CAST(place ->> 1 AS BIGINT) \
    FOR UPDATE OF subscription SKIP LOCKED";

/// Locks places on lists, except those that another transaction has locked or that are not there, and returns them. SQLite
/// has one writer at a time: nobody else has locked any.
///
/// # Errors
/// The database failed.
pub async fn lock_unlocked(
    work: &mut DatabaseTransaction,
    places: &[(ListId, SubscriberId)],
) -> Result<Vec<(ListId, SubscriberId)>, Error> {
    match work {
        DatabaseTransaction::Sqlite(_) => Ok(places.to_vec()),
        DatabaseTransaction::Postgres(tx) => {
            Ok(sqlx::query_as(LOCK_UNLOCKED_POSTGRES).bind(to_json(places.iter())?).fetch_all(&mut **tx).await?)
        }
    }
}

const CHANGE_STATE: &str = "UPDATE subscription SET state = $4, changed_at = $5 \
    WHERE list_id = $1 AND subscriber_id = $2 AND state = $3";

/// Changes the state of a subscription if it is still `from`; returns `false` if it is not.
///
/// # Errors
/// The database failed.
pub async fn change_state(
    work: &mut DatabaseTransaction,
    list: ListId,
    subscriber: SubscriberId,
    from: SubscriptionState,
    to: SubscriptionState,
    now: Timestamp,
) -> Result<bool, Error> {
    let rows = on!(work, tx => sqlx::query(CHANGE_STATE)
        .bind(list).bind(subscriber).bind(<&str>::from(from)).bind(<&str>::from(to)).bind(to_micros(now))
        .execute(&mut **tx).await?.rows_affected());
    Ok(rows == 1)
}

const SUPPRESS: &str = "UPDATE subscription \
    SET state_before_suppression = state, state = 'suppressed', changed_at = $2 \
    WHERE subscriber_id = $1 AND state IN ('confirmed', 'notices_only') RETURNING list_id";

/// Suppresses all active subscriptions of a subscriber, and keeps their states; returns the lists.
///
/// # Errors
/// The database failed.
pub async fn suppress(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    now: Timestamp,
) -> Result<Vec<ListId>, Error> {
    let rows: Vec<(ListId,)> = on!(work, tx => sqlx::query_as(SUPPRESS)
        .bind(subscriber).bind(to_micros(now))
        .fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(list,)| list).collect())
}

const UNSUPPRESS: &str = "UPDATE subscription \
    SET state = coalesce(state_before_suppression, 'confirmed'), changed_at = $2 \
    WHERE subscriber_id = $1 AND state = 'suppressed' RETURNING list_id, state";

/// Restores the suppressed subscriptions of a subscriber; returns the lists with the restored states.
///
/// # Errors
/// The database failed.
pub async fn unsuppress(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    now: Timestamp,
) -> Result<Vec<(ListId, SubscriptionState)>, Error> {
    let rows: Vec<(ListId, String)> = on!(work, tx => sqlx::query_as(UNSUPPRESS)
        .bind(subscriber).bind(to_micros(now))
        .fetch_all(&mut **tx).await?);
    rows.into_iter().map(|(list, state)| Ok((list, parse_state(&state)?))).collect()
}

const LISTS_IN_STATE: &str = "SELECT list_id FROM subscription WHERE subscriber_id = $1 \
        AND state = $2 ORDER BY list_id";

/// Returns the lists where a subscriber's subscription has this state.
///
/// # Errors
/// The database failed.
pub async fn lists_in_state(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
    state: SubscriptionState,
) -> Result<Vec<ListId>, Error> {
    let rows: Vec<(ListId,)> = on!(work, tx => sqlx::query_as(LISTS_IN_STATE)
        .bind(subscriber).bind(<&str>::from(state))
        .fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(list,)| list).collect())
}

const STATES_BY_LIST: &str = "SELECT list_id, state FROM subscription WHERE subscriber_id = $1 ORDER BY list_id";

/// Returns the state of each subscription of a subscriber.
///
/// # Errors
/// The database failed.
pub async fn states_by_list(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
) -> Result<Vec<(ListId, SubscriptionState)>, Error> {
    let rows: Vec<(ListId, String)> =
        on!(work, tx => sqlx::query_as(STATES_BY_LIST).bind(subscriber).fetch_all(&mut **tx).await?);
    rows.into_iter().map(|(list, state)| Ok((list, parse_state(&state)?))).collect()
}

const MEMBERSHIPS: &str = "SELECT subscription.subscriber_id, list.name, subscription.state \
    FROM subscription JOIN list ON list.id = subscription.list_id \
    WHERE subscription.subscriber_id BETWEEN $1 AND $2 AND list.deleted_at IS NULL \
    ORDER BY subscription.subscriber_id, list.name";

/// How somebody stands on one list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListMembership {
    /// Who.
    pub subscriber: SubscriberId,
    /// The list's name.
    pub list: String,
    /// How they stand on it.
    pub state: SubscriptionState,
}

/// Returns how the subscribers between two numbers, both included, stand on each list.
///
/// # Errors
/// The database refused.
pub async fn memberships(
    work: &mut DatabaseTransaction,
    first: SubscriberId,
    last: SubscriberId,
) -> Result<Vec<ListMembership>, Error> {
    let rows: Vec<(SubscriberId, String, String)> =
        on!(work, tx => sqlx::query_as(MEMBERSHIPS).bind(first).bind(last).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(subscriber, list, state)| Ok(ListMembership { subscriber, list, state: parse_state(&state)? }))
        .collect()
}

const REMOVE_MEMBERS: &str = "DELETE FROM subscription WHERE list_id = $1 AND state <> 'unsubscribed' \
    RETURNING subscriber_id";

/// Takes everybody off a list; those who have left it stay noted. Returns who was taken off, by number.
///
/// # Errors
/// The database refused.
pub async fn remove_members(work: &mut DatabaseTransaction, list: ListId) -> Result<Vec<SubscriberId>, Error> {
    let rows: Vec<(SubscriberId,)> =
        on!(work, tx => sqlx::query_as(REMOVE_MEMBERS).bind(list).fetch_all(&mut **tx).await?);
    let mut removed: Vec<SubscriberId> = rows.into_iter().map(|(subscriber,)| subscriber).collect();
    removed.sort_unstable();
    Ok(removed)
}

const COUNT_RECIPIENTS: &str = "SELECT count(DISTINCT subscriber_id) FROM subscription \
    WHERE list_id BETWEEN $1 AND $2 AND state IN ('confirmed', 'notices_only')";

/// Counts the subscribers who receive mail from a list, or from any list, each once.
///
/// # Errors
/// The database failed.
pub async fn count_recipients(work: &mut DatabaseTransaction, list: Option<ListId>) -> Result<u64, Error> {
    let (low, high) = list_id_range(list);
    let (count,): (i64,) =
        on!(work, tx => sqlx::query_as(COUNT_RECIPIENTS).bind(low).bind(high).fetch_one(&mut **tx).await?);
    Ok(count.unsigned_abs())
}

const COUNT_BY_STATE: &str = "SELECT state, count(*) FROM subscription WHERE list_id = $1 GROUP BY state";

/// Counts a list's subscriptions by state.
///
/// # Errors
/// The database failed.
pub async fn count_by_state(
    work: &mut DatabaseTransaction,
    list: ListId,
) -> Result<Vec<(SubscriptionState, i64)>, Error> {
    let rows: Vec<(String, i64)> =
        on!(work, tx => sqlx::query_as(COUNT_BY_STATE).bind(list).fetch_all(&mut **tx).await?);
    rows.into_iter().map(|(state, count)| Ok((parse_state(&state)?, count))).collect()
}

fn parse_state(state: &str) -> Result<SubscriptionState, Error> {
    state.parse().map_err(|_| Error::InvalidValue("subscription state"))
}
