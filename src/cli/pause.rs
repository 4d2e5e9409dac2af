//! `circular pause`.

use super::app::{App, find_issue, issue_argument};
use super::error::CommandError;
use super::output::print_line;
use crate::model::Pause;
use crate::report;
use crate::sending::{self, IssueEnd, PauseOutcome};
use crate::wording;

/// Pause an issue: every process that sends it stops within a second
///
/// Copies in progress are finished. `circular resume ISSUE` continues it.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft
    issue: String,
    /// The list, if the draft was sent to several
    #[arg(long)]
    list: Option<String>,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let named = issue_argument(&database, &issue).await?;
    let slug = issue.slug.clone();
    let outcome = sending::pause_issue(&database, &issue).await?;
    let sent = wording::sent_summary(&report::issue_status(&database, issue).await?.counts);
    let ended = |how: &str| {
        CommandError::new(format!("`{slug}` is {how}: there is nothing to pause"))
            .with_hint(format!("see `circular report {named}`"))
    };
    match outcome {
        PauseOutcome::Paused => print_line(format!("`{slug}` is paused. {sent}")),
        PauseOutcome::AlreadyPaused(Pause { detail: Some(detail), .. }) => {
            print_line(format!("`{slug}` is already paused, by the program: {detail}"));
        }
        PauseOutcome::AlreadyPaused(_) => print_line(format!("`{slug}` is already paused. {sent}")),
        PauseOutcome::Ended(IssueEnd::Finished) => return Err(ended("finished")),
        PauseOutcome::Ended(IssueEnd::Cancelled) => return Err(ended("cancelled")),
    }
    print_line(format!("Next: circular resume {named}"));
    Ok(())
}
