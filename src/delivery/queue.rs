//! The ledger as one run uses it: settles what is finished and claims what goes next, in one commit.

mod claim;
mod unanswered_claims;
mod webhook;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;

use super::domain_queue::{DomainQueues, HOLD_TIME};
use super::retry::answer_of;
use super::run_clock::RunClock;
use super::run_context::{RunContext, RunEnding};
use super::run_updates::Settled;
use super::throttle::SendThrottle;
use super::upcoming_copies::UpcomingCopies;
use super::{Error, issue_control};
use crate::database::deliveries::{ClaimRequest, Partition, Settlement};
use crate::database::{self, DatabaseTransaction};
use crate::model::{
    Delivery, DeliveryStatus, DomainQueueId, IssueState, Pause, RunId, StatusCounts, Subscriber, SubscriberId,
};
use crate::random::random_bytes;
use crate::subscription;
use unanswered_claims::UnansweredClaims;

/// The lease on a claimed delivery. If it expires, the delivery is in doubt: its sender has died.
pub const LEASE: SignedDuration = SignedDuration::from_secs(10);
/// How often the leases on copies in progress are renewed.
const RENEW_INTERVAL: SignedDuration = SignedDuration::from_secs(3);
/// How often a run looks for changes by others: a pause, or a domain that throttles.
pub(super) const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// The deliveries of an issue, as one run works with them.
pub(super) struct DeliveryQueue<'a> {
    run: &'a RunContext<'a>,
    /// The clock of the run.
    pub(super) clock: RunClock,
    partition: Partition,
    throttle: SendThrottle,
    domain_queues: DomainQueues,
    /// Copies in progress: when each was claimed, and from which queue.
    in_flight: BTreeMap<SubscriberId, (Timestamp, DomainQueueId)>,
    renewed_at: Timestamp,
    polled_at: Option<Instant>,
    upcoming: UpcomingCopies,
    unanswered: UnansweredClaims,
}

/// What idle workers can take.
#[derive(Debug, Default)]
pub(super) struct WantedCopies {
    /// The maximum number of copies.
    pub(super) limit: usize,
    /// Whose copies idle workers have prepared; not more than `limit`.
    pub(super) prepared: Vec<SubscriberId>,
    /// Whose copies any worker has prepared.
    pub(super) taken: BTreeSet<SubscriberId>,
}

/// What has finished since the last commit.
#[derive(Debug, Default)]
pub(super) struct PendingSettlements {
    /// The results of attempts.
    pub(super) settled: Vec<Settlement>,
    /// Subscribers whose address does not exist.
    pub(super) invalid_recipients: BTreeSet<SubscriberId>,
    /// Subscribers whose copy is sent again although it may have arrived.
    pub(super) resent_in_doubt: BTreeSet<SubscriberId>,
    /// Domains that throttled us.
    pub(super) throttled_domains: BTreeSet<String>,
}

/// What one commit brought.
#[derive(Default)]
pub(super) struct ClaimedBatch {
    /// Copies that are now `sending`.
    pub(super) claimed: Vec<Delivery>,
    /// What was committed of the pending settlements; empty if nobody reads the feed.
    pub(super) settled: Vec<Settled>,
    /// When more may be claimed, if the throttle limited this claim.
    pub(super) wake_after: Option<Duration>,
    /// Set if someone paused or cancelled the issue.
    pub(super) ending: Option<RunEnding>,
}

/// What a run without copies in progress does next.
pub(super) enum NextStep {
    /// Claim more.
    Claim,
    /// Wait for copies that other runs are sending or have left behind.
    WaitForOthers,
    /// Nothing is due until then.
    WaitUntil(Timestamp),
    /// The run is over.
    End(RunEnding),
}

