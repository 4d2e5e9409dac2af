//! Table `subscriber`.

mod directory_pages;
mod joined_people;
mod list_pages;
mod page_size;

pub use directory_pages::{DirectoryEntry, DirectoryFilter, count_all, directory_page};
pub use joined_people::{JoiningPerson, join_all};
pub use list_pages::{ListMember, all_after, list_members, list_recipients};
pub use page_size::PageSize;

use jiff::Timestamp;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Sqlite};

use super::{DatabaseTransaction, Error, on, to_json, to_micros, with_rows};
use crate::model::{Address, ListId, Subscriber, SubscriberFields, SubscriberId, SubscriptionState, SuppressionReason};

pub(super) type Row = (SubscriberId, String, String);
type MemberRow = (SubscriberId, String, String, String);

const ADD: &str = "INSERT INTO subscriber (original_address, normalized_address, fields, created_at) \
    VALUES (nullif($1, $2), $2, $3, $4) \
    ON CONFLICT (normalized_address) DO UPDATE SET normalized_address = excluded.normalized_address RETURNING id";

/// Adds a subscriber; if another writer has just added the address, returns that one.
///
/// # Errors
/// The database failed.
pub async fn add(
    work: &mut DatabaseTransaction,
    address: &Address,
    fields: &SubscriberFields,
    now: Timestamp,
) -> Result<SubscriberId, Error> {
    let (id,): (SubscriberId,) = on!(work, tx => sqlx::query_as(ADD)
        .bind(address.as_str()).bind(address.folded()).bind(fields_to_json(fields)?).bind(to_micros(now))
        .fetch_one(&mut **tx).await?);
    Ok(id)
}

const BY_ADDRESS: &str = "SELECT id, address, fields FROM subscriber WHERE normalized_address = $1";

/// Finds a subscriber by any spelling of the address.
///
/// # Errors
/// The database failed.
pub async fn by_address(work: &mut DatabaseTransaction, address: &Address) -> Result<Option<Subscriber>, Error> {
    let row: Option<Row> =
        on!(work, tx => sqlx::query_as(BY_ADDRESS).bind(address.folded()).fetch_optional(&mut **tx).await?);
    row.map(read_subscriber).transpose()
}

const ADDRESS: &str = "SELECT address FROM subscriber WHERE id = $1";

/// Returns a subscriber's address; `None` if they were erased.
///
/// # Errors
/// The database failed.
pub async fn address(work: &mut DatabaseTransaction, id: SubscriberId) -> Result<Option<Address>, Error> {
    let row: Option<(String,)> = on!(work, tx => sqlx::query_as(ADDRESS).bind(id).fetch_optional(&mut **tx).await?);
    row.map(|(address,)| address.parse().map_err(|_| Error::InvalidValue("address"))).transpose()
}

const BY_ID: &str = "SELECT id, address, fields FROM subscriber WHERE id = $1";

/// Finds a subscriber by number.
///
/// # Errors
/// The database failed.
pub async fn by_id(work: &mut DatabaseTransaction, id: SubscriberId) -> Result<Option<Subscriber>, Error> {
    let row: Option<Row> = on!(work, tx => sqlx::query_as(BY_ID).bind(id).fetch_optional(&mut **tx).await?);
    row.map(read_subscriber).transpose()
}

const SET_FIELDS: &str = "UPDATE subscriber SET fields = $2 WHERE id = $1";

/// Replaces a subscriber's fields.
///
/// # Errors
/// The database failed.
pub async fn set_fields(
    work: &mut DatabaseTransaction,
    id: SubscriberId,
    fields: &SubscriberFields,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_FIELDS).bind(id).bind(fields_to_json(fields)?).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const SET_ADDRESS: &str = "UPDATE subscriber SET original_address = nullif($2, $3), normalized_address = $3 \
    WHERE id = $1";

/// Gives a person another address, which must be nobody else's.
///
/// # Errors
/// The database refused, as it does when somebody else has the address.
pub async fn set_address(work: &mut DatabaseTransaction, id: SubscriberId, address: &Address) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_ADDRESS)
        .bind(id).bind(address.as_str()).bind(address.folded())
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const IN_STATE: &str = "SELECT subscriber.id, subscriber.address, subscriber.fields \
    FROM subscription JOIN subscriber ON subscriber.id = subscription.subscriber_id \
    WHERE subscription.list_id = $1 AND subscription.state = $2 \
    ORDER BY subscription.changed_at DESC, subscription.subscriber_id LIMIT $3 + 0";

