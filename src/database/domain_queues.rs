//! Table `domain_queue`: recipients' domains whose copies wait by themselves.

use jiff::Timestamp;

use super::{DatabaseTransaction, Error, from_micros, on, to_micros};
use crate::model::DomainQueueId;

/// A domain whose copies wait by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainQueueRecord {
    /// Its number.
    pub id: DomainQueueId,
    /// The domain, folded.
    pub domain: String,
    /// Until when nothing goes there, because it asked for less; long past if it never did.
    pub held_until: Timestamp,
}

const ALL: &str = "SELECT id, domain, backoff_until FROM domain_queue ORDER BY id";

/// Returns all lanes.
///
/// # Errors
/// The database refused.
pub async fn all(work: &mut DatabaseTransaction) -> Result<Vec<DomainQueueRecord>, Error> {
    let rows: Vec<(DomainQueueId, String, i64)> = on!(work, tx => sqlx::query_as(ALL).fetch_all(&mut **tx).await?);
    rows.into_iter()
        .map(|(id, domain, held)| Ok(DomainQueueRecord { id, domain, held_until: from_micros(held)? }))
        .collect()
}

const HOLD_UNTIL: &str = "INSERT INTO domain_queue (domain, backoff_until) VALUES ($1, $2) \
    ON CONFLICT (domain) DO UPDATE SET backoff_until = excluded.backoff_until \
    WHERE excluded.backoff_until > domain_queue.backoff_until";

/// Holds a domain back until then, in a lane that is made if need be; no hold is made shorter.
///
/// # Errors
/// The database refused.
pub async fn hold_until(work: &mut DatabaseTransaction, domain: &str, until: Timestamp) -> Result<(), Error> {
    on!(work, tx => sqlx::query(HOLD_UNTIL).bind(domain).bind(to_micros(until)).execute(&mut **tx).await?.rows_affected());
    Ok(())
}
