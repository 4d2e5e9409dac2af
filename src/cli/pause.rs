//! `circular pause`.

use super::app::{App, find_issue, issue_argument};
use super::error::CommandError;
use super::issue_status;
use super::output::print_line;
use crate::model::IssueState;
use crate::{delivery, report};

/// Hold an issue back: whoever sends it stops within a second
///
/// Copies that are just being handed over are finished. `circular resume ISSUE` lets it go on.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft
    issue: String,
    /// The list, when the draft went to several
    #[arg(long)]
    list: Option<String>,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let named = issue_argument(&database, &issue).await?;
    let slug = issue.slug.clone();
    let paused = delivery::pause_issue(&database, &issue).await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    match issue.state {
        IssueState::Finished => {
            return Err(CommandError::new(format!("`{slug}` is finished: there is nothing to pause"))
                .with_hint(format!("see `circular report {named}`")));
        }
        IssueState::Cancelled => {
            return Err(CommandError::new(format!("`{slug}` was called off: there is nothing to pause"))
                .with_hint(format!("see `circular report {named}`")));
        }
        IssueState::Sending | IssueState::Paused => {}
    }
    let counts = report::issue_status(&database, issue.clone()).await?.counts;
    match issue.pause.and_then(|pause| pause.detail) {
        _ if paused => print_line(format!("`{slug}` is paused. {}", issue_status::sent_summary(&counts))),
        Some(detail) => print_line(format!("`{slug}` is paused already, by the program: {detail}")),
        None => print_line(format!("`{slug}` is paused already. {}", issue_status::sent_summary(&counts))),
    }
    print_line(format!("Next: circular resume {named}"));
    Ok(())
}
