//! Which copies a run claims: prepared ones by name, or as many as the limits allow.

use std::iter;
use std::time::Duration;

use jiff::Timestamp;

use super::super::Error;
use super::super::answer_check::claim_checked;
use super::super::throttle::ThrottleAllowance;
use super::{ClaimedBatch, DeliveryQueue, WantedCopies};
use crate::database::deliveries::ClaimRequest;
use crate::database::{self, DatabaseTransaction};
use crate::model::{DomainQueueId, SubscriberId};

/// What one commit claims.
pub(super) struct PlannedClaim {
    /// Whose copies are claimed.
    pub(super) named: Vec<SubscriberId>,
    /// How many others.
    pub(super) others: usize,
}

impl PlannedClaim {
    /// Returns the maximum number of copies.
    pub(super) fn count(&self) -> usize {
        self.named.len() + self.others
    }
}

impl DeliveryQueue<'_> {
    /// Returns whether copies may go to everybody in any number and order, as far as it was read which domains ask for
    /// less.
    pub(super) fn is_free(&self) -> bool {
        let is_paced = self.throttle.is_limited() || !self.domain_queues.is_single();
        self.polled_at.is_some() && self.run.conditions.is_none() && !is_paced
    }

    /// Returns what to claim: prepared copies, and those that are read ahead. If nothing is read ahead, the database chooses.
    pub(super) async fn plan_claim(&mut self, wanted: &WantedCopies, now: Timestamp) -> Result<PlannedClaim, Error> {
        let mut named = wanted.prepared.clone();
        let others = wanted.limit.saturating_sub(named.len());
        if !self.is_free() || self.run.issue.trial || self.upcoming.is_resting() {
            self.upcoming.clear(false);
            return Ok(PlannedClaim { named, others });
        }
        // Each copy that is claimed lets a worker prepare another one.
        let lack = self.upcoming.lack(wanted.limit + others, self.run.connections).filter(|_| wanted.limit > 0);
        if let Some(lack) = lack {
            let request = self.claim_request(DomainQueueId::SHARED, lack + wanted.taken.len(), now);
            let mut work = self.run.database.begin_read().await?;
            let due = database::deliveries::list_due(&mut work, request, now).await?;
            self.upcoming.add(due, &wanted.taken);
        }
        named.extend(iter::from_fn(|| self.upcoming.pop()).take(others).map(|recipient| recipient.id));
        Ok(PlannedClaim { named, others: 0 })
    }

    /// Claims what was planned; if there are limits by now, as many copies as they allow.
    pub(super) async fn claim(
        &mut self,
        work: &mut DatabaseTransaction,
        planned: &PlannedClaim,
        now: Timestamp,
    ) -> Result<ClaimedBatch, Error> {
        if !self.is_free() {
            return self.claim_limited(work, planned.count(), now).await;
        }
        let request = self.claim_request(DomainQueueId::SHARED, planned.others, now);
        let claimed = database::deliveries::claim_in(work, request, &planned.named, now).await?;
        Ok(ClaimedBatch { claimed, ..ClaimedBatch::default() })
    }

    /// Claims as many copies as the limits allow now.
    async fn claim_limited(
        &mut self,
        work: &mut DatabaseTransaction,
        want: usize,
        now: Timestamp,
    ) -> Result<ClaimedBatch, Error> {
        let mut turn = ClaimedBatch::default();
        let request = self.claim_request(DomainQueueId::SHARED, 0, now);
        let ClaimRequest { issue, filter: whom, .. } = request;
        if self.throttle.is_limited() || !self.domain_queues.is_single() {
            database::throttle_state::lock_throttles(work).await?;
        }
        let mut left = match self.throttle.allowance(work, want, now).await? {
            ThrottleAllowance::Available(copies) => copies,
            ThrottleAllowance::Until(at) => {
                return Ok(ClaimedBatch { wake_after: Duration::try_from(at.duration_since(now)).ok(), ..turn });
            }
        };
        // If the throttle allows less than requested, it is asked again at once when more is allowed.
        let limited = left < want;
        for lane in self.domain_queues.round_robin() {
            let under_way = if lane.id == DomainQueueId::SHARED {
                0
            } else {
                database::deliveries::count_in_flight(work, lane.id).await?
            };
            let under_way = usize::try_from(under_way).unwrap_or(usize::MAX);
            let width = lane.concurrency(now).unwrap_or(0).saturating_sub(under_way).min(left);
            if width == 0
                || lane.throttle.is_limited() && !database::deliveries::has_due(work, issue, whom, lane.id, now).await?
            {
                continue;
            }
            let limit = match lane.throttle.allowance(work, width, now).await? {
                ThrottleAllowance::Available(copies) => copies,
                ThrottleAllowance::Until(at) => {
                    let wake = Duration::try_from(at.duration_since(now)).unwrap_or_default();
                    turn.wake_after = Some(turn.wake_after.map_or(wake, |earlier| earlier.min(wake)));
                    continue;
                }
            };
            let claim = ClaimRequest { domain_queue: lane.id, limit, ..request };
            let checked = claim_checked(work, self.run.conditions.as_ref(), claim, now).await?;
            turn.wake_after = checked.wake_after.or(turn.wake_after);
            lane.throttle.record_sent(work, checked.claimed.len(), now).await?;
            left -= checked.claimed.len();
            turn.claimed.extend(checked.claimed);
        }
        self.throttle.record_sent(work, turn.claimed.len(), now).await?;
        if limited && left == 0 {
            turn.wake_after = Some(Duration::ZERO);
        }
        Ok(turn)
    }
}