impl<'a> DeliveryQueue<'a> {
    /// Opens the queue of a run's issue, and creates the queues of configured domains.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn open(run: &'a RunContext<'a>) -> Result<Self, Error> {
        let mut work = run.database.begin_write().await?;
        let clock = RunClock::start(run.now, run.issue);
        let now = clock.now();
        DomainQueues::create(&mut work, run.issue.relay.as_ref(), &run.throttle.domains).await?;
        let partition = Partition::of(&mut work, run.issue.id).await?;
        work.commit().await?;
        let throttle = SendThrottle::shared(run.issue.id, run.issue.relay.as_ref(), run.throttle);
        let lanes = DomainQueues::new();
        Ok(Self {
            run,
            clock,
            partition,
            throttle,
            domain_queues: lanes,
            in_flight: BTreeMap::new(),
            renewed_at: now,
            polled_at: None,
            upcoming: UpcomingCopies::default(),
            unanswered: UnansweredClaims::new(RunId::new(i64::from_be_bytes(random_bytes()?) & i64::MAX)),
        })
    }

    /// Commits what is pending and claims more copies, as far as the throttle allows; empties `pending` once it is committed.
    ///
    /// # Errors
    /// The database failed, and nothing was changed.
    pub(super) async fn settle_and_claim(
        &mut self,
        pending: &mut PendingSettlements,
        wanted: &WantedCopies,
    ) -> Result<ClaimedBatch, Error> {
        let mut batch = answer_of(self.try_settle_and_claim(pending, wanted)).await;
        if let Ok(batch) = &mut batch {
            self.drop_late(batch);
        } else {
            self.unanswered.lose();
            // What was read in the transaction may not be true.
            (self.domain_queues, self.polled_at) = (DomainQueues::new(), None);
            self.upcoming.clear(false);
        }
        batch
    }

    /// Returns whose copy will probably be claimed after those that were claimed last.
    pub(super) fn next_recipient(&mut self) -> Option<Subscriber> {
        if self.is_free() { self.upcoming.pop() } else { None }
    }

    async fn try_settle_and_claim(
        &mut self,
        pending: &mut PendingSettlements,
        wanted: &WantedCopies,
    ) -> Result<ClaimedBatch, Error> {
        let now = self.clock.now();
        let (poll, renew) = (self.poll_due() || !pending.throttled_domains.is_empty(), self.renewal_due(now));
        if pending.settled.is_empty() && wanted.limit == 0 && !poll {
            return Ok(ClaimedBatch::default());
        }
        let planned = self.plan_claim(wanted, now).await?;
        let is_plain = pending.invalid_recipients.is_empty() && pending.resent_in_doubt.is_empty();
        let (mut batch, committed) = if is_plain && self.is_free() && !poll && !renew && !self.run.has_webhook {
            let claimed_at = self.unanswered.begin(now);
            let request = self.claim_request(DomainQueueId::SHARED, planned.others, claimed_at);
            let (database, settled) = (self.run.database, &pending.settled);
            let result =
                database::deliveries::settle_and_claim(database, settled, request, &planned.named, claimed_at).await?;
            (ClaimedBatch { claimed: result.claimed, ..ClaimedBatch::default() }, result.settled)
        } else {
            self.settle_poll_and_claim(pending, &planned, poll, renew).await?
        };
        if batch.ending.is_none() && batch.claimed.len() < planned.named.len() {
            self.upcoming.clear(true);
            // Somebody else's copy may go at once.
            batch.wake_after = batch.wake_after.or(Some(Duration::ZERO));
        }
        let settlements = std::mem::take(pending).settled;
        for settlement in &settlements {
            self.in_flight.remove(&settlement.subscriber);
        }
        for copy in &batch.claimed {
            self.in_flight.insert(copy.subscriber.id, (copy.claimed_at, copy.domain_queue));
        }
        if self.run.feed.has_readers() {
            batch.settled = self.settled(settlements, &committed);
        }
        if poll || renew {
            self.renewed_at = now;
        }
        if poll {
            self.polled_at = Some(Instant::now());
            self.unanswered.forget_old();
        }
        Ok(batch)
    }

    /// Returns the settlements that changed their rows: a copy that someone else has decided about since is left alone.
    fn settled(&self, settlements: Vec<Settlement>, committed: &[SubscriberId]) -> Vec<Settled> {
        let changed = settlements.into_iter().filter(|settlement| committed.contains(&settlement.subscriber));
        changed
            .map(|Settlement { subscriber, status, attempts, reply, .. }| Settled {
                issue: self.run.issue.id,
                subscriber,
                status,
                attempts,
                reply,
            })
            .collect()
    }

    /// Does everything that may be due in one transaction; returns also whose settlements changed their rows.
    async fn settle_poll_and_claim(
        &mut self,
        pending: &PendingSettlements,
        planned: &claim::PlannedClaim,
        poll: bool,
        renew: bool,
    ) -> Result<(ClaimedBatch, Vec<SubscriberId>), Error> {
        self.run.database.check_file()?;
        let mut work = self.run.database.begin_brief_write().await?;
        // Waiting for the right to write takes time, so the clock is read after it.
        let now = self.clock.now();
        let committed = self.settle(&mut work, pending, now).await?;
        if !self.unanswered.is_empty() {
            self.unanswered.give_back(&mut work, self.run.issue.id, now).await?;
        }
        if self.run.has_webhook {
            webhook::tell_settled(&mut work, self.run.issue, &pending.settled, &committed, now).await?;
        }
        // Renewed before anyone, including this run, can take copies in progress for abandoned.
        let leased = self.in_flight.iter().map(|(subscriber, (claimed_at, _))| (*subscriber, *claimed_at));
        if poll || renew {
            database::deliveries::renew_leases(&mut work, self.run.issue.id, leased, now + LEASE).await?;
        }
        let ending = if poll { self.poll(&mut work, now).await? } else { None };
        let batch = match ending {
            None if planned.count() > 0 => {
                let claimed_at = self.unanswered.begin(now);
                self.claim(&mut work, planned, claimed_at).await?
            }
            ending => ClaimedBatch { ending, ..ClaimedBatch::default() },
        };
        work.commit().await?;
        Ok((batch, committed))
    }

    fn claim_request(&self, lane: DomainQueueId, limit: usize, now: Timestamp) -> ClaimRequest {
        ClaimRequest {
            issue: self.run.issue.id,
            run: self.unanswered.run(),
            filter: self.run.issue.recipient_filter(),
            domain_queue: lane,
            limit,
            lease_until: now + LEASE,
            partition: self.partition,
        }
    }

    fn poll_due(&self) -> bool {
        self.polled_at.is_none_or(|at| at.elapsed() >= POLL_INTERVAL)
    }

    fn renewal_due(&self, now: Timestamp) -> bool {
        now.duration_since(self.renewed_at) > RENEW_INTERVAL
    }

    /// Records what is pending; returns whose settlements changed their rows.
    async fn settle(
        &self,
        work: &mut DatabaseTransaction,
        pending: &PendingSettlements,
        now: Timestamp,
    ) -> Result<Vec<SubscriberId>, Error> {
        let issue = self.run.issue.id;
        let request = self.claim_request(DomainQueueId::SHARED, 0, now);
        let result = database::deliveries::settle_and_claim_in(work, &pending.settled, request, now).await?;
        for settled in pending.settled.iter().filter(|settled| pending.invalid_recipients.contains(&settled.subscriber))
        {
            subscription::suppress_bounced(work, settled.subscriber, issue, settled.reply.as_deref(), now).await?;
        }
        for subscriber in &pending.resent_in_doubt {
            database::deliveries::mark_may_have_arrived(work, issue, *subscriber).await?;
        }
        let relay = self.run.issue.relay.as_ref();
        for domain in &pending.throttled_domains {
            database::domain_queues::hold_until(work, relay, domain, now + HOLD_TIME).await?;
            // Copies that were in progress when the queue was created came back to the shared queue.
            for queue in database::domain_queues::all(work, relay).await?.iter().filter(|queue| queue.domain == *domain)
            {
                database::deliveries::move_to_domain_queue(work, issue, queue.id, domain).await?;
            }
        }
        Ok(result.settled)
    }

    /// Reads what others have changed, and marks deliveries with an expired lease as in doubt.
    async fn poll(&mut self, work: &mut DatabaseTransaction, now: Timestamp) -> Result<Option<RunEnding>, Error> {
        let issue = self.run.issue.id;
        issue_control::mark_expired_leases(work, issue, self.run.retry.in_doubt, now).await?;
        if !self.run.issue.trial {
            self.domain_queues.refresh(work, self.run.issue, &self.run.throttle.domains, now).await?;
        }
        Ok(match database::issues::state(work, issue).await? {
            Some((IssueState::Paused, pause)) => Some(RunEnding::Paused(pause.unwrap_or_default())),
            Some((IssueState::Cancelled, _)) | None => Some(RunEnding::Cancelled),
            Some((IssueState::Sending | IssueState::Finished, _)) => None,
        })
    }

    /// Returns what to do once no copy is in progress. Only if nothing can be claimed, it skips the deliveries of subscribers
    /// who have unsubscribed: to find them, every waiting row is read.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn next_step(&self) -> Result<NextStep, Error> {
        let (issue, whom, now) = (self.run.issue.id, self.run.issue.recipient_filter(), self.clock.now());
        let mut work = self.run.database.begin_read().await?;
        let mut held_back = None;
        for lane in self.domain_queues.iter() {
            if database::deliveries::has_due(&mut work, issue, whom, lane.id, now).await? {
                match lane.concurrency(now) {
                    Ok(_) => return Ok(NextStep::Claim),
                    Err(until) => held_back = Some(held_back.map_or(until, |earlier: Timestamp| earlier.min(until))),
                }
            }
        }
        drop(work);
        let mut work = self.run.database.begin_write().await?;
        database::deliveries::skip_ineligible(&mut work, issue, whom, now).await?;
        let due = database::deliveries::next_due(&mut work, issue, Timestamp::UNIX_EPOCH).await?;
        let held = database::deliveries::leased_until(&mut work, issue).await?;
        let state = database::issues::state(&mut work, issue).await?;
        work.commit().await?;
        Ok(match (held, due, held_back) {
            (Some(_), _, _) => NextStep::WaitForOthers,
            // Waiting deliveries may have been cancelled since the last poll.
            (None, None, _) if matches!(state, Some((IssueState::Cancelled, _)) | None) => {
                NextStep::End(RunEnding::Cancelled)
            }
            (None, None, _) => NextStep::End(RunEnding::Completed),
            (None, Some(due), None) if due <= now => NextStep::Claim,
            (None, Some(due), None) => NextStep::WaitUntil(due),
            // Due deliveries are held back with their domain: one that is due later may be free to go earlier.
            (None, Some(_), Some(until)) => {
                let later =
                    database::deliveries::next_due(&mut self.run.database.begin_read().await?, issue, now).await?;
                NextStep::WaitUntil(later.map_or(until, |later| later.min(until)))
            }
        })
    }

    /// Returns the counts by status.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn counts(&self) -> Result<StatusCounts, Error> {
        Ok(database::deliveries::count_by_status(&mut self.run.database.begin_read().await?, self.run.issue.id).await?)
    }

    /// Pauses the issue because of what the relay replied, and queues the copies again whose rejection was not their
    /// recipients' fault. Returns these.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn pause(
        &self,
        pause: &Pause,
        rejected: impl Iterator<Item = SubscriberId>,
    ) -> Result<Vec<Settled>, Error> {
        let (issue, now) = (self.run.issue.id, self.clock.now());
        let mut requeued = Vec::new();
        let mut work = self.run.database.begin_write().await?;
        issue_control::pause_issue_in(&mut work, issue, pause).await?;
        for subscriber in rejected {
            if let Some(attempts) = database::deliveries::requeue(&mut work, issue, subscriber, now).await? {
                requeued.push(Settled { issue, subscriber, status: DeliveryStatus::Queued, attempts, reply: None });
            }
        }
        work.commit().await?;
        Ok(requeued)
    }

    /// Ends the run: marks the issue as finished if all is settled, and cancels what waits in a cancelled issue.
    ///
    /// # Errors
    /// The database failed.
    pub(super) async fn close(&self) -> Result<(), Error> {
        let mut work = self.run.database.begin_write().await?;
        issue_control::finish_if_settled(&mut work, self.run.issue.id, self.clock.now()).await?;
        database::throttle_state::leave_all_queues(&mut work, self.run.issue.id).await?;
        work.commit().await?;
        Ok(self.run.database.check_file()?)
    }
}
