//! The worker: opens the ledger, starts the carriers, and sees a run to its end.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::carrier::Carrier;
use super::course::Course;
use super::ledger::Ledger;
use super::patience::Refused;
use super::run::{Ending, Run};
use super::{Error, Progress};
use crate::model::PauseReason;

/// Sends an issue until nothing is due, telling `tell` how far it is after each turn.
///
/// It stops when `stop` turns true, or when somebody pauses or cancels the issue: nothing more is claimed, and what is
/// under way is finished and settled. Several runs, in whatever processes, may send the same issue: they share it.
///
/// # Errors
/// The database refused for longer than was worth waiting; what could not be written down by then is in doubt.
pub async fn send(
    run: &Run<'_>,
    stop: watch::Receiver<bool>,
    mut tell: impl FnMut(&Progress) + Send,
) -> Result<(Ending, Progress), Error> {
    let mut ledger = Ledger::open(run).await?;
    let progress = Progress { counts: ledger.counts().await?, ..Progress::default() };
    tell(&progress);
    let (done, mut returned) = mpsc::unbounded_channel();
    // The carriers are awaited below, and aborted should this future be dropped.
    let mut tasks = JoinSet::new();
    let mut carriers = Vec::with_capacity(run.connections);
    for number in 0..run.connections.max(1) {
        let (jobs, queue) = mpsc::channel(1);
        let carrier = Carrier {
            number,
            printer: Arc::clone(&run.printer),
            transport: Arc::clone(&run.transport),
            from: run.from.clone(),
            now: run.now,
        };
        tasks.spawn(carrier.work(queue, done.clone()));
        carriers.push(jobs);
    }
    let mut course = Course::new(run, carriers, progress);
    let ending = course.go(&mut ledger, &mut returned, &mut tasks, stop, &mut tell).await;
    let (mut results, refusals, mut progress) = course.end(&mut tasks, &mut returned).await;
    ledger.turn(&mut results, 0).await?;
    let ending = ending?;
    if let Ending::Paused(pause) = &ending
        && pause.reason == PauseReason::Rejections
    {
        let mut refused = Refused::default();
        while let Err(error) = ledger.pause(pause, refusals.ours()).await {
            refused.outlast(error).await?;
        }
    }
    ledger.close().await?;
    progress.counts = ledger.counts().await?;
    Ok((ending, progress))
}
