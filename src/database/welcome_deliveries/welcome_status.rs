//! Reading the ledger of welcome letters.

use jiff::Timestamp;

use super::super::{DatabaseTransaction, Error, from_micros, on};
use crate::model::{Address, DeliveryStatus, ListId, SubscriberId};

/// How many welcome letters of a list have a status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WelcomeCount {
    /// The list.
    pub list: ListId,
    /// The status.
    pub status: DeliveryStatus,
    /// How many letters have it.
    pub count: u64,
    /// The relay's reply to one of them, or what went wrong.
    pub reply: Option<String>,
}

/// One person's welcome letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WelcomeRecord {
    /// The list.
    pub list: ListId,
    /// What became of it.
    pub status: DeliveryStatus,
    /// When it was claimed or queued last.
    pub changed_at: Timestamp,
    /// The relay's reply, or what went wrong.
    pub reply: Option<String>,
}

const COUNTS: &str = "SELECT list_id, status, count(*), max(reply) FROM welcome_delivery \
    GROUP BY list_id, status ORDER BY list_id, status";

/// Counts the welcome letters by list and status.
///
/// # Errors
/// The database failed.
pub async fn counts(work: &mut DatabaseTransaction) -> Result<Vec<WelcomeCount>, Error> {
    let rows: Vec<(ListId, String, i64, Option<String>)> =
        on!(work, tx => sqlx::query_as(COUNTS).fetch_all(&mut **tx).await?);
    let read = |(list, status, count, reply): (ListId, String, i64, Option<String>)| {
        Ok(WelcomeCount { list, status: read_status(&status)?, count: count.unsigned_abs(), reply })
    };
    rows.into_iter().map(read).collect()
}

const IN_DOUBT_ADDRESSES: &str = "SELECT subscriber.address FROM welcome_delivery \
    JOIN subscriber ON subscriber.id = welcome_delivery.subscriber_id \
    WHERE welcome_delivery.list_id = $1 AND welcome_delivery.status = 'in_doubt' ORDER BY subscriber.id LIMIT $2 + 0";

/// Returns at most `limit` people whose letter may or may not have arrived.
///
/// # Errors
/// The database failed.
pub async fn in_doubt_addresses(
    work: &mut DatabaseTransaction,
    list: ListId,
    limit: i64,
) -> Result<Vec<Address>, Error> {
    let rows: Vec<(String,)> =
        on!(work, tx => sqlx::query_as(IN_DOUBT_ADDRESSES).bind(list).bind(limit).fetch_all(&mut **tx).await?);
    rows.into_iter().map(|(address,)| address.parse().map_err(|_| Error::InvalidValue("address"))).collect()
}

const OF_SUBSCRIBER: &str = "SELECT list_id, status, changed_at, reply FROM welcome_delivery \
    WHERE subscriber_id = $1 ORDER BY list_id";

/// Returns a person's welcome letters.
///
/// # Errors
/// The database failed.
pub async fn of_subscriber(
    work: &mut DatabaseTransaction,
    subscriber: SubscriberId,
) -> Result<Vec<WelcomeRecord>, Error> {
    let rows: Vec<(ListId, String, i64, Option<String>)> =
        on!(work, tx => sqlx::query_as(OF_SUBSCRIBER).bind(subscriber).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(list, status, changed_at, reply)| {
            Ok(WelcomeRecord { list, status: read_status(&status)?, changed_at: from_micros(changed_at)?, reply })
        })
        .collect()
}

fn read_status(text: &str) -> Result<DeliveryStatus, Error> {
    text.parse().map_err(|_| Error::InvalidValue("status"))
}
