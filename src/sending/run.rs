//! Runs a frozen issue to its end: sends what is due, waits if asked, tries again, and stops when told.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::{oneshot, watch};
use tokio::time::sleep;

use super::Error;
use super::issue_control::pause_issue;
use crate::database::{self, Database};
use crate::delivery::{Observed, RelayFailureKind, RunEnding, RunProgress, RunUpdate, Scheduler};
use crate::model::{DeliveryStatus, Issue, IssueState, StatusCounts};

/// How long a run that waits leaves an unavailable relay alone.
const RELAY_RETRY_DELAY: SignedDuration = SignedDuration::from_mins(5);
/// How long it waits after a limit for an hour or a day was reached: no reply says when that ends.
const LIMIT_RETRY_DELAY: SignedDuration = SignedDuration::from_mins(30);
/// How often a run that waits checks whether anyone changed the issue.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// What a run uses.
#[derive(Clone, Copy)]
pub struct RunInput<'a> {
    /// The database.
    pub database: &'a Database,
    /// Sends over one transport.
    pub scheduler: &'a Scheduler,
    /// The issue to send.
    pub issue: &'a Issue,
    /// Whether the run waits until no copy is left, for copies that are due later and for an unavailable relay.
    pub wait: bool,
    /// The clock.
    pub now: fn() -> Timestamp,
}

/// Whether and how a run is asked to stop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum StopRequest {
    /// It goes on.
    #[default]
    Continue,
    /// It finishes the copies in progress and pauses the issue.
    Finish,
    /// It ends at once: copies in progress are in doubt.
    Abort,
}

/// What a run reports while it goes on.
#[derive(Debug)]
pub enum RunEvent<'a> {
    /// Sending begins, or begins again after a wait.
    Started,
    /// A commit settled deliveries.
    Committed(&'a RunUpdate),
    /// The observer was too slow: this many commits were not reported. The next one has all counts.
    Missed(u64),
    /// It finishes the copies in progress because it was asked to stop.
    Stopping,
    /// Nothing is sent until a time.
    Waiting {
        /// How far the issue is.
        progress: &'a RunProgress,
        /// When sending begins again.
        until: Timestamp,
        /// Why nothing is sent before.
        reason: WaitReason,
    },
}

/// Why a run waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitReason {
    /// The next copy is due then.
    NextDue,
    /// The relay is unavailable, for this reason.
    RelayUnavailable(Arc<str>),
    /// Our account has sent as much as it may in an hour or a day, as the relay said in these words.
    SendingLimit(Arc<str>),
}

/// How a run ended, by what it did and what the database says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunSummary {
    /// The ending.
    pub ending: RunEnding,
    /// The issue's deliveries by status.
    pub counts: StatusCounts,
}

impl RunSummary {
    /// Returns how many copies may or may not have arrived.
    #[must_use]
    pub fn in_doubt(&self) -> u64 {
        self.counts.count(DeliveryStatus::InDoubt)
    }

    /// Returns whether every copy is settled and none is in doubt.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.ending == RunEnding::Completed && self.in_doubt() == 0
    }
}

