//! The course of a run: claimed copies go out to the carriers, what came of them comes back to the ledger.

use std::collections::BTreeSet;

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::circuit_breaker::CircuitBreaker;
use super::database_retry::DatabaseRetry;
use super::queue::{DeliveryQueue, NextStep, POLL_INTERVAL, PendingSettlements};
use super::rejection_monitor::RejectionMonitor;
use super::reply_classifier::{BounceBlame, DeliveryOutcome};
use super::run_context::{RunContext, RunEnding};
use super::worker::CompletedDelivery;
use super::{Error, RunProgress, delivery_log, domain_queue, retry_delay};
use crate::config::InDoubtPolicy;
use crate::database::deliveries::Settlement;
use crate::model::{Delivery, DeliveryStatus, Pause, PauseReason};

/// When so many domains ask for less and no copy is taken in between, it is the relay that asks.
const MAX_THROTTLED_DOMAINS: usize = 5;

/// What a run knows while it goes on.
pub(super) struct DeliveryScheduler<'a> {
    run: &'a RunContext<'a>,
    workers: Vec<mpsc::Sender<Delivery>>,
    idle_workers: Vec<usize>,
    pending: PendingSettlements,
    progress: RunProgress,
    circuit_breaker: CircuitBreaker,
    rejections: RejectionMonitor,
    /// Domains that asked for less since a copy was taken last.
    throttled_domains: BTreeSet<String>,
}

impl<'a> DeliveryScheduler<'a> {
    pub(super) fn new(run: &'a RunContext<'a>, workers: Vec<mpsc::Sender<Delivery>>, progress: RunProgress) -> Self {
        Self {
            run,
            idle_workers: (0..workers.len()).rev().collect(),
            workers,
            pending: PendingSettlements::default(),
            progress,
            circuit_breaker: CircuitBreaker::new(run.retry_policy),
            rejections: RejectionMonitor::default(),
            throttled_domains: BTreeSet::new(),
        }
    }

    /// Goes on until nothing is due, the relay is past hope, or somebody stops it.
    pub(super) async fn run(
        &mut self,
        ledger: &mut DeliveryQueue<'_>,
        returned: &mut mpsc::UnboundedReceiver<CompletedDelivery>,
        tasks: &mut JoinSet<()>,
        mut stop: watch::Receiver<bool>,
        tell: &mut (impl FnMut(&RunProgress) + Send),
    ) -> Result<RunEnding, Error> {
        let mut ending = None;
        loop {
            if ending.is_none() && *stop.borrow() {
                ending = Some(RunEnding::Stopped);
            }
            let want = if ending.is_some() {
                0
            } else {
                self.circuit_breaker.capacity(self.idle_workers.len(), self.workers.len())
            };
            let mut refused = DatabaseRetry::default();
            let turn = loop {
                match ledger.settle_and_claim(&mut self.pending, want).await {
                    Ok(turn) => break turn,
                    Err(error) => refused.wait_or_fail(error).await?,
                }
            };
            tell(&self.progress);
            ending = ending.or(turn.ending);
            self.assign(turn.claimed).await;
            if self.idle_workers.len() == self.workers.len() {
                if let Some(ending) = ending {
                    return Ok(ending);
                }
                let next = loop {
                    match ledger.next_step().await {
                        Ok(next) => break next,
                        Err(error) => refused.wait_or_fail(error).await?,
                    }
                };
                match next {
                    NextStep::End(ending) => return Ok(ending),
                    NextStep::WaitUntil(due) => return Ok(RunEnding::Waiting(due)),
                    NextStep::Claim | NextStep::WaitForOthers => {}
                }
            }
            let wake = Instant::now() + turn.wake_after.unwrap_or(POLL_INTERVAL).min(POLL_INTERVAL);
            // A moment that has passed would make this loop spin while what is under way ends.
            let ready = self.circuit_breaker.retry_at().filter(|at| *at > Instant::now());
            let wake = ready.map_or(wake, |at| at.min(wake));
            tokio::select! {
                Some(carried) = returned.recv() => {
                    ending = more_severe(ending, self.record(carried));
                    while let Ok(carried) = returned.try_recv() {
                        ending = more_severe(ending, self.record(carried));
                    }
                }
                // Carriers end when their jobs do; one that ends now has broken down.
                Some(_) = tasks.join_next() => return Err(Error::WorkerFailed),
                () = sleep_until(wake) => {}
                Ok(()) = stop.changed(), if ending.is_none() => {}
            }
        }
    }

    /// Lets the carriers finish, and returns what is still to be settled and how far the run came.
    pub(super) async fn drain(
        mut self,
        tasks: &mut JoinSet<()>,
        returned: &mut mpsc::UnboundedReceiver<CompletedDelivery>,
    ) -> (PendingSettlements, RejectionMonitor, RunProgress) {
        self.workers.clear();
        while tasks.join_next().await.is_some() {}
        while let Ok(carried) = returned.try_recv() {
            self.record(carried);
        }
        (self.pending, self.rejections, self.progress)
    }

    async fn assign(&mut self, claimed: Vec<Delivery>) {
        self.circuit_breaker.record_sent(claimed.len());
        for delivery in claimed {
            // A claim is never larger than the number of idle carriers, and an idle carrier's channel has room.
            if let Some(carrier) = self.idle_workers.pop() {
                let _ = self.workers[carrier].send(delivery).await;
            }
        }
    }

