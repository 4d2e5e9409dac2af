//! Turns the outcome of each attempt into a settlement, and notices when the run must end.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::circuit_breaker::CircuitBreaker;
use super::domain_queue;
use super::queue::PendingSettlements;
use super::rejection_monitor::RejectionMonitor;
use super::relay_failure::RelayFailureKind;
use super::reply_classifier::{BounceBlame, DeliveryOutcome, limits_connections};
use super::retry::retry_delay;
use super::run_clock::RunClock;
use super::run_context::{RunContext, RunEnding};
use super::run_updates::RunProgress;
use crate::config::InDoubtPolicy;
use crate::database::deliveries::Settlement;
use crate::model::{Delivery, DeliveryStatus, Pause, PauseReason, SubscriberId};

/// If this many domains throttle us and no copy is accepted in between, it is the relay that throttles.
const MAX_THROTTLED_DOMAINS: usize = 5;

/// What the attempts of a run have shown so far.
pub(super) struct OutcomeRecorder<'a> {
    run: &'a RunContext<'a>,
    clock: RunClock,
    /// Settlements for the next commit.
    pub(super) pending: PendingSettlements,
    pub(super) progress: RunProgress,
    pub(super) circuit_breaker: CircuitBreaker,
    pub(super) rejections: RejectionMonitor,
    /// Domains that throttled us since the last accepted copy.
    throttled_domains: BTreeSet<String>,
}

impl<'a> OutcomeRecorder<'a> {
    pub(super) fn new(run: &'a RunContext<'a>, clock: RunClock, progress: RunProgress) -> Self {
        let any_accepted = progress.counts.count(DeliveryStatus::Sent) > 0;
        Self {
            run,
            clock,
            pending: PendingSettlements::default(),
            progress,
            circuit_breaker: CircuitBreaker::new(run.retry_policy),
            rejections: RejectionMonitor::new(any_accepted),
            throttled_domains: BTreeSet::new(),
        }
    }

    /// Returns the status of the copy that was recorded last.
    pub(super) fn last_status(&self) -> DeliveryStatus {
        self.pending.settled.last().map_or(DeliveryStatus::Queued, |settlement| settlement.status)
    }

    /// Returns the recipients whose rejection a pause would undo.
    pub(super) fn undoable(&self) -> impl Iterator<Item = SubscriberId> {
        self.rejections.sender_rejected().filter(|_| !self.run.issue.accepts_rejections)
    }

    /// Keeps an outcome for the next commit; returns how the run ends, if it must.
    pub(super) fn record(&mut self, delivery: &Delivery, outcome: DeliveryOutcome) -> Option<RunEnding> {
        let now = self.clock.now();
        match outcome {
            DeliveryOutcome::Sent(reply) => {
                self.rejections.record_accepted();
                self.throttled_domains.clear();
                self.relay_answered();
                self.settle(delivery, DeliveryStatus::Sent, now, reply);
            }
            DeliveryOutcome::Deferred(reply) => {
                self.relay_answered();
                self.defer(delivery, now, reply);
            }
            DeliveryOutcome::RateLimited(reply) => return self.throttled(delivery, now, reply),
            DeliveryOutcome::Bounced { reply, blame } => return self.bounced(delivery, now, &reply, blame),
            DeliveryOutcome::InDoubt(reason) => {
                match self.run.retry.in_doubt {
                    InDoubtPolicy::Hold => self.settle(delivery, DeliveryStatus::InDoubt, now, Arc::clone(&reason)),
                    InDoubtPolicy::Resend => {
                        self.pending.resent_in_doubt.insert(delivery.subscriber.id);
                        self.defer(delivery, now, Arc::clone(&reason));
                    }
                    InDoubtPolicy::Sent => self.settle(delivery, DeliveryStatus::Sent, now, Arc::clone(&reason)),
                }
                return self.relay_failed(reason, RelayFailureKind::Unavailable);
            }
            DeliveryOutcome::Stopped => self.requeue(delivery, now, None),
            DeliveryOutcome::SenderRefused { reply, reason, permanent } => {
                return self.sender_refused(delivery, reply, reason, permanent);
            }
            DeliveryOutcome::RelayFailed { reason, kind, .. } => {
                self.requeue(delivery, now, None);
                return self.relay_failed(reason, kind);
            }
        }
        None
    }

    /// Puts a copy back for which the relay took no further connection.
    pub(super) fn record_connection_refused(&mut self, delivery: &Delivery) {
        self.requeue(delivery, self.clock.now(), None);
    }

