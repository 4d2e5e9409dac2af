//! Sending a frozen issue to its end, or until somebody presses Ctrl-C.

use std::convert::Infallible;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::time::sleep;

use super::bar::Bar;
use super::ending::say_ending;
use crate::cli::app::{App, in_commands};
use crate::cli::failure::Failure;
use crate::cli::output::{moment, tell};
use crate::cli::signal::Ear;
use crate::clock;
use crate::config::Throttle;
use crate::database::{self, Database};
use crate::delivery::{self, Dispatcher, Ending, Progress};
use crate::model::{Counts, Issue, IssueState};
use crate::transport::{self, Transport};

/// How long a relay in trouble is left alone by whoever waits.
const AGAIN: SignedDuration = SignedDuration::from_mins(5);
/// How far our clock may be from the database server's: well below the lease of a copy.
const APART: SignedDuration = SignedDuration::from_secs(2);
/// How often one who waits looks whether somebody changed the issue.
const LOOK: Duration = Duration::from_millis(500);

/// How an issue is sent.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::cli) struct Manner {
    /// It stays until every copy is settled.
    pub(in crate::cli) wait: bool,
    /// It says what it does as JSON.
    pub(in crate::cli) json: bool,
}

/// Makes the transport ready: what is wrong with it, or with the clock, is said before anything is frozen.
pub(in crate::cli) async fn transport(app: &App, database: &Database) -> Result<Transport, Failure> {
    if let Some(there) = database.time().await? {
        same_clock(clock::now(), there)?;
    }
    let settings = &app.workspace.settings;
    let made = Transport::new(&settings.relay, &app.workspace.root, settings.sender.from.address.domain());
    made.map_err(|error| match error {
        transport::Error::NoPassword { .. } => {
            Failure::from(error).hint("set `CIRCULAR_RELAY_PASSWORD`, or `password_file` in `[relay]`")
        }
        error => error.into(),
    })
}

/// Refuses a clock that is not the database server's: by it, others judge whether we still hold a copy.
fn same_clock(here: Timestamp, there: Timestamp) -> Result<(), Failure> {
    let apart = here.duration_since(there);
    if apart.abs() <= APART {
        return Ok(());
    }
    let (seconds, which) = (apart.abs().as_secs(), if apart.is_positive() { "ahead of" } else { "behind" });
    Err(Failure::new(format!("this machine's clock is {seconds} seconds {which} the database server's"))
        .hint("let both follow the same time servers: senders that share an issue must agree on the time"))
}

/// Sends an issue until nothing is due, or nothing waits, and says how it ended.
pub(super) async fn go(
    app: &App,
    database: &Database,
    issue: &Issue,
    transport: Transport,
    manner: Manner,
) -> Result<(), Failure> {
    let (ending, counts) = send(app, database, issue, transport, manner).await?;
    say_ending(app, database, issue, &ending, &counts, manner.json).await
}

/// Sends an issue until nothing is due, or nothing waits.
pub(in crate::cli) async fn send(
    app: &App,
    database: &Database,
    issue: &Issue,
    transport: Transport,
    manner: Manner,
) -> Result<(Ending, Counts), Failure> {
    let settings = &app.workspace.settings;
    let dispatcher = Dispatcher::new(database.clone(), settings.clone(), transport, clock::now);
    let throttle = if issue.trial { Throttle::default() } else { settings.throttle.clone() };
    let mut bar = Bar::new(&issue.slug, throttle, manner.json);
    let mut ear = Ear::open()?;
    loop {
        bar.begin();
        let sent = until_stopped(database, &dispatcher, issue, &mut ear, &mut bar).await;
        bar.end();
        let (mut ending, progress) = sent?;
        if let Some((until, words)) = wait_until(app, &ending).filter(|_| manner.wait) {
            bar.wait(&progress, until, &words);
            tokio::select! {
                changed = changed_or(database, issue, until) => {
                    changed?;
                    continue;
                }
                () = ear.asked_to_stop() => {
                    delivery::pause(database, issue).await?;
                    ending = Ending::Stopped;
                }
            }
        }
        return Ok((ending, progress.counts));
    }
}

