//! Sending a frozen issue to its end, or until somebody presses Ctrl-C.

use std::convert::Infallible;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::time::sleep;

use super::progress_display::ProgressDisplay;
use super::run_result::report_result;
use crate::cli::app::{App, issue_argument};
use crate::cli::error::CommandError;
use crate::cli::output::{format_time, print_status};
use crate::cli::shutdown::ShutdownSignal;
use crate::clock;
use crate::config::ThrottleSettings;
use crate::database::{self, Database};
use crate::delivery::{self, Observed, RunEnding, RunProgress, Scheduler};
use crate::model::{Issue, IssueState, StatusCounts};
use crate::sending;
use crate::smtp::Transport;

/// How long a relay in trouble is left alone by whoever waits.
const RELAY_RETRY_DELAY: SignedDuration = SignedDuration::from_mins(5);
/// How often one who waits looks whether somebody changed the issue.
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// How an issue is sent.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::cli) struct SendOptions {
    /// It stays until every copy is settled.
    pub(in crate::cli) wait: bool,
    /// It says what it does as JSON.
    pub(in crate::cli) json: bool,
}

/// Sends an issue until nothing is due, or nothing waits, and says how it ended.
pub(super) async fn run_and_report(
    app: &App,
    database: &Database,
    issue: &Issue,
    transport: Transport,
    manner: SendOptions,
) -> Result<(), CommandError> {
    let (ending, counts) = run_issue(app, database, issue, transport, manner).await?;
    report_result(app, database, issue, &ending, &counts, manner.json).await
}

/// Sends an issue until nothing is due, or nothing waits.
pub(in crate::cli) async fn run_issue(
    app: &App,
    database: &Database,
    issue: &Issue,
    transport: Transport,
    manner: SendOptions,
) -> Result<(RunEnding, StatusCounts), CommandError> {
    let settings = &app.workspace.settings;
    let scheduler = Scheduler::new(database.clone(), settings.clone(), transport, clock::now);
    let throttle = if issue.trial { ThrottleSettings::default() } else { settings.throttle.clone() };
    let mut bar = ProgressDisplay::new(&issue.slug, throttle, manner.json);
    let mut ear = ShutdownSignal::listen()?;
    loop {
        bar.start();
        let sent = run_until_shutdown(database, &scheduler, issue, &mut ear, &mut bar).await;
        bar.finish();
        let (mut ending, progress) = sent?;
        if let Some((until, words)) = wait_deadline(app, &ending).filter(|_| manner.wait) {
            bar.show_waiting(&progress, until, &words);
            tokio::select! {
                changed = wait_for_change(database, issue, until) => {
                    changed?;
                    continue;
                }
                () = ear.requested() => {
                    sending::pause_issue(database, issue).await?;
                    ending = RunEnding::Stopped;
                }
            }
        }
        return Ok((ending, progress.counts));
    }
}

/// Runs until it ends by itself or Ctrl-C pauses the issue; a second Ctrl-C does not wait for what is under way.
async fn run_until_shutdown(
    database: &Database,
    scheduler: &Scheduler,
    issue: &Issue,
    ear: &mut ShutdownSignal,
    bar: &mut ProgressDisplay,
) -> Result<(RunEnding, RunProgress), CommandError> {
    let (stop, stopped) = watch::channel(false);
    let named = issue_argument(database, issue).await?;
    let heard = async {
        ear.requested().await;
        stop.send_replace(true);
        print_status("\nStopping: finishing what is under way. Press Ctrl-C again not to wait.");
        // Whoever else sends this issue stops as well.
        sending::pause_issue(database, issue).await?;
        ear.requested().await;
        Err::<Infallible, _>(
            CommandError::new("stopped at once: what was under way is in doubt")
                .with_hint(format!("`circular send {named}` goes on, `circular status {named}` names them")),
        )
    };
    let mut updates = scheduler.updates();
    let mut run = Box::pin(scheduler.send_issue(issue, stopped));
    let mut heard = Box::pin(heard);
    let (ending, progress) = loop {
        tokio::select! {
            ended = &mut run => break ended.map_err(|error| run_error(error, &named))?,
            Err(failure) = &mut heard => return Err(failure),
            Some(observed) = updates.next() => {
                // Each update has all counts, so that a missed one does not matter.
                if let Observed::Committed(update) = observed {
                    bar.update(&update.progress);
                }
            }
        }
    };
    if ending == RunEnding::Stopped {
        // It may have ended before the issue was paused.
        sending::pause_issue(database, issue).await?;
    }
    // What somebody changed at the very end, the run did not look up any more.
    let state = database::issues::state(&mut database.begin_read().await?, issue.id).await?;
    let ending = match (ending, state) {
        (RunEnding::Stopped, Some((IssueState::Finished, _))) => RunEnding::Completed,
        (RunEnding::Completed | RunEnding::Waiting(_) | RunEnding::Stopped, Some((IssueState::Cancelled, _))) => {
            RunEnding::Cancelled
        }
        (RunEnding::Waiting(_), Some((IssueState::Paused, pause))) => RunEnding::Paused(pause.unwrap_or_default()),
        (ending, _) => ending,
    };
    Ok((ending, progress))
}

/// Says what to do about a run that did not end as it should.
fn run_error(error: delivery::Error, named: &str) -> CommandError {
    let first = match &error {
        delivery::Error::Database(database::Error::Disk(_)) => "make room on its disk",
        delivery::Error::Database(_) => "mend it",
        _ => return error.into(),
    };
    CommandError::from(error)
        .with_hint(format!("{first}, then run `circular send {named}`: it goes on where this one stopped"))
}

/// Returns until when it is worth waiting, and what to say of it.
fn wait_deadline(app: &App, ending: &RunEnding) -> Option<(Timestamp, String)> {
    let shown = |at| format_time(at, &app.workspace.settings.society.time_zone());
    match ending {
        RunEnding::Waiting(due) => Some((*due, format!("Waiting: the next copy is due at {}.", shown(*due)))),
        RunEnding::RelayFailed { reason, permanent: false } => {
            let again = clock::now() + RELAY_RETRY_DELAY;
            Some((again, format!("The relay is in trouble: {reason}. Trying again at {}.", shown(again))))
        }
        // Whatever else is wrong, the chair should hear it now and not after an hour.
        _ => None,
    }
}

/// Waits until a moment, or until somebody changed what there is to send.
async fn wait_for_change(database: &Database, issue: &Issue, until: Timestamp) -> Result<(), CommandError> {
    let before = issue_progress(database, issue).await?;
    while clock::now() < until && issue_progress(database, issue).await? == before {
        let left = Duration::try_from(until.duration_since(clock::now())).unwrap_or_default();
        sleep(left.min(POLL_INTERVAL)).await;
    }
    Ok(())
}

/// Looks up whether the issue is still being sent, and when its next copy is due.
async fn issue_progress(
    database: &Database,
    issue: &Issue,
) -> Result<(Option<IssueState>, Option<Timestamp>), CommandError> {
    let mut work = database.begin_read().await?;
    let state = database::issues::state(&mut work, issue.id).await?.map(|(state, _)| state);
    Ok((state, database::deliveries::next_due(&mut work, issue.id, Timestamp::UNIX_EPOCH).await?))
}