    fn throttled(&mut self, delivery: &Delivery, now: Timestamp, reply: Arc<str>) -> Option<RunEnding> {
        let domain = delivery.subscriber.address.domain().to_lowercase();
        self.throttled_domains.insert(domain.clone());
        if self.throttled_domains.len() >= MAX_THROTTLED_DOMAINS {
            self.requeue(delivery, now, Some(Arc::clone(&reply)));
            return self.relay_failed(reply, RelayFailureKind::Unavailable);
        }
        self.pending.throttled_domains.insert(domain);
        self.progress.relay_problem = Some(Arc::clone(&reply));
        if self.is_expired(delivery, now) {
            self.settle(delivery, DeliveryStatus::Expired, now, reply);
        } else {
            self.requeue(delivery, now + domain_queue::HOLD_TIME, Some(reply));
        }
        self.circuit_breaker.record_success();
        None
    }

    fn bounced(
        &mut self,
        delivery: &Delivery,
        now: Timestamp,
        reply: &Arc<str>,
        blame: BounceBlame,
    ) -> Option<RunEnding> {
        if blame == BounceBlame::Address {
            self.pending.invalid_recipients.insert(delivery.subscriber.id);
        }
        self.relay_answered();
        let stop = self.rejections.record_rejected(delivery.subscriber.id, blame);
        self.settle(delivery, DeliveryStatus::Bounced, now, Arc::clone(reply));
        (stop && !self.run.issue.accepts_rejections)
            .then(|| RunEnding::Paused(Pause::because(PauseReason::Rejections, reply.to_string())))
    }

    /// Ends the run with a pause: every copy would be refused. If the operator wants to go on all the same, the refusal
    /// counts as any other.
    fn sender_refused(
        &mut self,
        delivery: &Delivery,
        reply: Arc<str>,
        reason: PauseReason,
        permanent: bool,
    ) -> Option<RunEnding> {
        let now = self.clock.now();
        if self.run.issue.accepts_rejections {
            if permanent {
                return self.bounced(delivery, now, &reply, BounceBlame::Sender);
            }
            self.relay_answered();
            self.defer(delivery, now, reply);
            return None;
        }
        self.relay_answered();
        self.requeue(delivery, now, Some(Arc::clone(&reply)));
        Some(RunEnding::Paused(Pause::because(reason, reply.to_string())))
    }

    /// Returns `true` if a copy has been tried for too long.
    fn is_expired(&self, delivery: &Delivery, now: Timestamp) -> bool {
        now.duration_since(delivery.first_attempt_at) > self.run.retry.give_up
    }

    /// Defers a copy, or gives it up once it has been tried for too long.
    fn defer(&mut self, delivery: &Delivery, now: Timestamp, reply: Arc<str>) {
        let status = if self.is_expired(delivery, now) { DeliveryStatus::Expired } else { DeliveryStatus::Deferred };
        let (issue, subscriber) = (self.run.issue.id, delivery.subscriber.id);
        let due_at = now + retry_delay(&self.run.retry, delivery.attempts + 1, issue, subscriber);
        self.settle(delivery, status, due_at, reply);
    }

    fn settle(&mut self, delivery: &Delivery, status: DeliveryStatus, due_at: Timestamp, reply: Arc<str>) {
        // A time that is never read again would only take space.
        let due_at = if status == DeliveryStatus::Deferred { due_at } else { Timestamp::UNIX_EPOCH };
        self.push(delivery, status, delivery.attempts + 1, due_at, Some(reply));
        self.progress.counts.move_one(waiting_status(delivery), status);
        self.progress.handled += 1;
    }

    /// Puts a copy back as it was: this attempt does not count.
    fn requeue(&mut self, delivery: &Delivery, due_at: Timestamp, reply: Option<Arc<str>>) {
        self.push(delivery, waiting_status(delivery), delivery.attempts, due_at, reply);
    }

    fn push(
        &mut self,
        delivery: &Delivery,
        status: DeliveryStatus,
        attempts: i64,
        due_at: Timestamp,
        reply: Option<Arc<str>>,
    ) {
        let (subscriber, claimed_at) = (delivery.subscriber.id, delivery.claimed_at);
        self.pending.settled.push(Settlement { subscriber, claimed_at, status, attempts, due_at, reply });
    }

    fn relay_answered(&mut self) {
        self.progress.relay_problem = None;
        self.circuit_breaker.record_success();
    }

    fn relay_failed(&mut self, reason: Arc<str>, kind: RelayFailureKind) -> Option<RunEnding> {
        self.progress.relay_problem = Some(Arc::clone(&reason));
        let refused_connection = limits_connections(&reason);
        let is_dumb = kind == RelayFailureKind::Silent && !self.circuit_breaker.has_answered();
        (self.circuit_breaker.record_failure(refused_connection) || kind.is_permanent() || is_dumb)
            .then_some(RunEnding::RelayFailed { reason, kind })
    }
}

/// Returns the status of a copy while it waits.
fn waiting_status(delivery: &Delivery) -> DeliveryStatus {
    if delivery.attempts > 0 { DeliveryStatus::Deferred } else { DeliveryStatus::Queued }
}
