//! `circular cancel`.

use super::app::{App, find_issue, issue_argument};
use super::error::CommandError;
use super::issue_status;
use super::output::{format_count, print_line, prompt};
use crate::model::DeliveryStatus;
use crate::sending::{self, CancelOutcome, IssueEnd};
use crate::{clock, report, wording};

/// Cancel an issue permanently; unsent copies are dropped
///
/// If nobody has a copy yet, the draft can be sent again.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft
    issue: String,
    /// The list, if the draft was sent to several
    #[arg(long)]
    list: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let named = issue_argument(&database, &issue).await?;
    if let Some(end) = IssueEnd::of(issue.state) {
        return Err(already_ended(&issue.slug, &named, end));
    }
    if !args.yes {
        let status = report::issue_status(&database, issue.clone()).await?;
        let state = issue_status::state_text(&issue, clock::now(), &app.workspace.settings.society.time_zone());
        let counts = issue_status::counts_text(&status.counts);
        print_line(format!("{} to {} ({state}): {counts}", issue.slug, status.list));
        confirm_cancel(&issue.slug)?;
    }
    let (unsent, replaceable) = match sending::cancel_issue(&database, &issue, clock::now()).await? {
        CancelOutcome::Cancelled { unsent, replaceable } => (unsent, replaceable),
        CancelOutcome::Ended(end) => return Err(already_ended(&issue.slug, &named, end)),
    };
    let counts = report::issue_status(&database, issue.clone()).await?.counts;
    let copies = format_count(unsent, "copy", "copies");
    let sent = wording::sent_summary(&counts);
    print_line(format!("`{}` is cancelled: {copies} will not be sent. {sent}", issue.slug));
    if counts.count(DeliveryStatus::InDoubt) > 0 {
        print_line(format!("Copies in doubt stay so until you run: circular resolve {named} --sent"));
    }
    if replaceable {
        print_line(format!("Nobody has a copy: fix the draft and send it again with: circular send {named}"));
    } else {
        print_line(format!("Next: circular report {named}"));
    }
    Ok(())
}

fn already_ended(slug: &str, named: &str, end: IssueEnd) -> CommandError {
    let ended = match end {
        IssueEnd::Finished => "is finished: there is nothing to cancel",
        IssueEnd::Cancelled => "is already cancelled",
    };
    CommandError::new(format!("`{slug}` {ended}")).with_hint(format!("see `circular report {named}`"))
}

fn confirm_cancel(slug: &str) -> Result<(), CommandError> {
    match prompt(&format!("Type the name of the draft ({slug}) to cancel it, or anything else to leave it:")) {
        Some(answer) if answer == slug => Ok(()),
        Some(_) => Err(CommandError::new("not cancelled")),
        None => Err(CommandError::new("not cancelled: no terminal to confirm on").with_hint("pass `--yes` in scripts")),
    }
}
