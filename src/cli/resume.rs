//! `circular resume`.

use super::app::{App, find_issue, in_commands};
use super::failure::Failure;
use super::output::{counted, day_and_time, say};
use super::standing;
use crate::delivery::{self, Resume};
use crate::model::{Issue, IssueState, Pause, PauseReason, Status};
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

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let database = app.database().await?;
    let before = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let named = in_commands(&database, &before).await?;
    // What was accepted once stays accepted.
    let accept_refusals = args.accept_refusals || before.accepts_refusals;
    let how = Resume { bounced: args.bounced, accept_refusals };
    let Some(again) = delivery::resume(&database, &before, how, clock::now()).await? else {
        let bounced = report::standing(&database, before.clone()).await?.counts.of(Status::Bounced);
        return nothing_to_resume(&before, &named, args.bounced, bounced);
    };
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let counts = report::standing(&database, issue.clone()).await?.counts;
    let slug = &issue.slug;
    if args.bounced {
        say(format!("{} will be tried again.", counted(again, "refused copy", "refused copies")));
    }
    if issue.state == IssueState::Finished {
        say(format!("Nothing of `{slug}` waits any more: it is finished. {}", standing::sent(&counts)));
        say(format!("Next: circular report {named}"));
        return Ok(());
    }
    say(format!("`{slug}` goes on. {}", standing::sent(&counts)));
    if let Some(Pause { reason, detail: Some(detail) }) = &before.pause {
        say(format!("It was paused by the program: {detail}"));
        say(if *reason == PauseReason::Restored {
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
        say(format!("It is scheduled for {}.", day_and_time(issue.starts_at, &zone)));
    }
    say(who_sends(&issue, &named));
    Ok(())
}

/// Tells what sends an issue that waits.
pub(super) fn who_sends(issue: &Issue, named: &str) -> String {
    if issue.trial {
        format!("Next: circular send {named}")
    } else {
        format!("Next: circular send {named} --wait, unless `circular serve` runs: it sends what is due")
    }
}

fn nothing_to_resume(issue: &Issue, named: &str, wants_bounced: bool, bounced: u64) -> Result<(), Failure> {
    let slug = &issue.slug;
    match issue.state {
        IssueState::Sending | IssueState::Paused if wants_bounced => {
            Err(Failure::new(format!("`{slug}` is under way: refused copies are taken back while it is paused"))
                .hint(format!("run `circular pause {named}` first")))
        }
        IssueState::Sending | IssueState::Paused => {
            say(format!("`{slug}` is not paused."));
            say(who_sends(issue, named));
            Ok(())
        }
        IssueState::Finished => {
            let failure = Failure::new(format!("`{slug}` is finished: there is nothing to resume"));
            Err(if bounced > 0 {
                let copies = counted(bounced, "copy that was", "copies that were");
                failure.hint(format!("`circular resume {named} --bounced` tries the {copies} refused again"))
            } else {
                failure.hint(format!("see `circular report {named}`"))
            })
        }
        IssueState::Cancelled => {
            Err(Failure::new(format!("`{slug}` was called off")).hint(format!("see `circular report {named}`")))
        }
    }
}
