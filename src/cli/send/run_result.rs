//! The last words of a sending: how it ended, and what to run next.

use super::json_events;
use crate::cli::app::{App, issue_argument};
use crate::cli::error::CommandError;
use crate::cli::issue_status::{self, sender_hint};
use crate::cli::output::{format_count, format_long_time, format_time, print_line};
use crate::cli::report::file_range;
use crate::clock;
use crate::database::{self, Database};
use crate::delivery::RunEnding;
use crate::model::{DeliveryStatus, Issue, Pause, PauseReason, StatusCounts};
use crate::report::{self, FiledRange};

/// Says how a sending ended, in words or as JSON, and returns what that is worth to a script.
pub(super) async fn report_result(
    app: &App,
    database: &Database,
    issue: &Issue,
    ending: &RunEnding,
    counts: &StatusCounts,
    json: bool,
) -> Result<(), CommandError> {
    print_report(app, database, issue, ending, counts, json).await?;
    let named = issue_argument(database, issue).await?;
    exit_result(&issue.slug, &named, ending, counts.count(DeliveryStatus::InDoubt))
}

async fn print_report(
    app: &App,
    database: &Database,
    issue: &Issue,
    ending: &RunEnding,
    counts: &StatusCounts,
    json: bool,
) -> Result<(), CommandError> {
    let named = issue_argument(database, issue).await?;
    let scheduled = issue.starts_at > clock::now();
    if json {
        let list = database::lists::by_id(&mut database.begin_read().await?, issue.list).await?;
        let list = list.map(|list| list.name.to_string()).unwrap_or_default();
        print_line(json_events::finished_event(issue, &list, ending, scheduled, counts).to_string());
    } else if let (RunEnding::Waiting(_), true) = (ending, scheduled) {
        print_scheduled(app, issue, &named, counts);
    } else {
        let filed = report::filed_messages(database, issue).await?;
        print_result(app, issue, &named, ending, counts, filed.as_ref());
    }
    Ok(())
}

/// Says that an issue is scheduled. Copies that wait are what was asked for, so this is a success.
pub(super) async fn report_scheduled(
    app: &App,
    database: &Database,
    issue: &Issue,
    recipients: u64,
    json: bool,
) -> Result<(), CommandError> {
    let counts: StatusCounts = [(DeliveryStatus::Queued, recipients)].into_iter().collect();
    print_report(app, database, issue, &RunEnding::Waiting(issue.starts_at), &counts, json).await
}

/// Tells when an issue goes, and by whose hand.
fn print_scheduled(app: &App, issue: &Issue, named: &str, counts: &StatusCounts) {
    let recipients = format_count(counts.total(), "recipient", "recipients");
    let at = format_long_time(issue.starts_at, &app.workspace.settings.society.time_zone());
    print_line(format!("`{}` goes to {recipients} on {at}.", issue.slug));
    print_line(format!("`circular serve` sends it where it runs; otherwise: circular send {named} --wait"));
    print_line(format!("Should it not go after all: circular cancel {named}"));
}

fn print_result(
    app: &App,
    issue: &Issue,
    named: &str,
    ending: &RunEnding,
    counts: &StatusCounts,
    filed: Option<&FiledRange>,
) {
    let slug = &issue.slug;
    let sent = issue_status::sent_summary(counts);
    let in_doubt = counts.count(DeliveryStatus::InDoubt);
    match ending {
        RunEnding::Waiting(due) => {
            let due = format_time(*due, &app.workspace.settings.society.time_zone());
            print_line(format!("{sent} The next is due at {due}."));
        }
        RunEnding::Stopped => print_line(format!("Stopped: `{slug}` is paused. {sent}")),
        RunEnding::Paused(Pause { reason: PauseReason::Operator, .. }) => {
            print_line(format!("`{slug}` was paused from elsewhere. {sent}"));
        }
        RunEnding::RelayFailed { .. } => print_line(format!("{sent} Nothing is lost: what was not sent waits.")),
        RunEnding::Completed | RunEnding::Paused(_) | RunEnding::Cancelled => print_line(&sent),
    }
    if in_doubt > 0 {
        print_line(format!(
            "{} may or may not have arrived: circular status {named}",
            format_count(in_doubt, "copy", "copies")
        ));
    }
    match ending {
        RunEnding::Completed if in_doubt > 0 => {
            print_line(format!("Next: circular resolve {named} --resend, or --sent"));
        }
        RunEnding::Completed => {
            if issue.trial {
                let filed =
                    filed.map(|filed| format!(", filed in the outbox as {}", file_range(filed))).unwrap_or_default();
                print_line(format!(
                    "That was a trial{filed}: the letter can still go to the same list by a real relay."
                ));
            }
            print_line(format!("Next: circular report {named}"));
        }
        RunEnding::Waiting(_) => print_line(sender_hint(issue, named)),
        RunEnding::Stopped | RunEnding::Paused(Pause { reason: PauseReason::Operator, .. }) => {
            print_line(format!("Next: circular send {named}"));
        }
        // What to do about these stands beside what went wrong.
        RunEnding::RelayFailed { .. } | RunEnding::Paused(_) | RunEnding::Cancelled => {}
    }
}

fn exit_result(slug: &str, named: &str, ending: &RunEnding, in_doubt: u64) -> Result<(), CommandError> {
    match ending {
        RunEnding::Completed if in_doubt == 0 => Ok(()),
        RunEnding::Completed | RunEnding::Waiting(_) | RunEnding::Stopped => Err(CommandError::deliveries_remain()),
        RunEnding::Paused(pause) => Err(paused(slug, named, pause)),
        RunEnding::Cancelled => Err(CommandError::new(format!("`{slug}` was called off while it was being sent"))
            .with_hint(format!("see `circular report {named}`"))),
        RunEnding::RelayFailed { reason, permanent: false } => {
            Err(CommandError::new(format!("the relay is in trouble: {reason}"))
                .with_hint(format!("run `circular send {named}` later, or with `--wait`")))
        }
        RunEnding::RelayFailed { reason, permanent: true } => {
            Err(CommandError::new(format!("the relay is in trouble: {reason}"))
                .with_hint(format!("waiting cannot help: mend it, then run `circular send {named}`")))
        }
    }
}

fn paused(slug: &str, named: &str, pause: &Pause) -> CommandError {
    let detail = pause.detail.as_deref().unwrap_or_default();
    match pause.reason {
        PauseReason::Operator => CommandError::deliveries_remain(),
        PauseReason::Rejections => {
            CommandError::new(format!("`{slug}` is paused, as too many copies were refused: {detail}"))
                .with_hint(format!("mend it, then run `circular resume {named}` and `circular send {named}`"))
        }
        PauseReason::Restored => CommandError::new(format!("`{slug}` was {detail}"))
            .with_hint(format!("`circular resume {named}` sends what waits all the same")),
    }
}
