//! `circular pause`.

use super::app::{App, find_issue, in_commands};
use super::failure::Failure;
use super::output::say;
use super::standing;
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

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let database = app.database().await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let named = in_commands(&database, &issue).await?;
    let slug = issue.slug.clone();
    let paused = delivery::pause(&database, &issue).await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    match issue.state {
        IssueState::Finished => {
            return Err(Failure::new(format!("`{slug}` is finished: there is nothing to pause"))
                .hint(format!("see `circular report {named}`")));
        }
        IssueState::Cancelled => {
            return Err(Failure::new(format!("`{slug}` was called off: there is nothing to pause"))
                .hint(format!("see `circular report {named}`")));
        }
        IssueState::Sending | IssueState::Paused => {}
    }
    let counts = report::standing(&database, issue.clone()).await?.counts;
    match issue.pause.and_then(|pause| pause.detail) {
        _ if paused => say(format!("`{slug}` is paused. {}", standing::sent(&counts))),
        Some(detail) => say(format!("`{slug}` is paused already, by the program: {detail}")),
        None => say(format!("`{slug}` is paused already. {}", standing::sent(&counts))),
    }
    say(format!("Next: circular resume {named}"));
    Ok(())
}
