//! Runs a frozen issue, with its progress shown and Ctrl-C obeyed.

use std::convert::Infallible;

use tokio::sync::watch;

use super::progress_display::ProgressDisplay;
use super::run_result::report_result;
use crate::cli::app::{App, issue_argument};
use crate::cli::error::CommandError;
use crate::cli::shutdown::ShutdownSignal;
use crate::clock;
use crate::database::{self, Database};
use crate::delivery::{self, RelayTransports, Scheduler};
use crate::model::Issue;
use crate::sending::{self, RunError, RunInput, RunSummary, StopRequest};
use crate::smtp::Transport;

/// How an issue is sent.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::cli) struct SendOptions {
    /// It stays until every copy is settled.
    pub(in crate::cli) wait: bool,
    /// It prints JSON.
    pub(in crate::cli) json: bool,
}

/// Runs an issue and prints how it ended.
pub(super) async fn run_and_report(
    app: &App,
    database: &Database,
    issue: &Issue,
    transport: Transport,
    options: SendOptions,
) -> Result<(), CommandError> {
    let result = run_issue(app, database, issue, transport, options).await?;
    report_result(app, database, issue, &result, options.json).await
}

/// Runs an issue; Ctrl-C pauses it, and a second Ctrl-C does not wait for the copies in progress.
pub(in crate::cli) async fn run_issue(
    app: &App,
    database: &Database,
    issue: &Issue,
    transport: Transport,
    options: SendOptions,
) -> Result<RunSummary, CommandError> {
    let settings = &app.workspace.settings;
    let relay = settings.relay_named(issue.relay.as_ref()).filter(|_| !issue.trial);
    let throttle = relay.map(|relay| relay.throttle.clone()).unwrap_or_default();
    let transports = RelayTransports::single(issue.relay.clone(), transport);
    let scheduler = Scheduler::new(database.clone(), settings.clone(), transports, clock::now);
    let mut display = ProgressDisplay::new(&issue.slug, throttle, settings.society.time_zone(), options.json);
    let (stop, requests) = watch::channel(StopRequest::default());
    let mut shutdown = ShutdownSignal::listen()?;
    let pass_on_signals = async {
        shutdown.requested().await;
        stop.send_replace(StopRequest::Finish);
        shutdown.requested().await;
        stop.send_replace(StopRequest::Abort);
        std::future::pending::<Infallible>().await
    };
    let input = RunInput { database, scheduler: &scheduler, issue, wait: options.wait, now: clock::now };
    let result = tokio::select! {
        result = sending::run_issue(input, requests, |event| display.show(&event)) => result,
        never = pass_on_signals => match never {},
    };
    display.finish();
    match result {
        Ok(result) => Ok(result),
        Err(error) => Err(run_error(error, &issue_argument(database, issue).await?)),
    }
}

/// Says how to continue after a run that broke off.
fn run_error(error: RunError, named: &str) -> CommandError {
    let error = match error {
        RunError::Aborted => {
            return CommandError::new("stopped at once: copies in progress are in doubt")
                .with_hint(format!("`circular send {named}` continues, `circular status {named}` names them"));
        }
        RunError::Failed(error) => error,
    };
    let first = match &error {
        sending::Error::Database(cause) | sending::Error::Delivery(delivery::Error::Database(cause)) => match cause {
            database::Error::Disk(_) => "free some disk space",
            database::Error::FileGone(_) => {
                return CommandError::from(error).with_hint(
                    "nothing more is sent. What was sent since is recorded nowhere: restore a backup, and compare it with \
                     the relay's log before you send again",
                );
            }
            _ => "fix it",
        },
        _ => return error.into(),
    };
    CommandError::from(error).with_hint(format!("{first}, then run `circular send {named}` to continue"))
}
