//! The worker: opens the ledger, starts the carriers, and sees a run to its end.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::database_retry::DatabaseRetry;
use super::queue::DeliveryQueue;
use super::run_context::{RunContext, RunEnding};
use super::scheduler::DeliveryScheduler;
use super::worker::DeliveryWorker;
use super::{Error, RunProgress};
use crate::model::PauseReason;

/// Sends an issue until nothing is due, telling `tell` how far it is after each turn.
///
/// It stops when `stop` turns true, or when somebody pauses or cancels the issue: nothing more is claimed, and what is
/// under way is finished and settled. Several runs, in whatever processes, may send the same issue: they share it.
///
/// # Errors
/// The database refused for longer than was worth waiting; what could not be written down by then is in doubt.
pub async fn run_issue(
    run: &RunContext<'_>,
    stop: watch::Receiver<bool>,
    mut tell: impl FnMut(&RunProgress) + Send,
) -> Result<(RunEnding, RunProgress), Error> {
    let mut ledger = DeliveryQueue::open(run).await?;
    let progress = RunProgress { counts: ledger.counts().await?, ..RunProgress::default() };
    tell(&progress);
    let (done, mut returned) = mpsc::unbounded_channel();
    // The carriers are awaited below, and aborted should this future be dropped.
    let mut tasks = JoinSet::new();
    let mut carriers = Vec::with_capacity(run.connections);
    for number in 0..run.connections.max(1) {
        let (jobs, queue) = mpsc::channel(1);
        let carrier = DeliveryWorker {
            index: number,
            renderer: Arc::clone(&run.renderer),
            transport: Arc::clone(&run.transport),
            from: run.from.clone(),
            now: run.now,
        };
        tasks.spawn(carrier.run(queue, done.clone()));
        carriers.push(jobs);
    }
    let mut course = DeliveryScheduler::new(run, carriers, progress);
    let ending = course.run(&mut ledger, &mut returned, &mut tasks, stop, &mut tell).await;
    let (mut results, refusals, mut progress) = course.drain(&mut tasks, &mut returned).await;
    ledger.settle_and_claim(&mut results, 0).await?;
    let ending = ending?;
    if let RunEnding::Paused(pause) = &ending
        && pause.reason == PauseReason::Rejections
    {
        let mut refused = DatabaseRetry::default();
        while let Err(error) = ledger.pause(pause, refusals.sender_rejected()).await {
            refused.wait_or_fail(error).await?;
        }
    }
    ledger.close().await?;
    progress.counts = ledger.counts().await?;
    Ok((ending, progress))
}
