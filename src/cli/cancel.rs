//! `circular cancel`.

use super::app::{App, find_issue, issue_argument};
use super::error::CommandError;
use super::issue_status;
use super::output::{format_count, print_line, prompt};
use crate::database::Database;
use crate::model::{DeliveryStatus, Issue, IssueState};
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

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    ensure_cancellable(&database, &issue).await?;
    let standing = report::issue_status(&database, issue.clone()).await?;
    if !args.yes {
        let state = issue_status::state_text(&issue, clock::now(), &app.workspace.settings.society.time_zone());
        print_line(format!(
            "{} to {} ({state}): {}",
            issue.slug,
            standing.list,
            issue_status::counts_text(&standing.counts)
        ));
        confirm_cancel(&issue.slug)?;
    }
    let Some(cancelled) = delivery::cancel_issue(&database, &issue, clock::now()).await? else {
        let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
        return ensure_cancellable(&database, &issue).await;
    };
    let counts = report::issue_status(&database, issue.clone()).await?.counts;
    let copies = format_count(cancelled, "copy", "copies");
    print_line(format!(
        "`{}` is called off: {copies} will not go. {}",
        issue.slug,
        issue_status::sent_summary(&counts)
    ));
    let named = issue_argument(&database, &issue).await?;
    if counts.count(DeliveryStatus::InDoubt) > 0 {
        print_line(format!("Copies in doubt stay so until you say: circular resolve {named} --sent"));
    }
    let cancelled = Issue { state: IssueState::Cancelled, ..issue };
    if delivery::is_replaceable(&mut database.begin_read().await?, &cancelled).await? {
        print_line(format!("Nobody got it: mend the draft, and send it anew with: circular send {named}"));
    } else {
        print_line(format!("Next: circular report {named}"));
    }
    Ok(())
}

async fn ensure_cancellable(database: &Database, issue: &Issue) -> Result<(), CommandError> {
    let ended = match issue.state {
        IssueState::Finished => "is finished: there is nothing to call off",
        IssueState::Cancelled => "was called off already",
        IssueState::Sending | IssueState::Paused => return Ok(()),
    };
    let named = issue_argument(database, issue).await?;
    Err(CommandError::new(format!("`{}` {ended}", issue.slug)).with_hint(format!("see `circular report {named}`")))
}

fn confirm_cancel(slug: &str) -> Result<(), CommandError> {
    match prompt(&format!("Type the name of the draft ({slug}) to call it off, or anything else to leave it:")) {
        Some(answer) if answer == slug => Ok(()),
        Some(_) => Err(CommandError::new("nothing was called off")),
        None => {
            Err(CommandError::new("nobody is here to say yes, so nothing was called off")
                .with_hint("scripts say `--yes`"))
        }
    }
}
