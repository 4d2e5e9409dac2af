//! Table `domain_queue`: recipient domains with a queue of their own.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::{DomainQueueId, RelayName};

/// A recipient domain with a queue of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainQueueRecord {
    /// Its number.
    pub id: DomainQueueId,
    /// The domain in lower case.
    pub domain: String,
    /// When its backoff ends; in the past if the domain does not throttle us.
    pub held_until: Timestamp,
}

const ALL: &str = "SELECT id, domain, backoff_until FROM domain_queue WHERE relay = $1 ORDER BY id";

/// Returns the domain queues of a relay; none is the usual one.
///
/// # Errors
/// The database failed.
pub async fn all(work: &mut DatabaseTransaction, relay: Option<&RelayName>) -> Result<Vec<DomainQueueRecord>, Error> {
    let relay = relay.map_or("", RelayName::as_str);
    let rows: Vec<(DomainQueueId, String, i64)> =
        on!(work, tx => sqlx::query_as(ALL).bind(relay).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(id, domain, held)| Ok(DomainQueueRecord { id, domain, held_until: from_micros(held)? }))
        .collect()
}

const HOLD_UNTIL: &str = "INSERT INTO domain_queue (domain, backoff_until, relay) VALUES ($1, $2, $3) \
    ON CONFLICT (relay, domain) DO UPDATE SET backoff_until = excluded.backoff_until \
    WHERE excluded.backoff_until > domain_queue.backoff_until";

/// Holds a domain back at a relay until then, and creates its queue if needed; a longer hold is kept.
///
/// # Errors
/// The database failed.
pub async fn hold_until(
    work: &mut DatabaseTransaction,
    relay: Option<&RelayName>,
    domain: &str,
    until: Timestamp,
) -> Result<(), Error> {
    let relay = relay.map_or("", RelayName::as_str);
    on!(work, tx => sqlx::query(HOLD_UNTIL).bind(domain).bind(to_micros(until)).bind(relay).execute(&mut **tx).await?.rows_affected());
    Ok(())
}
