//! One run of an issue: claims due copies, hands them to its workers, and records in the ledger what became of them.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::outcome_recorder::OutcomeRecorder;
use super::queue::{ClaimedBatch, DeliveryQueue, NextStep, POLL_INTERVAL};
use super::retry::DatabaseRetry;
use super::run_context::{RunContext, RunEnding};
use super::run_updates::{RunProgress, RunUpdate, Settled};
use super::worker::{CompletedDelivery, DeliveryWorker};
use super::{Error, delivery_log};
use crate::model::{Delivery, Pause, PauseReason};

/// Sends an issue until nothing is due, and publishes each commit to the feed of `run`.
///
/// It stops when `stop` becomes `true`, or when someone pauses or cancels the issue: nothing more is claimed, and copies
/// in progress are finished and settled. Several runs, in any processes, may send the same issue: they share it.
///
/// # Errors
/// The database failed for longer than its queries are retried; what could not be recorded by then is in doubt.
pub async fn run_issue(run: &RunContext<'_>, stop: watch::Receiver<bool>) -> Result<(RunEnding, RunProgress), Error> {
    let mut queue = DeliveryQueue::open(run).await?;
    let mut issue_run = IssueRun::start(run, RunProgress { counts: queue.counts().await?, ..RunProgress::default() });
    issue_run.publish(Vec::new());
    let ending = issue_run.run(&mut queue, stop).await;
    issue_run.finish_workers().await;
    let settled = queue.settle_and_claim(&mut issue_run.recorder.pending, 0).await?.settled;
    issue_run.publish(settled);
    let ending = ending?;
    if let RunEnding::Paused(pause) = &ending
        && pause.reason == PauseReason::Rejections
    {
        let mut retry = DatabaseRetry::default();
        let requeued = loop {
            match queue.pause(pause, issue_run.recorder.rejections.sender_rejected()).await {
                Ok(requeued) => break requeued,
                Err(error) => retry.wait_or_fail(error).await?,
            }
        };
        issue_run.publish(requeued);
    }
    queue.close().await?;
    let progress = RunProgress { counts: queue.counts().await?, ..issue_run.recorder.progress };
    Ok((ending, progress))
}

/// The workers of a run and what they have found.
struct IssueRun<'a> {
    run: &'a RunContext<'a>,
    recorder: OutcomeRecorder<'a>,
    /// The queue of each worker. A worker ends when its queue is closed.
    jobs: Vec<mpsc::Sender<Delivery>>,
    idle_workers: Vec<usize>,
    completed: mpsc::UnboundedReceiver<CompletedDelivery>,
    /// The workers: awaited by [`IssueRun::finish_workers`], aborted if the run is dropped.
    tasks: JoinSet<()>,
}

impl<'a> IssueRun<'a> {
    fn start(run: &'a RunContext<'a>, progress: RunProgress) -> Self {
        let (done, completed) = mpsc::unbounded_channel();
        let mut tasks = JoinSet::new();
        let mut jobs = Vec::with_capacity(run.connections);
        for index in 0..run.connections.max(1) {
            let (sender, receiver) = mpsc::channel(1);
            let worker = DeliveryWorker {
                index,
                renderer: Arc::clone(&run.renderer),
                transport: Arc::clone(&run.transport),
                from: run.from.clone(),
                now: run.now,
            };
            tasks.spawn(worker.run(receiver, done.clone()));
            jobs.push(sender);
        }
        let idle_workers = (0..jobs.len()).rev().collect();
        Self { run, recorder: OutcomeRecorder::new(run, progress), jobs, idle_workers, completed, tasks }
    }

    /// Runs until nothing is due, the relay has failed for too long, or someone stops it.
    async fn run(
        &mut self,
        queue: &mut DeliveryQueue<'_>,
        mut stop: watch::Receiver<bool>,
    ) -> Result<RunEnding, Error> {
        let mut ending = None;
        loop {
            if ending.is_none() && *stop.borrow() {
                ending = Some(RunEnding::Stopped);
            }
            let mut retry = DatabaseRetry::default();
            let batch = self.settle_and_claim(queue, ending.is_some(), &mut retry).await?;
            self.publish(batch.settled);
            ending = ending.or(batch.ending);
            self.assign(batch.claimed).await;
            if self.idle_workers.len() == self.jobs.len() {
                if let Some(ending) = ending {
                    return Ok(ending);
                }
                let next = loop {
                    match queue.next_step().await {
                        Ok(next) => break next,
                        Err(error) => retry.wait_or_fail(error).await?,
                    }
                };
                match next {
                    NextStep::End(ending) => return Ok(ending),
                    NextStep::WaitUntil(due) => return Ok(RunEnding::Waiting(due)),
                    NextStep::Claim | NextStep::WaitForOthers => {}
                }
            }
            let wake = Instant::now() + batch.wake_after.unwrap_or(POLL_INTERVAL).min(POLL_INTERVAL);
            // A moment in the past would make this loop spin until the copies in progress end.
            let probe = self.recorder.circuit_breaker.retry_at().filter(|at| *at > Instant::now());
            let wake = probe.map_or(wake, |at| at.min(wake));
            tokio::select! {
                Some(completed) = self.completed.recv() => {
                    ending = more_severe(ending, self.record(completed));
                    while let Ok(completed) = self.completed.try_recv() {
                        ending = more_severe(ending, self.record(completed));
                    }
                }
                // Workers end when their queues close: one that ends now has failed.
                Some(_) = self.tasks.join_next() => return Err(Error::WorkerFailed),
                () = sleep_until(wake) => {}
                Ok(()) = stop.changed(), if ending.is_none() => {}
            }
        }
    }

    /// Commits what is pending and claims as much as workers are free, unless the run is `ending`.
    async fn settle_and_claim(
        &mut self,
        queue: &mut DeliveryQueue<'_>,
        ending: bool,
        retry: &mut DatabaseRetry,
    ) -> Result<ClaimedBatch, Error> {
        let recorder = &mut self.recorder;
        let idle = self.idle_workers.len();
        let limit = if ending { 0 } else { recorder.circuit_breaker.capacity(idle, self.jobs.len()) };
        loop {
            match queue.settle_and_claim(&mut recorder.pending, limit).await {
                Ok(batch) => return Ok(batch),
                Err(error) => retry.wait_or_fail(error).await?,
            }
        }
    }

    async fn assign(&mut self, claimed: Vec<Delivery>) {
        self.recorder.circuit_breaker.record_sent(claimed.len());
        for delivery in claimed {
            // A claim is never larger than the number of idle workers, and the queue of an idle worker has room.
            if let Some(worker) = self.idle_workers.pop() {
                let _ = self.jobs[worker].send(delivery).await;
            }
        }
    }

    fn record(&mut self, completed: CompletedDelivery) -> Option<RunEnding> {
        self.idle_workers.push(completed.worker);
        delivery_log::log_delivery(self.run, &completed);
        self.recorder.record(&completed.delivery, completed.outcome)
    }

    /// Lets the workers finish, and records what became of their copies.
    async fn finish_workers(&mut self) {
        self.jobs.clear();
        while self.tasks.join_next().await.is_some() {}
        while let Ok(completed) = self.completed.try_recv() {
            self.record(completed);
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

/// Returns the ending that counts: the first, unless the second is a pause because of rejections, which must not be lost.
fn more_severe(first: Option<RunEnding>, second: Option<RunEnding>) -> Option<RunEnding> {
    match (first, second) {
        (_, Some(second @ RunEnding::Paused(Pause { reason: PauseReason::Rejections, .. }))) => Some(second),
        (first, second) => first.or(second),
    }
}
