//! One run of an issue: claims due copies, hands them to its workers, and records in the ledger what became of them.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::Error;
use super::delivery_log::DeliveryLog;
use super::outcome_recorder::OutcomeRecorder;
use super::queue::{ClaimedBatch, DeliveryQueue, NextStep, POLL_INTERVAL, WantedCopies};
use super::reply_classifier::DeliveryOutcome;
use super::retry::{DatabaseRetry, answer_of, full_scan_of, until_answered};
use super::run_clock::RunClock;
use super::run_context::{RunContext, RunEnding};
use super::run_updates::{RunProgress, RunUpdate, Settled};
use super::worker::CompletedDelivery;
use super::worker_pool::WorkerPool;
use crate::model::{Delivery, Pause};

/// How long copies in progress may take once somebody has asked to stop. What is left then is broken off.
pub const STOP_GRACE: Duration = Duration::from_millis(400);

/// Sends an issue until nothing is due, and publishes each commit to the feed of `run`.
///
/// It stops when `stop` becomes `true`, or when someone pauses or cancels the issue: nothing more is claimed, and copies
/// in progress are finished, or broken off after a moment, and settled. Several runs, in any processes, may send the same
/// issue: they share it.
///
/// # Errors
/// The database failed for longer than its queries are retried; what could not be recorded by then is in doubt.
pub async fn run_issue(run: &RunContext<'_>, stop: watch::Receiver<bool>) -> Result<(RunEnding, RunProgress), Error> {
    let mut retry = DatabaseRetry::new(&run.issue.slug, stop.clone());
    let mut queue = until_answered!(retry, answer_of(DeliveryQueue::open(run)));
    let counts = until_answered!(retry, full_scan_of(queue.counts()));
    let progress = RunProgress { counts, ..RunProgress::default() };
    let mut issue_run = IssueRun::start(run, queue.clock.clone(), progress, retry);
    issue_run.publish(Vec::new());
    let ending = issue_run.run(&mut queue, stop).await;
    issue_run.finish_workers().await;
    let IssueRun { recorder, retry, .. } = &mut issue_run;
    let nothing = WantedCopies::default();
    let last = until_answered!(retry, queue.settle_and_claim(&mut recorder.pending, &nothing));
    issue_run.publish(last.settled);
    let ending = ending?;
    if let RunEnding::Paused(pause) = &ending
        && pause.reason.is_from_replies()
    {
        let IssueRun { recorder, retry, .. } = &mut issue_run;
        let requeued = until_answered!(retry, answer_of(queue.pause(pause, recorder.rejections.sender_rejected())));
        issue_run.log.record_requeued(&requeued);
        issue_run.publish(requeued);
    }
    until_answered!(issue_run.retry, full_scan_of(queue.close()));
    let counts = until_answered!(issue_run.retry, full_scan_of(queue.counts()));
    Ok((ending, RunProgress { counts, ..issue_run.recorder.progress }))
}

/// The workers of a run and what they have found.
struct IssueRun<'a> {
    run: &'a RunContext<'a>,
    recorder: OutcomeRecorder<'a>,
    log: DeliveryLog<'a>,
    workers: WorkerPool,
    retry: DatabaseRetry,
    /// When copies in progress are broken off, once somebody has asked to stop.
    break_off_at: Option<Instant>,
}

impl<'a> IssueRun<'a> {
    fn start(run: &'a RunContext<'a>, clock: RunClock, progress: RunProgress, retry: DatabaseRetry) -> Self {
        let (recorder, workers) = (OutcomeRecorder::new(run, clock, progress), WorkerPool::start(run));
        Self { run, recorder, log: DeliveryLog::new(run), workers, retry, break_off_at: None }
    }

    /// Runs until nothing is due, the relay has failed for too long, or someone stops it.
    async fn run(
        &mut self,
        queue: &mut DeliveryQueue<'_>,
        mut stop: watch::Receiver<bool>,
    ) -> Result<RunEnding, Error> {
        let mut ending = None;
        loop {
            let is_stopped = *stop.borrow();
            ending = ending.or(is_stopped.then_some(RunEnding::Stopped));
            let batch = self.settle_and_claim(queue, ending.is_some()).await?;
            self.publish(batch.settled);
            // Somebody may ask a run to stop that is about to end for another reason.
            let is_asked = is_stopped || [&ending, &batch.ending].into_iter().flatten().any(is_requested);
            ending = ending.or(batch.ending);
            self.assign(batch.claimed, queue).await;
            if is_asked {
                self.break_off_at.get_or_insert_with(|| Instant::now() + STOP_GRACE);
            }
            if self.workers.idle_count() == self.workers.size() {
                if let Some(ending) = ending {
                    return Ok(ending);
                }
                match until_answered!(self.retry, full_scan_of(queue.next_step())) {
                    NextStep::End(ending) => return Ok(ending),
                    NextStep::WaitUntil(due) => return Ok(RunEnding::Waiting(due)),
                    NextStep::Claim | NextStep::WaitForOthers => {}
                }
            }
            let wake = Instant::now() + batch.wake_after.unwrap_or(POLL_INTERVAL).min(POLL_INTERVAL);
            // A moment in the past would make this loop spin until the copies in progress end.
            let probe = self.recorder.circuit_breaker.retry_at().filter(|at| *at > Instant::now());
            let wake = probe.map_or(wake, |at| at.min(wake));
            let break_off = self.break_off_at.filter(|at| *at > Instant::now());
            let wake = break_off.map_or(wake, |at| at.min(wake));
            tokio::select! {
                Some(completed) = self.workers.completed.recv() => {
                    ending = more_severe(ending, self.record(&completed));
                    while let Ok(completed) = self.workers.completed.try_recv() {
                        ending = more_severe(ending, self.record(&completed));
                    }
                }
                // Workers end when their queues close: one that ends now has failed.
                Some(_) = self.workers.tasks.join_next() => return Err(Error::WorkerFailed),
                () = sleep_until(wake) => {
                    if self.break_off_at.is_some_and(|at| at <= Instant::now()) {
                        self.workers.break_off();
                    }
                }
                Ok(()) = stop.changed(), if !is_stopped => {}
            }
        }
    }