/// Returns up to `limit` subscribers whose subscription to a list has this state, the latest change first.
///
/// # Errors
/// The database failed.
pub async fn list_in_state(
    work: &mut DatabaseTransaction,
    list: ListId,
    state: SubscriptionState,
    limit: usize,
) -> Result<Vec<Subscriber>, Error> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(IN_STATE)
        .bind(list).bind(<&str>::from(state)).bind(limit)
        .fetch_all(&mut **tx).await?);
    rows.into_iter().map(read_subscriber).collect()
}

/// A subscriber to be added under a reserved id.
#[derive(Debug, Clone, Copy)]
pub struct NewSubscriber<'a> {
    /// Their number.
    pub id: SubscriberId,
    /// The form of the address by which they are found.
    pub folded: &'a str,
    /// The address as it was written, if that is different.
    pub original: Option<&'a str>,
    /// The fields as JSON.
    pub fields: &'a str,
}

/// A known subscriber, as an import finds them.
#[derive(Debug)]
pub struct ExistingSubscriber {
    /// Their number.
    pub id: SubscriberId,
    /// The form of their address by which they are found.
    pub folded: String,
    /// The fields as JSON.
    pub fields: String,
    /// The state of the subscription to the list, if there is one.
    pub state: Option<SubscriptionState>,
    /// Why the address must not be mailed, if it is suppressed.
    pub suppression: Option<SuppressionReason>,
}

const LAST_ID_SQLITE: &str = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'subscriber'";

/// The sequence is looked up once: for each id, that would cost more than adding the person.
const NEXT_IDS_POSTGRES: &str = "SELECT array_agg(nextval(( \
        SELECT CAST(pg_get_serial_sequence('subscriber', 'id') AS regclass)))) \
    FROM generate_series(1, CAST($1 AS BIGINT))";

/// Returns `count` ids that no subscriber ever had, for those added next in the same transaction. Nobody else writes to a
/// file meanwhile; a server gives each id only once.
///
/// # Errors
/// The database failed.
pub async fn reserve_ids(work: &mut DatabaseTransaction, count: usize) -> Result<Vec<SubscriberId>, Error> {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    match work {
        DatabaseTransaction::Sqlite(tx) => {
            let (last,): (i64,) = sqlx::query_as(LAST_ID_SQLITE).fetch_one(&mut **tx).await?;
            Ok((last + 1..=last + count).map(SubscriberId::new).collect())
        }
        DatabaseTransaction::Postgres(tx) => {
            let drawn: Option<Vec<i64>> =
                sqlx::query_scalar(NEXT_IDS_POSTGRES).bind(count).fetch_one(&mut **tx).await?;
            let mut ids: Vec<_> = drawn.unwrap_or_default().into_iter().map(SubscriberId::new).collect();
            ids.sort_unstable();
            Ok(ids)
        }
    }
}

/// The fork: a statement that can fail halfway makes SQLite copy each page before it changes it, and one that ignores
/// conflicts does not.
const ADD_ALL_SQLITE: &str = "INSERT OR IGNORE INTO subscriber \
        (id, normalized_address, original_address, fields, created_at) \
    VALUES (?, ?, ?, ?, ?)";

/// The most rows of a statement.
const ADDED_ROWS: usize = 250;