    /// Keeps what came of a copy for the next turn; returns how the run ends, if it must.
    fn record(&mut self, carried: CompletedDelivery) -> Option<RunEnding> {
        self.idle_workers.push(carried.worker);
        delivery_log::log_delivery(self.run, &carried);
        let now = (self.run.now)();
        let delivery = &carried.delivery;
        match carried.outcome {
            DeliveryOutcome::Sent(words) => {
                self.rejections.record_accepted();
                self.throttled_domains.clear();
                self.relay_answered();
                self.settle(delivery, DeliveryStatus::Sent, now, words);
            }
            DeliveryOutcome::Deferred(words) => {
                self.relay_answered();
                self.defer(delivery, now, words);
            }
            DeliveryOutcome::RateLimited(words) => {
                let domain = delivery.subscriber.address.domain().to_lowercase();
                self.throttled_domains.insert(domain.clone());
                if self.throttled_domains.len() >= MAX_THROTTLED_DOMAINS {
                    self.requeue(delivery, now, Some(words.clone()));
                    return self.relay_failed(words, false);
                }
                self.pending.throttled_domains.insert(domain);
                self.progress.relay_problem = Some(words.clone());
                if self.is_expired(delivery, now) {
                    self.settle(delivery, DeliveryStatus::Expired, now, words);
                } else {
                    self.requeue(delivery, now + domain_queue::HOLD_TIME, Some(words));
                }
                self.circuit_breaker.record_success();
            }
            DeliveryOutcome::Bounced { words, blame: fault } => {
                if fault == BounceBlame::Address {
                    self.pending.invalid_recipients.insert(delivery.subscriber.id);
                }
                self.relay_answered();
                let stop = self.rejections.record_rejected(delivery.subscriber.id, fault);
                self.settle(delivery, DeliveryStatus::Bounced, now, words.clone());
                return (stop && !self.run.issue.accepts_rejections)
                    .then(|| RunEnding::Paused(Pause::because(PauseReason::Rejections, words)));
            }
            DeliveryOutcome::InDoubt(words) => {
                match self.run.retry.in_doubt {
                    InDoubtPolicy::Hold => self.settle(delivery, DeliveryStatus::InDoubt, now, words.clone()),
                    InDoubtPolicy::Resend => self.defer(delivery, now, words.clone()),
                    InDoubtPolicy::Sent => self.settle(delivery, DeliveryStatus::Sent, now, words.clone()),
                }
                return self.relay_failed(words, false);
            }
            DeliveryOutcome::RelayFailed { words, permanent: hopeless } => {
                self.requeue(delivery, now, None);
                return self.relay_failed(words, hopeless);
            }
        }
        None
    }

    /// Tells whether a copy has been tried for too long.
    fn is_expired(&self, delivery: &Delivery, now: Timestamp) -> bool {
        now.duration_since(delivery.first_attempt_at) > self.run.retry.give_up
    }

    /// Puts a copy off, or gives it up once it has been tried for too long.
    fn defer(&mut self, delivery: &Delivery, now: Timestamp, words: String) {
        let status = if self.is_expired(delivery, now) { DeliveryStatus::Expired } else { DeliveryStatus::Deferred };
        let due_at = now
            + retry_delay::retry_delay(
                &self.run.retry,
                delivery.attempts + 1,
                self.run.issue.id,
                delivery.subscriber.id,
            );
        self.settle(delivery, status, due_at, words);
    }

    fn settle(&mut self, delivery: &Delivery, status: DeliveryStatus, due_at: Timestamp, words: String) {
        let (subscriber, claimed_at) = (delivery.subscriber.id, delivery.claimed_at);
        // A date that nobody will look at again would only take room.
        let due_at = if status == DeliveryStatus::Deferred { due_at } else { Timestamp::UNIX_EPOCH };
        let (attempts, reply) = (delivery.attempts + 1, Some(words));
        self.pending.settled.push(Settlement { subscriber, claimed_at, status, attempts, due_at, reply });
        self.progress.counts.move_one(waiting_status(delivery), status);
        self.progress.handled += 1;
    }

    /// Notes that the relay answered for a copy.
    fn relay_answered(&mut self) {
        self.progress.relay_problem = None;
        self.circuit_breaker.record_success();
    }

    /// Lets a copy wait as before: this try cost it nothing.
    fn requeue(&mut self, delivery: &Delivery, due_at: Timestamp, reply: Option<String>) {
        let (subscriber, claimed_at) = (delivery.subscriber.id, delivery.claimed_at);
        let (status, attempts) = (waiting_status(delivery), delivery.attempts);
        self.pending.settled.push(Settlement { subscriber, claimed_at, status, attempts, due_at, reply });
    }

    fn relay_failed(&mut self, words: String, hopeless: bool) -> Option<RunEnding> {
        self.progress.relay_problem = Some(words.clone());
        (self.circuit_breaker.record_failure() || hopeless)
            .then_some(RunEnding::RelayFailed { words, permanent: hopeless })
    }
}

/// Returns the ending that stands: the first, but for a reason to pause, which must not be lost.
fn more_severe(first: Option<RunEnding>, second: Option<RunEnding>) -> Option<RunEnding> {
    match (first, second) {
        (_, Some(second @ RunEnding::Paused(Pause { reason: PauseReason::Rejections, .. }))) => Some(second),
        (first, second) => first.or(second),
    }
}

/// Returns what a copy is while it waits.
fn waiting_status(delivery: &Delivery) -> DeliveryStatus {
    if delivery.attempts > 0 { DeliveryStatus::Deferred } else { DeliveryStatus::Queued }
}
