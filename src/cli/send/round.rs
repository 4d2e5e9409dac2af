//! Sending a frozen issue, with Ctrl-C, and the last words.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use super::bar::Bar;
use crate::cli::app::{App, in_commands};
use crate::cli::failure::Failure;
use crate::cli::output::{counted, moment, number, say, tell};
use crate::cli::signal::Ear;
use crate::config::Throttle;
use crate::database::{self, Database};
use crate::delivery::{self, Ending, LEASE, Patience, Printer, Progress, Run};
use crate::model::{Content, Issue, Status};
use crate::transport::{self, Transport};
use crate::{audience, clock, entropy, subscription};

/// A relay in trouble is tried for about a minute.
const PATIENCE: Patience = Patience { tries: 6, first: Duration::from_secs(2) };

/// How much longer than its lease a dead run is waited for.
const MARGIN: Duration = Duration::from_secs(2);

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
    let settings = &app.workspace.settings;
    let content = database::issue::content(&mut database.read().await?, issue.id).await?;
    let printer = Arc::new(printer(app, database, issue, &content).await?);
    // Files on this machine need no pace.
    let unthrottled = Throttle { rate: None, batch: 0, ..settings.throttle.clone() };
    let throttle = if issue.trial { &unthrottled } else { &settings.throttle };
    let run = Run {
        database,
        issue,
        printer,
        transport: Arc::new(transport),
        from: content.sender.address,
        throttle,
        connections: settings.relay.connections.into(),
        patience: PATIENCE,
        holder: entropy::word()?,
        now: clock::now,
    };
    let (ending, progress) = until_stopped(&run).await?;
    tell_ending(app, &in_commands(database, issue).await?, &ending, &progress)
}

async fn printer(app: &App, database: &Database, issue: &Issue, content: &Content) -> Result<Printer, Failure> {
    let list = database::list::by_id(&mut database.read().await?, issue.list).await?;
    let list = list.ok_or_else(|| Failure::new("the list of this issue is gone"))?;
    let keys = subscription::keys(database, clock::now()).await?;
    let fields = audience::fields(database).await?;
    let numbers = (issue.id, issue.hash.as_str());
    Ok(Printer::new(&app.workspace.settings, content, &fields, &list, keys, numbers)?)
}

/// Runs until it ends by itself or Ctrl-C stops it; a second Ctrl-C does not wait for what is under way.
async fn until_stopped(run: &Run<'_>) -> Result<(Ending, Progress), Failure> {
    let mut ear = Ear::open()?;
    let (stop, stopped) = watch::channel(false);
    let mut bar = Bar::new();
    let mut sending = std::pin::pin!(patiently(run, stopped, &mut bar));
    loop {
        tokio::select! {
            ended = &mut sending => return ended,
            () = ear.asked_to_stop() => {
                if stop.send_replace(true) {
                    return Err(Failure::new("stopped at once: what was under way is in doubt")
                        .hint(format!("`circular send {0}` goes on, `circular status {0}` names them", run.issue.slug)));
                }
                tell("\nStopping: finishing what is under way. Press Ctrl-C again not to wait.");
            }
        }
    }
}

/// Sends, waiting for the lease of a run that was killed to end.
async fn patiently(run: &Run<'_>, stop: watch::Receiver<bool>, bar: &mut Bar) -> Result<(Ending, Progress), Failure> {
    let patience = Instant::now() + Duration::try_from(LEASE).unwrap_or_default() + MARGIN;
    let mut waited = false;
    loop {
        match delivery::send(run, stop.clone(), |progress| bar.show(progress)).await {
            Err(delivery::Error::Leased) if Instant::now() < patience && !*stop.borrow() => {
                if !waited {
                    tell("Another run of this issue has not ended properly, or is still going: waiting for it.");
                    waited = true;
                }
                sleep(Duration::from_secs(1)).await;
            }
            ended => {
                bar.finish();
                return Ok(ended?);
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
        Ending::Relay(words) => {
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
