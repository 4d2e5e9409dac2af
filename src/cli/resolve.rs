//! `circular resolve`.

use super::app::{App, find_issue, issue_argument};
use super::error::CommandError;
use super::output::{format_count, print_line};
use super::resume::sender_hint;
use crate::model::IssueState;
use crate::{clock, delivery};

/// Settle the copies in doubt: those handed over when the line or the program broke
///
/// `circular status ISSUE` names them. A copy sent again keeps its Message-ID.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("how").required(true))]
pub(super) struct Args {
    /// The issue, by the name of its draft
    issue: String,
    /// The list, when the draft went to several
    #[arg(long)]
    list: Option<String>,
    /// Send them again: somebody may get the letter twice
    #[arg(long, group = "how")]
    resend: bool,
    /// Count them as sent: somebody may not have got the letter
    #[arg(long, group = "how")]
    sent: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    if args.resend && issue.state == IssueState::Cancelled {
        return Err(CommandError::new(format!("`{}` was called off: nothing of it goes again", issue.slug))
            .with_hint("`--sent` counts what is in doubt as sent"));
    }
    let named = issue_argument(&database, &issue).await?;
    let count = delivery::resolve_in_doubt(&database, &issue, args.resend, clock::now()).await?;
    let copies = format_count(count, "copy", "copies");
    if count == 0 {
        print_line(format!("No copy of `{}` is in doubt.", issue.slug));
    } else if args.resend {
        print_line(format!("{copies} will go again."));
        print_line(if issue.state == IssueState::Paused {
            format!("`{}` is paused. Next: circular resume {named}", issue.slug)
        } else {
            sender_hint(&issue, &named)
        });
    } else {
        print_line(format!("{copies} counted as sent."));
    }
    Ok(())
}
