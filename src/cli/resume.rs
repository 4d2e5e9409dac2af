//! `circular resume`.

use super::app::{App, find_issue, issue_argument};
use super::error::CommandError;
use super::issue_status::sender_hint;
use super::output::{format_count, format_long_time, print_line};
use crate::database::Database;
use crate::model::{Address, Issue, IssueState, Pause, PauseReason};
use crate::sending::{self, ResumeOptions, ResumeOutcome};
use crate::{clock, report, wording};

/// How many addresses are named that are no longer suppressed.
const MAX_NAMED: usize = 20;

/// Resume a paused issue
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft
    issue: String,
    /// The list, if the draft was sent to several
    #[arg(long)]
    list: Option<String>,
    /// Send copies again that the relay rejected, and no longer suppress the addresses that were suppressed because of it;
    /// copies that came back by mail are not sent again
    #[arg(long)]
    bounced: bool,
    /// From now on continue regardless of how many copies are rejected
    #[arg(long)]
    accept_rejections: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let named = issue_argument(&database, &issue).await?;
    let slug = &issue.slug;
    let options = ResumeOptions { retry_bounced: args.bounced, accept_rejections: args.accept_rejections };
    match sending::resume_issue(&database, &issue, options, clock::now()).await? {
        ResumeOutcome::Resumed { issue, pause, requeued, restored, returned } => {
            if args.bounced {
                print_requeued(requeued, &restored, returned);
            }
            print_resumed(app, &database, &issue, pause.as_ref(), &named).await
        }
        ResumeOutcome::NotPaused => {
            print_line(format!("`{slug}` is not paused."));
            print_line(sender_hint(&issue, &named));
            Ok(())
        }
        ResumeOutcome::PauseFirst => Err(CommandError::new(format!(
            "`{slug}` is in progress: rejected copies can be sent again only while it is paused"
        ))
        .with_hint(format!("run `circular pause {named}` first"))),
        ResumeOutcome::Finished { rejected } => {
            let error = CommandError::new(format!("`{slug}` is finished: there is nothing to resume"));
            Err(if rejected > 0 {
                let copies = format_count(rejected, "rejected copy", "rejected copies");
                error.with_hint(format!("`circular resume {named} --bounced` sends the {copies} again"))
            } else {
                error.with_hint(format!("see `circular report {named}`"))
            })
        }
        ResumeOutcome::Cancelled => {
            Err(CommandError::new(format!("`{slug}` is cancelled")).with_hint(format!("see `circular report {named}`")))
        }
    }
}

/// Says which copies are tried again, whose addresses are mailed again, and what is left as it is.
fn print_requeued(requeued: u64, restored: &[Address], returned: u64) {
    print_line(format!("{} will be tried again.", format_count(requeued, "rejected copy", "rejected copies")));
    if !restored.is_empty() {
        let mut names: Vec<_> = restored.iter().take(MAX_NAMED).map(ToString::to_string).collect();
        names.extend(wording::and_more(restored.len() as u64, names.len()));
        print_line(format!("No longer suppressed: {}", names.join(", ")));
    }
    if returned > 0 {
        let copies = format_count(returned, "copy that came back by mail is", "copies that came back by mail are");
        print_line(format!(
            "{copies} not tried again. If such an address works after all: circular suppression remove ADDRESS"
        ));
    }
}

async fn print_resumed(
    app: &App,
    database: &Database,
    issue: &Issue,
    pause: Option<&Pause>,
    named: &str,
) -> Result<(), CommandError> {
    let slug = &issue.slug;
    let sent = wording::sent_summary(&report::issue_status(database, issue.clone()).await?.counts);
    if issue.state == IssueState::Finished {
        print_line(format!("Nothing of `{slug}` is left to send: it is finished. {sent}"));
        print_line(format!("Next: circular report {named}"));
        return Ok(());
    }
    print_line(format!("`{slug}` is resumed. {sent}"));
    if let Some(Pause { reason, detail: Some(detail) }) = pause {
        print_line(format!("The program had paused it: {detail}"));
        print_line(if *reason == PauseReason::Restored {
            "Everything that waited in the backup is now sent, even if it was sent after the backup was made."
        } else if issue.accepts_rejections {
            "It now continues regardless of how many copies are rejected for such reasons."
        } else {
            "If that was not fixed, it pauses again after some more rejections, unless you add `--accept-rejections`."
        });
    }
    if issue.starts_at > clock::now() {
        let zone = app.workspace.settings.society.time_zone();
        print_line(format!("It is scheduled for {}.", format_long_time(issue.starts_at, &zone)));
    }
    print_line(sender_hint(issue, named));
    Ok(())
}
