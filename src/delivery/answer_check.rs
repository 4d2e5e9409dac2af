//! Claims for an issue whose conditions depend on what people answer: nobody gets a reminder who has answered meanwhile.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::database::deliveries::{ClaimRequest, Settlement};
use crate::database::{self, DatabaseTransaction};
use crate::model::{Delivery, DeliveryStatus, SubscriberId};
use crate::segment::Segment;

/// How often more is claimed in one transaction in place of what was withdrawn.
const MAX_CLAIMS: usize = 50;

/// What is written to a delivery that was withdrawn.
const WITHDRAWN: &str = "answered before this copy was sent";

/// What was claimed and may still be sent.
#[derive(Default)]
pub(super) struct CheckedClaim {
    /// Copies that are now `sending`.
    pub(super) claimed: Vec<Delivery>,
    /// When to claim again, if so many were withdrawn that others may follow at once.
    pub(super) wake_after: Option<Duration>,
}

/// Claims deliveries. If an issue has conditions, only people who still meet them keep theirs, and the others' are
/// withdrawn.
///
/// # Errors
/// The database failed.
pub(super) async fn claim_checked(
    work: &mut DatabaseTransaction,
    conditions: Option<&Segment>,
    claim: ClaimRequest,
    now: Timestamp,
) -> Result<CheckedClaim, database::Error> {
    let Some(conditions) = conditions else {
        let claimed = database::deliveries::settle_and_claim_in(work, &[], claim, now).await?.claimed;
        return Ok(CheckedClaim { claimed, wake_after: None });
    };
    let mut checked = CheckedClaim::default();
    for _ in 0..MAX_CLAIMS {
        let limit = claim.limit - checked.claimed.len();
        let request = ClaimRequest { limit, ..claim };
        let claimed = database::deliveries::settle_and_claim_in(work, &[], request, now).await?.claimed;
        let is_last = claimed.len() < limit;
        let subscribers: Vec<SubscriberId> = claimed.iter().map(|copy| copy.subscriber.id).collect();
        let answers = conditions.answers(work, &subscribers).await?;
        let (kept, withdrawn): (Vec<Delivery>, Vec<Delivery>) =
            claimed.into_iter().partition(|copy| conditions.exclusion_reason(&copy.subscriber, &answers).is_none());
        checked.claimed.extend(kept);
        if withdrawn.is_empty() {
            return Ok(checked);
        }
        let settled: Vec<Settlement> = withdrawn.iter().map(withdrawal).collect();
        database::deliveries::settle_and_claim_in(work, &settled, ClaimRequest { limit: 0, ..claim }, now).await?;
        if is_last || checked.claimed.len() == claim.limit {
            return Ok(checked);
        }
    }
    checked.wake_after = Some(Duration::ZERO);
    Ok(checked)
}

fn withdrawal(copy: &Delivery) -> Settlement {
    Settlement {
        subscriber: copy.subscriber.id,
        claimed_at: copy.claimed_at,
        status: DeliveryStatus::Withdrawn,
        attempts: copy.attempts,
        due_at: Timestamp::UNIX_EPOCH,
        reply: Some(Arc::from(WITHDRAWN)),
    }
}