/// Why a run broke off.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// It was asked to end at once: copies in progress are in doubt.
    #[error("stopped at once: copies in progress are in doubt")]
    Aborted,
    /// The frozen content cannot be rendered, or the database failed. Running the issue again continues it.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<database::Error> for RunError {
    fn from(error: database::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Sends an issue until nothing is due, or until nothing is left, reporting each commit to `observe`.
///
/// # Errors
/// It was aborted, the frozen content cannot be rendered, or the database failed.
pub async fn run_issue(
    input: RunInput<'_>,
    mut stop: watch::Receiver<StopRequest>,
    mut observe: impl FnMut(RunEvent<'_>) + Send,
) -> Result<RunSummary, RunError> {
    loop {
        observe(RunEvent::Started);
        let (ending, progress) = run_until_stopped(input, &mut stop, &mut observe).await?;
        let wait = wait_deadline(&ending, (input.now)()).filter(|_| input.wait);
        let Some((until, reason)) = wait else {
            return Ok(RunSummary { ending, counts: progress.counts });
        };
        // Read before the wait is reported: whatever anyone does after that is noticed.
        let before = issue_snapshot(input).await?;
        observe(RunEvent::Waiting { progress: &progress, until, reason });
        tokio::select! {
            changed = wait_for_change(input, until, before) => changed?,
            () = requested(&mut stop, StopRequest::Finish) => {
                pause_issue(input.database, input.issue).await?;
                let ending = reconcile(input, RunEnding::Stopped).await?;
                return Ok(RunSummary { ending, counts: progress.counts });
            }
        }
    }
}

/// Sends what is due, and pauses the issue when asked to stop, so that every other process stops as well.
async fn run_until_stopped(
    input: RunInput<'_>,
    stop: &mut watch::Receiver<StopRequest>,
    observe: &mut (impl FnMut(RunEvent<'_>) + Send),
) -> Result<(RunEnding, RunProgress), RunError> {
    let RunInput { database, scheduler, issue, .. } = input;
    let (halt, halted) = watch::channel(false);
    let (tell_stopping, mut stopping) = oneshot::channel();
    let mut told = false;
    // It runs beside the run, which may hold the lock that pausing needs.
    let mut stopped = Box::pin(async {
        requested(stop, StopRequest::Finish).await;
        halt.send_replace(true);
        let _ = tell_stopping.send(());
        pause_issue(database, issue).await?;
        requested(stop, StopRequest::Abort).await;
        Err::<Infallible, _>(RunError::Aborted)
    });
    let mut updates = scheduler.updates();
    let mut run = Box::pin(scheduler.send_issue(issue, halted));
    let (ending, progress) = loop {
        tokio::select! {
            ended = &mut run => break ended.map_err(Error::from)?,
            Err(error) = &mut stopped => return Err(error),
            Some(observed) = updates.next() => report(&observed, observe),
            Ok(()) = &mut stopping, if !told => {
                told = true;
                observe(RunEvent::Stopping);
            }
        }
    };
    while let Some(observed) = updates.try_next() {
        report(&observed, observe);
    }
    if ending == RunEnding::Stopped {
        // It may have ended before the issue was paused.
        pause_issue(database, issue).await?;
    }
    Ok((reconcile(input, ending).await?, progress))
}

fn report(observed: &Observed, observe: &mut impl FnMut(RunEvent<'_>)) {
    match observed {
        Observed::Committed(update) => observe(RunEvent::Committed(update)),
        Observed::Missed(count) => observe(RunEvent::Missed(*count)),
    }
}

/// Corrects an ending by what others changed in the database at the very end, which the run no longer read.
async fn reconcile(input: RunInput<'_>, ending: RunEnding) -> Result<RunEnding, database::Error> {
    let mut work = input.database.begin_read().await?;
    let state = database::issues::state(&mut work, input.issue.id).await?;
    Ok(match (ending, state) {
        (RunEnding::Stopped, Some((IssueState::Finished, _))) => RunEnding::Completed,
        (RunEnding::Completed | RunEnding::Waiting(_) | RunEnding::Stopped, Some((IssueState::Cancelled, _))) => {
            RunEnding::Cancelled
        }
        (RunEnding::Waiting(_), Some((IssueState::Paused, pause))) => RunEnding::Paused(pause.unwrap_or_default()),
        (ending, _) => ending,
    })
}

/// Returns until when it is worth waiting, and why. A person should hear of every other ending now.
fn wait_deadline(ending: &RunEnding, now: Timestamp) -> Option<(Timestamp, WaitReason)> {
    match ending {
        RunEnding::Waiting(due) => Some((*due, WaitReason::NextDue)),
        RunEnding::RelayFailed { reason, kind: RelayFailureKind::Unavailable | RelayFailureKind::Silent } => {
            Some((now + RELAY_RETRY_DELAY, WaitReason::RelayUnavailable(Arc::clone(reason))))
        }
        RunEnding::RelayFailed { reason, kind: RelayFailureKind::SendingLimit } => {
            Some((now + LIMIT_RETRY_DELAY, WaitReason::SendingLimit(Arc::clone(reason))))
        }
        _ => None,
    }
}

/// Waits until a time, or until anyone changed what there is to send.
async fn wait_for_change(input: RunInput<'_>, until: Timestamp, before: IssueSnapshot) -> Result<(), database::Error> {
    while before.state == Some(IssueState::Sending) && (input.now)() < until && issue_snapshot(input).await? == before {
        let left = Duration::try_from(until.duration_since((input.now)())).unwrap_or_default();
        sleep(left.min(POLL_INTERVAL)).await;
    }
    Ok(())
}

/// What a waiting run compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct IssueSnapshot {
    state: Option<IssueState>,
    next_due: Option<Timestamp>,
}

async fn issue_snapshot(input: RunInput<'_>) -> Result<IssueSnapshot, database::Error> {
    let mut work = input.database.begin_read().await?;
    let state = database::issues::state(&mut work, input.issue.id).await?.map(|(state, _)| state);
    let next_due = database::deliveries::next_due(&mut work, input.issue.id, Timestamp::UNIX_EPOCH).await?;
    Ok(IssueSnapshot { state, next_due })
}

/// Waits for a request of at least this urgency; forever if nobody can make one any more.
async fn requested(stop: &mut watch::Receiver<StopRequest>, urgency: StopRequest) {
    if stop.wait_for(|request| *request >= urgency).await.is_err() {
        std::future::pending::<()>().await;
    }
}
