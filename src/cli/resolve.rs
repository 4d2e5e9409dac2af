//! `circular resolve`.

use super::app::{App, find_issue, issue_argument};
use super::error::CommandError;
use super::issue_status::sender_hint;
use super::output::{format_count, print_line};
use crate::clock;
use crate::model::IssueState;
use crate::sending::{self, InDoubtDecision, ResolveOutcome};

/// Settle the copies in doubt, which may or may not have arrived
///
/// `circular status ISSUE` names them. A copy that is sent again keeps its Message-ID.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("how").required(true))]
pub(super) struct Args {
    /// The issue, by the name of its draft
    issue: String,
    /// The list, if the draft was sent to several
    #[arg(long)]
    list: Option<String>,
    /// Send them again: some recipients may get the letter twice
    #[arg(long, group = "how")]
    resend: bool,
    /// Count them as sent: some recipients may not have got the letter
    #[arg(long, group = "how")]
    sent: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let named = issue_argument(&database, &issue).await?;
    let slug = &issue.slug;
    let decision = if args.resend { InDoubtDecision::Resend } else { InDoubtDecision::CountAsSent };
    let count = match sending::resolve_in_doubt(&database, &issue, decision, clock::now()).await? {
        ResolveOutcome::Settled(count) => count,
        ResolveOutcome::Cancelled => {
            return Err(CommandError::new(format!("`{slug}` is cancelled: its copies are not sent again"))
                .with_hint("`--sent` counts those in doubt as sent"));
        }
    };
    let copies = format_count(count, "copy", "copies");
    if count == 0 {
        print_line(format!("No copy of `{slug}` is in doubt."));
    } else if args.resend {
        print_line(format!("{copies} will be sent again."));
        print_line(if issue.state == IssueState::Paused {
            format!("`{slug}` is paused. Next: circular resume {named}")
        } else {
            sender_hint(&issue, &named)
        });
    } else {
        print_line(format!("{copies} counted as sent."));
    }
    Ok(())
}
