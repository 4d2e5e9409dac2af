//! The addresses that subscribers had before, in the rows of `subscription_event` about a changed address.

use super::{DatabaseTransaction, Error, on, to_json};
use crate::model::{Address, ListId, SubscriberId, SubscriptionState};

/// A former address of a subscriber.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerAddress {
    /// The former address, normalized.
    pub folded: String,
    /// The subscriber.
    pub subscriber: SubscriberId,
    /// The subscriber's present address.
    pub present: Address,
    /// The state of their subscription to the list; `None` if they were never on it.
    pub state: Option<SubscriptionState>,
}

const HAS_ANY: &str = "SELECT EXISTS (SELECT 1 FROM subscription_event WHERE kind = 'address_changed')";

/// Returns whether any subscriber ever had another address.
///
/// # Errors
/// Returns an error if the database query fails.
pub async fn has_any(work: &mut DatabaseTransaction) -> Result<bool, Error> {
    let (any,): (bool,) = on!(work, tx => sqlx::query_as(HAS_ANY).fetch_one(&mut **tx).await?);
    Ok(any)
}

const PRESENT_ADDRESS: &str = "SELECT subscriber.address \
    FROM subscription_event AS event JOIN subscriber ON subscriber.id = event.subscriber_id \
    WHERE event.kind = 'address_changed' AND lower(event.note) = $1 ORDER BY event.id DESC LIMIT 1";

/// Returns the present address of the person who last had another one.
///
/// # Errors
/// Returns an error if the database query fails.
pub async fn present_address(work: &mut DatabaseTransaction, former: &Address) -> Result<Option<Address>, Error> {
    let row: Option<(String,)> =
        on!(work, tx => sqlx::query_as(PRESENT_ADDRESS).bind(former.folded()).fetch_optional(&mut **tx).await?);
    row.map(|(address,)| parse(&address)).transpose()
}

const FIND_FORMER_SQLITE: &str = "SELECT wanted.value, subscriber.id, subscriber.address, subscription.state \
    FROM json_each($1) AS wanted CROSS JOIN subscription_event AS event \
    JOIN subscriber ON subscriber.id = event.subscriber_id \
    LEFT JOIN subscription ON subscription.subscriber_id = subscriber.id AND subscription.list_id = $2 \
    WHERE event.kind = 'address_changed' AND lower(event.note) = wanted.value ORDER BY event.id";
const FIND_FORMER_POSTGRES: &str = "SELECT wanted.value, subscriber.id, subscriber.address, subscription.state \
    FROM json_array_elements_text(CAST($1 AS json)) AS wanted (value) CROSS JOIN subscription_event AS event \
    JOIN subscriber ON subscriber.id = event.subscriber_id \
    LEFT JOIN subscription ON subscription.subscriber_id = subscriber.id AND subscription.list_id = $2 \
    WHERE event.kind = 'address_changed' AND lower(event.note) = wanted.value ORDER BY event.id";

type Row = (String, SubscriberId, String, Option<String>);

/// Returns those of these normalized addresses that subscribers had before, with their state on a list.
///
/// An address that somebody has at present may be among them. If several subscribers had it, the last one comes last.
///
/// # Errors
/// Returns an error if the database query fails.
pub async fn find(work: &mut DatabaseTransaction, list: ListId, wanted: &[&str]) -> Result<Vec<FormerAddress>, Error> {
    let (wanted, statement) = (to_json(wanted.iter())?, work.select(FIND_FORMER_SQLITE, FIND_FORMER_POSTGRES));
    let rows: Vec<Row> = on!(work, tx => sqlx::query_as(statement).bind(wanted).bind(list).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(folded, subscriber, present, state)| {
            let state = state.map(|state| state.parse()).transpose();
            let state = state.map_err(|_| Error::InvalidValue("subscription state"))?;
            Ok(FormerAddress { folded, subscriber, present: parse(&present)?, state })
        })
        .collect()
}

fn parse(address: &str) -> Result<Address, Error> {
    address.parse().map_err(|_| Error::InvalidValue("address"))
}