/// Adds subscribers under reserved ids, except those whose address is known; returns how many were added. Only for
/// SQLite: see [`join_all`].
///
/// # Errors
/// The database failed.
pub async fn add_all(
    work: &mut DatabaseTransaction,
    people: &[NewSubscriber<'_>],
    now: Timestamp,
) -> Result<u64, Error> {
    let DatabaseTransaction::Sqlite(tx) = work else { return Ok(0) };
    let mut chunks = people.chunks(ADDED_ROWS);
    let (mut added, mut next) = (0, chunks.next().map(|people| insert(people, now)));
    while let Some(query) = next.take() {
        // While SQLite adds some on its own thread, the next are bound.
        let (done, bound) =
            tokio::join!(query.execute(&mut **tx), async { chunks.next().map(|people| insert(people, now)) });
        added += done?.rows_affected();
        next = bound;
    }
    Ok(added)
}

/// Returns the statement that adds so many subscribers on SQLite.
fn insert<'a>(people: &'a [NewSubscriber<'a>], now: Timestamp) -> Query<'a, Sqlite, SqliteArguments> {
    let statement = AssertSqlSafe(with_rows(ADD_ALL_SQLITE, people.len()));
    let mut query = sqlx::query(statement).persistent(people.len() == ADDED_ROWS);
    for NewSubscriber { id, folded, original, fields } in people {
        query = query.bind(id).bind(*folded).bind(*original).bind(*fields).bind(to_micros(now));
    }
    query
}

/// Only PostgreSQL has several writers at once: the rows that are read are locked until the transaction ends.
const LOCK_EXISTING_POSTGRES: &str = "SELECT subscriber.id \
    FROM json_array_elements_text(CAST($1 AS json)) AS wanted (normalized_address) \
    JOIN subscriber ON subscriber.normalized_address = wanted.normalized_address \
    ORDER BY subscriber.id FOR UPDATE OF subscriber";
const FIND_EXISTING_SQLITE: &str = "SELECT subscriber.id, subscriber.normalized_address, subscriber.fields, \
        subscription.state, suppression.reason \
    FROM json_each($1) AS wanted CROSS JOIN subscriber \
    LEFT JOIN subscription ON subscription.subscriber_id = subscriber.id AND subscription.list_id = $2 \
    LEFT JOIN suppression ON suppression.subscriber_id = subscriber.id \
    WHERE subscriber.normalized_address = wanted.value";
const FIND_EXISTING_POSTGRES: &str = "SELECT subscriber.id, subscriber.normalized_address, subscriber.fields, \
        subscription.state, suppression.reason \
    FROM json_array_elements_text(CAST($1 AS json)) AS wanted (value) CROSS JOIN subscriber \
    LEFT JOIN subscription ON subscription.subscriber_id = subscriber.id AND subscription.list_id = $2 \
    LEFT JOIN suppression ON suppression.subscriber_id = subscriber.id \
    WHERE subscriber.normalized_address = wanted.value";

type ExistingSubscriberRow = (SubscriberId, String, String, Option<String>, Option<String>);

/// Returns the known subscribers among these normalized addresses, with their state on a list.
///
/// # Errors
/// The database failed.
pub async fn find_existing(
    work: &mut DatabaseTransaction,
    list: ListId,
    wanted: &[&str],
) -> Result<Vec<ExistingSubscriber>, Error> {
    let wanted = to_json(wanted.iter())?;
    if let DatabaseTransaction::Postgres(tx) = work {
        sqlx::query(LOCK_EXISTING_POSTGRES).bind(wanted.as_str()).execute(&mut **tx).await?;
    }
    let statement = work.select(FIND_EXISTING_SQLITE, FIND_EXISTING_POSTGRES);
    let rows: Vec<ExistingSubscriberRow> =
        on!(work, tx => sqlx::query_as(statement).bind(wanted).bind(list).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(id, folded, fields, state, reason)| {
            let state = state.map(|state| state.parse()).transpose();
            let state = state.map_err(|_| Error::InvalidValue("subscription state"))?;
            let reason = reason.map(|reason| reason.parse()).transpose();
            let suppression = reason.map_err(|_| Error::InvalidValue("reason of a suppression"))?;
            Ok(ExistingSubscriber { id, folded, fields, state, suppression })
        })
        .collect()
}

const SET_FIELDS_OF_ALL_SQLITE: &str = "UPDATE subscriber SET fields = change.value ->> 1 \
    FROM json_each($1) AS change WHERE subscriber.id = change.value ->> 0";
const SET_FIELDS_OF_ALL_POSTGRES: &str = "UPDATE subscriber SET fields = change.value ->> 1 \
    FROM json_array_elements(CAST($1 AS json)) AS change (value) \
    WHERE subscriber.id = CAST(change.value ->> 0 AS BIGINT)";

/// Replaces the fields of several subscribers, each given as JSON.
///
/// # Errors
/// The database failed.
pub async fn set_fields_of_all(
    work: &mut DatabaseTransaction,
    changes: &[(SubscriberId, String)],
) -> Result<(), Error> {
    if changes.is_empty() {
        return Ok(());
    }
    let statement = work.select(SET_FIELDS_OF_ALL_SQLITE, SET_FIELDS_OF_ALL_POSTGRES);
    on!(work, tx => sqlx::query(statement)
        .bind(to_json(changes.iter())?).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

fn read_member(row: MemberRow) -> Result<(Subscriber, SubscriptionState), Error> {
    let (id, address, fields, state) = row;
    let state = state.parse().map_err(|_| Error::InvalidValue("subscription state"))?;
    Ok((read_subscriber((id, address, fields))?, state))
}

pub(super) fn read_subscriber(row: Row) -> Result<Subscriber, Error> {
    let (id, address, fields) = row;
    let address = address.parse().map_err(|_| Error::InvalidValue("address"))?;
    let fields = serde_json::from_str(&fields).map_err(|_| Error::InvalidValue("set of fields"))?;
    Ok(Subscriber { id, address, fields })
}

fn fields_to_json(fields: &SubscriberFields) -> Result<String, Error> {
    serde_json::to_string(fields).map_err(|_| Error::InvalidValue("set of fields"))
}