    /// Commits what is pending and claims as much as workers are free, unless the run is `ending`.
    async fn settle_and_claim(&mut self, queue: &mut DeliveryQueue<'_>, ending: bool) -> Result<ClaimedBatch, Error> {
        let recorder = &mut self.recorder;
        let (idle, all, free) = (self.workers.idle_count(), self.workers.size(), self.workers.free_count());
        let limit = if ending { 0 } else { recorder.circuit_breaker.capacity(idle, all).min(free) };
        let taken = self.workers.prepared();
        let wanted = WantedCopies { limit, prepared: self.workers.claim_prepared(limit), taken };
        Ok(until_answered!(self.retry, queue.settle_and_claim(&mut recorder.pending, &wanted)))
    }

    async fn assign(&mut self, claimed: Vec<Delivery>, queue: &mut DeliveryQueue<'_>) {
        self.recorder.circuit_breaker.record_sent(claimed.len());
        let may_prepare = self.recorder.circuit_breaker.is_closed();
        self.workers.assign(claimed, || if may_prepare { queue.next_recipient() } else { None }).await;
    }

    fn record(&mut self, completed: &CompletedDelivery) -> Option<RunEnding> {
        let reason = match &completed.outcome {
            DeliveryOutcome::RelayFailed { reason, .. } => Some(reason),
            _ => None,
        };
        let is_limit = self.workers.take_back(completed, reason);
        self.record_connection_limit();
        let ending = if is_limit {
            self.recorder.record_connection_refused(&completed.delivery);
            None
        } else {
            self.recorder.record(&completed.delivery, completed.outcome.clone())
        };
        self.run.meter.record(&completed.outcome, completed.timings.send, (self.run.now)());
        self.log.record(completed, self.recorder.last_status(), self.recorder.undoable());
        ending
    }

    /// Keeps what was learnt about the relay: it stays true while a connection is replaced.
    fn record_connection_limit(&mut self) {
        let progress = &mut self.recorder.progress;
        if let Some(limit) =
            self.workers.connection_limit().filter(|limit| progress.connection_limit.as_ref() != Some(limit))
        {
            tracing::info!("the relay takes {} connections at once: {}", limit.connections, limit.reason);
            progress.connection_limit = Some(limit);
        }
    }

    /// Lets the workers finish, and records what became of their copies.
    async fn finish_workers(&mut self) {
        if self.break_off_at.is_some() {
            self.workers.break_off();
        }
        self.workers.finish().await;
        while let Ok(completed) = self.workers.completed.try_recv() {
            self.record(&completed);
        }
    }

    /// Publishes a commit.
    fn publish(&self, settled: Vec<Settled>) {
        if self.run.feed.has_readers() {
            let progress = self.recorder.progress.clone();
            self.run.feed.publish(RunUpdate { issue: self.run.issue.id, progress, settled });
        }
    }
}

/// Returns the ending that counts: the first, unless the second is a pause because of replies, which must not be lost.
fn more_severe(first: Option<RunEnding>, second: Option<RunEnding>) -> Option<RunEnding> {
    match (first, second) {
        (Some(first @ RunEnding::Paused(Pause { reason, .. })), _) if reason.is_from_replies() => Some(first),
        (_, Some(second @ RunEnding::Paused(Pause { reason, .. }))) if reason.is_from_replies() => Some(second),
        (first, second) => first.or(second),
    }
}

/// Returns whether a person asked for this ending, and waits for it.
fn is_requested(ending: &RunEnding) -> bool {
    match ending {
        RunEnding::Stopped | RunEnding::Cancelled => true,
        RunEnding::Paused(pause) => !pause.reason.is_from_replies(),
        RunEnding::Completed | RunEnding::Waiting(_) | RunEnding::RelayFailed { .. } => false,
    }
}
