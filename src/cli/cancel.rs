//! `circular cancel`.

use super::app::{App, find_issue, in_commands};
use super::failure::Failure;
use super::output::{ask, counted, say};
use super::standing;
use crate::database::Database;
use crate::model::{Issue, IssueState, Status};
use crate::{clock, delivery, report};

/// Call an issue off for good: what was not handed over by now never is
///
/// An issue that nobody got yet leaves no trace: its draft can be sent anew.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft
    issue: String,
    /// The list, when the draft went to several
    #[arg(long)]
    list: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let database = app.database().await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    refuse_ended(&database, &issue).await?;
    let standing = report::standing(&database, issue.clone()).await?;
    if !args.yes {
        let state = standing::state(&issue, clock::now(), &app.workspace.settings.society.time_zone());
        say(format!("{} to {} ({state}): {}", issue.slug, standing.list, standing::counts(&standing.counts)));
        confirm(&issue.slug)?;
    }
    let Some(cancelled) = delivery::cancel(&database, &issue, clock::now()).await? else {
        let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
        return refuse_ended(&database, &issue).await;
    };
    let counts = report::standing(&database, issue.clone()).await?.counts;
    let copies = counted(cancelled, "copy", "copies");
    say(format!("`{}` is called off: {copies} will not go. {}", issue.slug, standing::sent(&counts)));
    let named = in_commands(&database, &issue).await?;
    if counts.of(Status::InDoubt) > 0 {
        say(format!("Copies in doubt stay so until you say: circular resolve {named} --sent"));
    }
    let cancelled = Issue { state: IssueState::Cancelled, ..issue };
    if delivery::makes_room(&mut database.read().await?, &cancelled).await? {
        say(format!("Nobody got it: mend the draft, and send it anew with: circular send {named}"));
    } else {
        say(format!("Next: circular report {named}"));
    }
    Ok(())
}

async fn refuse_ended(database: &Database, issue: &Issue) -> Result<(), Failure> {
    let ended = match issue.state {
        IssueState::Finished => "is finished: there is nothing to call off",
        IssueState::Cancelled => "was called off already",
        IssueState::Sending | IssueState::Paused => return Ok(()),
    };
    let named = in_commands(database, issue).await?;
    Err(Failure::new(format!("`{}` {ended}", issue.slug)).hint(format!("see `circular report {named}`")))
}

fn confirm(slug: &str) -> Result<(), Failure> {
    match ask(&format!("Type the name of the draft ({slug}) to call it off, or anything else to leave it:")) {
        Some(answer) if answer == slug => Ok(()),
        Some(_) => Err(Failure::new("nothing was called off")),
        None => Err(Failure::new("nobody is here to say yes, so nothing was called off").hint("scripts say `--yes`")),
    }
}
