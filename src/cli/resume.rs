//! `circular resume`.

use super::app::{App, find_issue, issue_argument};
use super::error::CommandError;
use super::issue_status;
use super::output::{format_count, format_long_time, print_line};
use crate::delivery::{self, ResumeOptions};
use crate::model::{DeliveryStatus, Issue, IssueState, Pause, PauseReason};
use crate::{clock, report};

/// Let a paused issue go on
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft
    issue: String,
    /// The list, when the draft went to several
    #[arg(long)]
    list: Option<String>,
    /// Try refused copies again, and mail the addresses again that were suppressed because of this issue
    #[arg(long)]
    bounced: bool,
    /// Go on from now on however many copies are refused
    #[arg(long)]
    accept_refusals: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let before = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let named = issue_argument(&database, &before).await?;
    // What was accepted once stays accepted.
    let accept_refusals = args.accept_refusals || before.accepts_rejections;
    let how = ResumeOptions { retry_bounced: args.bounced, accept_rejections: accept_refusals };
    let Some(again) = delivery::resume_issue(&database, &before, how, clock::now()).await? else {
        let bounced = report::issue_status(&database, before.clone()).await?.counts.count(DeliveryStatus::Bounced);
        return ensure_resumable(&before, &named, args.bounced, bounced);
    };
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let counts = report::issue_status(&database, issue.clone()).await?.counts;
    let slug = &issue.slug;
    if args.bounced {
        print_line(format!("{} will be tried again.", format_count(again, "refused copy", "refused copies")));
    }
    if issue.state == IssueState::Finished {
        print_line(format!(
            "Nothing of `{slug}` waits any more: it is finished. {}",
            issue_status::sent_summary(&counts)
        ));
        print_line(format!("Next: circular report {named}"));
        return Ok(());
    }
    print_line(format!("`{slug}` goes on. {}", issue_status::sent_summary(&counts)));
    if let Some(Pause { reason, detail: Some(detail) }) = &before.pause {
        print_line(format!("It was paused by the program: {detail}"));
        print_line(if *reason == PauseReason::Restored {
            "What waited in the backup goes now, whether it was sent since or not."
        } else if accept_refusals {
            "It now goes on however many copies are refused for such reasons."
        } else {
            "If that was not mended, it pauses again after some more refusals, unless you add `--accept-refusals`."
        });
    }
    let now = clock::now();
    if issue.starts_at > now {
        let zone = app.workspace.settings.society.time_zone();
        print_line(format!("It is scheduled for {}.", format_long_time(issue.starts_at, &zone)));
    }
    print_line(sender_hint(&issue, &named));
    Ok(())
}

/// Tells what sends an issue that waits.
pub(super) fn sender_hint(issue: &Issue, named: &str) -> String {
    if issue.trial {
        format!("Next: circular send {named}")
    } else {
        format!("Next: circular send {named} --wait, unless `circular serve` runs: it sends what is due")
    }
}

fn ensure_resumable(issue: &Issue, named: &str, wants_bounced: bool, bounced: u64) -> Result<(), CommandError> {
    let slug = &issue.slug;
    match issue.state {
        IssueState::Sending | IssueState::Paused if wants_bounced => {
            Err(CommandError::new(format!("`{slug}` is under way: refused copies are taken back while it is paused"))
                .with_hint(format!("run `circular pause {named}` first")))
        }
        IssueState::Sending | IssueState::Paused => {
            print_line(format!("`{slug}` is not paused."));
            print_line(sender_hint(issue, named));
            Ok(())
        }
        IssueState::Finished => {
            let failure = CommandError::new(format!("`{slug}` is finished: there is nothing to resume"));
            Err(if bounced > 0 {
                let copies = format_count(bounced, "copy that was", "copies that were");
                failure.with_hint(format!("`circular resume {named} --bounced` tries the {copies} refused again"))
            } else {
                failure.with_hint(format!("see `circular report {named}`"))
            })
        }
        IssueState::Cancelled => {
            Err(CommandError::new(format!("`{slug}` was called off"))
                .with_hint(format!("see `circular report {named}`")))
        }
    }
}
