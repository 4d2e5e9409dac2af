//! Tells the webhook what became of copies, in the transaction that records it.

use jiff::Timestamp;

use crate::database::deliveries::Settlement;
use crate::database::{self, DatabaseTransaction, webhook_events};
use crate::model::{DeliveryStatus, Issue, SettledCopy, SubscriberId};

/// Tells the settlements that changed their rows. Copies that only wait for the next attempt are not told.
///
/// # Errors
/// The database failed.
pub(super) async fn tell_settled(
    work: &mut DatabaseTransaction,
    issue: &Issue,
    settled: &[Settlement],
    committed: &[SubscriberId],
    now: Timestamp,
) -> Result<(), database::Error> {
    let is_told = |status: DeliveryStatus| status.is_settled() || status == DeliveryStatus::InDoubt;
    let told = settled.iter().filter(|one| is_told(one.status) && committed.contains(&one.subscriber));
    let copies: Vec<_> =
        told.map(|one| SettledCopy { subscriber_id: one.subscriber, state: one.status.to_string() }).collect();
    webhook_events::add_settled(work, issue.id, issue.list, &copies, now).await
}