/// Runs until it ends by itself or Ctrl-C pauses the issue; a second Ctrl-C does not wait for what is under way.
async fn until_stopped(
    database: &Database,
    dispatcher: &Dispatcher,
    issue: &Issue,
    ear: &mut Ear,
    bar: &mut Bar,
) -> Result<(Ending, Progress), Failure> {
    let (stop, stopped) = watch::channel(false);
    let named = in_commands(database, issue).await?;
    let heard = async {
        ear.asked_to_stop().await;
        stop.send_replace(true);
        tell("\nStopping: finishing what is under way. Press Ctrl-C again not to wait.");
        // Whoever else sends this issue stops as well.
        delivery::pause(database, issue).await?;
        ear.asked_to_stop().await;
        Err::<Infallible, _>(
            Failure::new("stopped at once: what was under way is in doubt")
                .hint(format!("`circular send {named}` goes on, `circular status {named}` names them")),
        )
    };
    let sent = tokio::select! {
        ended = dispatcher.send(issue, stopped, |progress| bar.show(progress)) => {
            ended.map_err(|error| broken(error, &named))?
        }
        Err(failure) = heard => return Err(failure),
    };
    let (ending, progress) = sent;
    if ending == Ending::Stopped {
        // It may have ended before the issue was paused.
        delivery::pause(database, issue).await?;
    }
    // What somebody changed at the very end, the run did not look up any more.
    let state = database::issue::state(&mut database.read().await?, issue.id).await?;
    let ending = match (ending, state) {
        (Ending::Stopped, Some((IssueState::Finished, _))) => Ending::Done,
        (Ending::Done | Ending::Waiting(_) | Ending::Stopped, Some((IssueState::Cancelled, _))) => Ending::Cancelled,
        (Ending::Waiting(_), Some((IssueState::Paused, pause))) => Ending::Paused(pause.unwrap_or_default()),
        (ending, _) => ending,
    };
    Ok((ending, progress))
}

/// Says what to do about a run that did not end as it should.
fn broken(error: delivery::Error, named: &str) -> Failure {
    let first = match &error {
        delivery::Error::Database(database::Error::Disk(_)) => "make room on its disk",
        delivery::Error::Database(_) => "mend it",
        _ => return error.into(),
    };
    Failure::from(error).hint(format!("{first}, then run `circular send {named}`: it goes on where this one stopped"))
}

/// Returns until when it is worth waiting, and what to say of it.
fn wait_until(app: &App, ending: &Ending) -> Option<(Timestamp, String)> {
    let shown = |at| moment(at, &app.workspace.settings.society.time_zone());
    match ending {
        Ending::Waiting(due) => Some((*due, format!("Waiting: the next copy is due at {}.", shown(*due)))),
        Ending::Relay { words, hopeless: false } => {
            let again = clock::now() + AGAIN;
            Some((again, format!("The relay is in trouble: {words}. Trying again at {}.", shown(again))))
        }
        // Whatever else is wrong, the chair should hear it now and not after an hour.
        _ => None,
    }
}

/// Waits until a moment, or until somebody changed what there is to send.
async fn changed_or(database: &Database, issue: &Issue, until: Timestamp) -> Result<(), Failure> {
    let before = look(database, issue).await?;
    while clock::now() < until && look(database, issue).await? == before {
        let left = Duration::try_from(until.duration_since(clock::now())).unwrap_or_default();
        sleep(left.min(LOOK)).await;
    }
    Ok(())
}

/// Looks up whether the issue is still being sent, and when its next copy is due.
async fn look(database: &Database, issue: &Issue) -> Result<(Option<IssueState>, Option<Timestamp>), Failure> {
    let mut work = database.read().await?;
    let state = database::issue::state(&mut work, issue.id).await?.map(|(state, _)| state);
    Ok((state, database::delivery::next_due(&mut work, issue.id, Timestamp::UNIX_EPOCH).await?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_of_its_own_is_refused() {
        let at = |second| Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second);
        assert!(same_clock(at(10), at(12)).is_ok() && same_clock(at(12), at(10)).is_ok());
        assert!(same_clock(at(20), at(10)).is_err() && same_clock(at(10), at(20)).is_err());
    }
}
