//! Table `subscriber`.

use jiff::Timestamp;

use super::{Error, Work, micros, on};
use crate::model::{Address, Fields, Readership, State, Subscriber};

type Row = (i64, String, String);

const ADD: &str = "INSERT INTO subscriber (address, folded, fields, created_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (folded) DO UPDATE SET folded = excluded.folded RETURNING id";

/// Adds a person; should another writer have added them in the meantime, it is that one who is meant.
///
/// # Errors
/// The database refused.
pub async fn add(work: &mut Work, address: &Address, fields: &Fields, now: Timestamp) -> Result<i64, Error> {
    let (id,): (i64,) = on!(work, tx => sqlx::query_as(ADD)
        .bind(address.as_str()).bind(address.folded()).bind(json(fields)?).bind(micros(now))
        .fetch_one(&mut **tx).await?);
    Ok(id)
}

const BY_ADDRESS: &str = "SELECT id, address, fields FROM subscriber WHERE folded = $1";

/// Finds a person by any spelling of their address.
///
/// # Errors
/// The database refused.
pub async fn by_address(work: &mut Work, address: &Address) -> Result<Option<Subscriber>, Error> {
    let row: Option<Row> =
        on!(work, tx => sqlx::query_as(BY_ADDRESS).bind(address.folded()).fetch_optional(&mut **tx).await?);
    row.map(subscriber).transpose()
}

const SET_FIELDS: &str = "UPDATE subscriber SET fields = $2 WHERE id = $1";

/// Replaces a person's fields.
///
/// # Errors
/// The database refused.
pub async fn set_fields(work: &mut Work, id: i64, fields: &Fields) -> Result<(), Error> {
    on!(work, tx => sqlx::query(SET_FIELDS).bind(id).bind(json(fields)?).execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const READERS: &str = "SELECT subscriber.id, subscriber.address, subscriber.fields, subscription.state \
    FROM subscription JOIN subscriber ON subscriber.id = subscription.subscriber \
    WHERE subscription.list = $1 AND subscription.state IN ($2, $3) AND subscription.subscriber > $4 \
    ORDER BY subscription.subscriber LIMIT $5";

/// Returns the next `limit` readers of a list after number `after`, by number, and how each stands on the list: a list is
/// read in pages.
///
/// # Errors
/// The database refused.
pub async fn readers(
    work: &mut Work,
    whom: Readership,
    after: i64,
    limit: i64,
) -> Result<Vec<(Subscriber, State)>, Error> {
    let rows: Vec<(i64, String, String, String)> = on!(work, tx => sqlx::query_as(READERS)
        .bind(whom.list).bind(<&str>::from(State::Confirmed)).bind(<&str>::from(whom.also())).bind(after).bind(limit)
        .fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(id, address, fields, state)| {
            let state = state.parse().map_err(|_| Error::Unreadable("subscription state"))?;
            Ok((subscriber((id, address, fields))?, state))
        })
        .collect()
}

pub(super) fn subscriber((id, address, fields): Row) -> Result<Subscriber, Error> {
    let address = address.parse().map_err(|_| Error::Unreadable("address"))?;
    let fields = serde_json::from_str(&fields).map_err(|_| Error::Unreadable("set of fields"))?;
    Ok(Subscriber { id, address, fields })
}

fn json(fields: &Fields) -> Result<String, Error> {
    serde_json::to_string(fields).map_err(|_| Error::Unreadable("set of fields"))
}
