//! Sending a frozen issue, with Ctrl-C, and the last words.

use tokio::sync::watch;

use super::bar::Bar;
use crate::cli::app::{App, in_commands};
use crate::cli::failure::Failure;
use crate::cli::output::{counted, moment, number, say, tell};
use crate::cli::signal::Ear;
use crate::clock;
use crate::database::Database;
use crate::delivery::{Dispatcher, Ending, Progress};
use crate::model::{Issue, Status};
use crate::transport::{self, Transport};

/// Makes the transport ready: what is wrong with it is said before anything is frozen.
pub(in crate::cli) fn transport(app: &App) -> Result<Transport, Failure> {
    let settings = &app.workspace.settings;
    let made = Transport::new(&settings.relay, &app.workspace.root, settings.sender.from.address.domain());
    made.map_err(|error| match error {
        transport::Error::NoPassword { .. } => {
            Failure::from(error).hint("set `CIRCULAR_RELAY_PASSWORD`, or `password_file` in `[relay]`")
        }
        error => error.into(),
    })
}

/// Sends an issue until nothing is due, and says how it ended.
pub(in crate::cli) async fn go(
    app: &App,
    database: &Database,
    issue: &Issue,
    transport: Transport,
) -> Result<(), Failure> {
    let dispatcher = Dispatcher::new(database.clone(), app.workspace.settings.clone(), transport, clock::now);
    let (ending, progress) = until_stopped(&dispatcher, issue).await?;
    tell_ending(app, &in_commands(database, issue).await?, &ending, &progress)
}

/// Runs until it ends by itself or Ctrl-C stops it; a second Ctrl-C does not wait for what is under way.
async fn until_stopped(dispatcher: &Dispatcher, issue: &Issue) -> Result<(Ending, Progress), Failure> {
    let mut ear = Ear::open()?;
    let (stop, stopped) = watch::channel(false);
    let mut bar = Bar::new();
    let mut sending = std::pin::pin!(dispatcher.send(issue, stopped, |progress| bar.show(progress)));
    loop {
        tokio::select! {
            ended = &mut sending => return Ok(ended?),
            () = ear.asked_to_stop() => {
                if stop.send_replace(true) {
                    return Err(Failure::new("stopped at once: what was under way is in doubt")
                        .hint(format!("`circular send {0}` goes on, `circular status {0}` names them", issue.slug)));
                }
                tell("\nStopping: finishing what is under way. Press Ctrl-C again not to wait.");
            }
        }
    }
}

fn tell_ending(app: &App, named: &str, ending: &Ending, progress: &Progress) -> Result<(), Failure> {
    let mut parts = Vec::new();
    for (status, words) in [
        (Status::Bounced, "bounced"),
        (Status::Expired, "given up"),
        (Status::Skipped, "left before their copy went"),
        (Status::InDoubt, "in doubt"),
        (Status::Deferred, "deferred"),
        (Status::Queued, "waiting"),
    ] {
        let count = progress.counts.of(status);
        if count > 0 {
            parts.push(format!("{} {words}", number(count)));
        }
    }
    let others = if parts.is_empty() { String::new() } else { format!("; {}", parts.join(", ")) };
    let sent =
        format!("Sent {} of {}{others}.", number(progress.counts.of(Status::Sent)), number(progress.counts.total()));
    let in_doubt = progress.counts.of(Status::InDoubt);
    match ending {
        Ending::Done => say(sent),
        Ending::Stopped => say(format!("Stopped. {sent} Go on with: circular send {named}")),
        Ending::Waiting(due) => {
            let due = moment(*due, &app.workspace.settings.society.time_zone());
            say(format!("{sent} The deferred are due from {due}. Then: circular send {named}"));
        }
        Ending::Paused(reason) => {
            say(format!("Paused. {sent} Go on with: circular resume {named}"));
            if let Some(reason) = reason {
                return Err(Failure::new(format!("too many refusals: {reason}")));
            }
        }
        Ending::Cancelled => say(format!("Called off. {sent}")),
        Ending::Relay { words, .. } => {
            say(format!("{sent} Nothing is lost: what was not sent waits."));
            return Err(Failure::new(format!("the relay is in trouble: {words}"))
                .hint(format!("mend it, then run `circular send {named}`")));
        }
    }
    if in_doubt > 0 {
        say(format!("{} may or may not have arrived: circular status {named}", counted(in_doubt, "copy", "copies")));
    }
    if *ending == Ending::Done && in_doubt == 0 { Ok(()) } else { Err(Failure::remains()) }
}
