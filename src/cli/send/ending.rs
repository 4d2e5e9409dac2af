//! The last words of a sending: how it ended, and what to run next.

use super::events;
use crate::cli::app::{App, in_commands};
use crate::cli::failure::Failure;
use crate::cli::output::{counted, day_and_time, moment, say};
use crate::cli::report::files;
use crate::cli::resume::who_sends;
use crate::cli::standing;
use crate::clock;
use crate::database::{self, Database};
use crate::delivery::Ending;
use crate::model::{Counts, Issue, Pause, PauseReason, Status};
use crate::report::{self, FiledRange};

/// Says how a sending ended, in words or as JSON, and returns what that is worth to a script.
pub(super) async fn say_ending(
    app: &App,
    database: &Database,
    issue: &Issue,
    ending: &Ending,
    counts: &Counts,
    json: bool,
) -> Result<(), Failure> {
    let named = in_commands(database, issue).await?;
    let scheduled = issue.starts_at > clock::now();
    if json {
        let list = database::list::by_id(&mut database.read().await?, issue.list).await?;
        let list = list.map(|list| list.name.to_string()).unwrap_or_default();
        say(events::ended(issue, &list, ending, scheduled, counts).to_string());
    } else if let (Ending::Waiting(_), true) = (ending, scheduled) {
        say_scheduled(app, issue, &named, counts);
    } else {
        let filed = report::filed(database, issue).await?;
        say_words(app, issue, &named, ending, counts, filed.as_ref());
    }
    judge(&issue.slug, &named, ending, counts.of(Status::InDoubt))
}

/// Tells when an issue goes, and by whose hand.
fn say_scheduled(app: &App, issue: &Issue, named: &str, counts: &Counts) {
    let recipients = counted(counts.total(), "recipient", "recipients");
    let at = day_and_time(issue.starts_at, &app.workspace.settings.society.time_zone());
    say(format!("`{}` goes to {recipients} on {at}.", issue.slug));
    say(format!("`circular serve` sends it where it runs; otherwise: circular send {named} --wait"));
    say(format!("Should it not go after all: circular cancel {named}"));
}

fn say_words(app: &App, issue: &Issue, named: &str, ending: &Ending, counts: &Counts, filed: Option<&FiledRange>) {
    let slug = &issue.slug;
    let sent = standing::sent(counts);
    let in_doubt = counts.of(Status::InDoubt);
    match ending {
        Ending::Waiting(due) => {
            let due = moment(*due, &app.workspace.settings.society.time_zone());
            say(format!("{sent} The next is due at {due}."));
        }
        Ending::Stopped => say(format!("Stopped: `{slug}` is paused. {sent}")),
        Ending::Paused(Pause { reason: PauseReason::Operator, .. }) => {
            say(format!("`{slug}` was paused from elsewhere. {sent}"));
        }
        Ending::Relay { .. } => say(format!("{sent} Nothing is lost: what was not sent waits.")),
        Ending::Done | Ending::Paused(_) | Ending::Cancelled => say(&sent),
    }
    if in_doubt > 0 {
        say(format!("{} may or may not have arrived: circular status {named}", counted(in_doubt, "copy", "copies")));
    }
    match ending {
        Ending::Done if in_doubt > 0 => say(format!("Next: circular resolve {named} --resend, or --sent")),
        Ending::Done => {
            if issue.trial {
                let filed = filed.map(|filed| format!(", filed in the outbox as {}", files(filed))).unwrap_or_default();
                say(format!("That was a trial{filed}: the letter can still go to the same list by a real relay."));
            }
            say(format!("Next: circular report {named}"));
        }
        Ending::Waiting(_) => say(who_sends(issue, named)),
        Ending::Stopped | Ending::Paused(Pause { reason: PauseReason::Operator, .. }) => {
            say(format!("Next: circular send {named}"));
        }
        // What to do about these stands beside what went wrong.
        Ending::Relay { .. } | Ending::Paused(_) | Ending::Cancelled => {}
    }
}

fn judge(slug: &str, named: &str, ending: &Ending, in_doubt: u64) -> Result<(), Failure> {
    match ending {
        Ending::Done if in_doubt == 0 => Ok(()),
        Ending::Done | Ending::Waiting(_) | Ending::Stopped => Err(Failure::remains()),
        Ending::Paused(pause) => Err(paused(slug, named, pause)),
        Ending::Cancelled => Err(Failure::new(format!("`{slug}` was called off while it was being sent"))
            .hint(format!("see `circular report {named}`"))),
        Ending::Relay { words, hopeless: false } => Err(Failure::new(format!("the relay is in trouble: {words}"))
            .hint(format!("run `circular send {named}` later, or with `--wait`"))),
        Ending::Relay { words, hopeless: true } => Err(Failure::new(format!("the relay is in trouble: {words}"))
            .hint(format!("waiting cannot help: mend it, then run `circular send {named}`"))),
    }
}

fn paused(slug: &str, named: &str, pause: &Pause) -> Failure {
    let detail = pause.detail.as_deref().unwrap_or_default();
    match pause.reason {
        PauseReason::Operator => Failure::remains(),
        PauseReason::Rejections => {
            Failure::new(format!("`{slug}` is paused, as too many copies were refused: {detail}"))
                .hint(format!("mend it, then run `circular resume {named}` and `circular send {named}`"))
        }
        PauseReason::Restored => Failure::new(format!("`{slug}` was {detail}"))
            .hint(format!("`circular resume {named}` sends what waits all the same")),
    }
}
