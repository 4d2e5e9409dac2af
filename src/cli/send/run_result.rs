//! The end of a sending: what became of the copies, and what to run next.

use super::json_events;
use crate::cli::app::{App, issue_argument, sender_domain};
use crate::cli::error::CommandError;
use crate::cli::issue_status::sender_hint;
use crate::cli::output::{format_count, format_long_time, format_time, print_line};
use crate::cli::report::file_range;
use crate::clock;
use crate::database::{self, Database};
use crate::delivery::{RelayFailureKind, RunEnding};
use crate::model::{DeliveryStatus, Issue, Pause, PauseReason, RelayTable};
use crate::report::{self, FiledRange};
use crate::sending::RunSummary;
use crate::wording;

/// Prints how a run ended, in words or as JSON, and returns what that means for the exit code.
pub(super) async fn report_result(
    app: &App,
    database: &Database,
    issue: &Issue,
    result: &RunSummary,
    json: bool,
) -> Result<(), CommandError> {
    print_report(app, database, issue, result, json).await?;
    let domain = sender_domain(database, issue).await?;
    exit_result(issue, &issue_argument(database, issue).await?, &domain, result)
}

/// Says that an issue is scheduled. That its copies wait is what was asked for, so this is a success.
pub(super) async fn report_scheduled(
    app: &App,
    database: &Database,
    issue: &Issue,
    recipients: u64,
    json: bool,
) -> Result<(), CommandError> {
    let counts = [(DeliveryStatus::Queued, recipients)].into_iter().collect();
    let result = RunSummary { ending: RunEnding::Waiting(issue.starts_at), counts };
    print_report(app, database, issue, &result, json).await
}

async fn print_report(
    app: &App,
    database: &Database,
    issue: &Issue,
    result: &RunSummary,
    json: bool,
) -> Result<(), CommandError> {
    let named = issue_argument(database, issue).await?;
    // If the clock was set back, an issue that has begun is not waiting for its start.
    let untouched = result.counts.count(DeliveryStatus::Queued) == result.counts.total();
    let scheduled = issue.starts_at > clock::now() && untouched;
    if json {
        let list = database::lists::by_id(&mut database.begin_read().await?, issue.list).await?;
        let list = list.map(|list| list.name.to_string()).unwrap_or_default();
        print_line(json_events::finished_event(issue, &list, &result.ending, scheduled, &result.counts).to_string());
    } else if let (RunEnding::Waiting(_), true) = (&result.ending, scheduled) {
        print_scheduled(app, issue, &named, result);
    } else {
        let filed = report::filed_messages(database, issue).await?;
        print_result(app, issue, &named, result);
        print_next_step(issue, &named, result, filed.as_ref());
    }
    Ok(())
}

/// Says when an issue starts, and what starts it.
fn print_scheduled(app: &App, issue: &Issue, named: &str, result: &RunSummary) {
    let recipients = format_count(result.counts.total(), "recipient", "recipients");
    let at = format_long_time(issue.starts_at, &app.workspace.settings.society.time_zone());
    print_line(format!("`{}` will be sent to {recipients} on {at}.", issue.slug));
    print_line(format!("`circular serve` sends it if it runs; otherwise: circular send {named} --wait"));
    print_line(format!("To cancel it: circular cancel {named}"));
}

fn print_result(app: &App, issue: &Issue, named: &str, result: &RunSummary) {
    let slug = &issue.slug;
    let sent = wording::sent_summary(&result.counts);
    match &result.ending {
        RunEnding::Waiting(due) => {
            let due = format_time(*due, &app.workspace.settings.society.time_zone());
            print_line(format!("{sent} The next is due at {due}."));
        }
        RunEnding::Stopped => print_line(format!("Stopped: `{slug}` is paused. {sent}")),
        RunEnding::Paused(Pause { reason: PauseReason::Operator, .. }) => {
            print_line(format!("`{slug}` was paused by another process. {sent}"));
        }
        RunEnding::RelayFailed { .. } => print_line(format!("{sent} Nothing is lost: unsent copies wait.")),
        RunEnding::Completed | RunEnding::Paused(_) | RunEnding::Cancelled => print_line(&sent),
    }
    if result.in_doubt() > 0 {
        let copies = format_count(result.in_doubt(), "copy", "copies");
        print_line(format!("{copies} may or may not have arrived: circular status {named}"));
    }
}

fn print_next_step(issue: &Issue, named: &str, result: &RunSummary, filed: Option<&FiledRange>) {
    match &result.ending {
        RunEnding::Completed if result.in_doubt() > 0 => {
            print_line(format!("Next: circular resolve {named} --resend, or --sent"));
        }
        RunEnding::Completed => {
            if issue.trial {
                let filed = filed.map(|filed| format!(", filed in the outbox as {}", file_range(filed)));
                let filed = filed.unwrap_or_default();
                print_line(format!(
                    "That was a trial{filed}: the letter can still be sent to the same list through a relay."
                ));
            }
            print_line(format!("Next: circular report {named}"));
        }
        RunEnding::Waiting(_) => print_line(sender_hint(issue, named)),
        RunEnding::Stopped | RunEnding::Paused(Pause { reason: PauseReason::Operator, .. }) => {
            print_line(format!("Next: circular send {named}"));
        }
        // The error says what to do about these.
        RunEnding::RelayFailed { .. } | RunEnding::Paused(_) | RunEnding::Cancelled => {}
    }
}

fn exit_result(issue: &Issue, named: &str, domain: &str, result: &RunSummary) -> Result<(), CommandError> {
    if result.is_complete() {
        return Ok(());
    }
    let slug = &issue.slug;
    let table = RelayTable::from(issue.relay.as_ref());
    Err(match &result.ending {
        RunEnding::Completed | RunEnding::Waiting(_) | RunEnding::Stopped => CommandError::deliveries_remain(),
        RunEnding::Paused(pause) => paused(issue, named, domain, pause),
        RunEnding::Cancelled => CommandError::new(format!("`{slug}` was cancelled while it was being sent"))
            .with_hint(format!("see `circular report {named}`")),
        RunEnding::RelayFailed { reason, kind } => relay_failed(&table, named, reason, *kind),
    })
}

fn relay_failed(table: &RelayTable, named: &str, reason: &str, kind: RelayFailureKind) -> CommandError {
    let advice = wording::relay_advice(kind, table);
    let relay = if *table == RelayTable::default() { String::new() } else { format!("`{table}`: ") };
    match (kind, advice) {
        (RelayFailureKind::SendingLimit, Some(advice)) => {
            CommandError::new(format!("the relay takes no more: {relay}{reason}"))
                .with_hint(format!(
                    "{advice}. Nobody was refused: run `circular send {named}` tomorrow; `--wait` and `circular serve` \
                 continue when the limit ends"
                ))
                .into_temporary()
        }
        (_, Some(advice)) => CommandError::new(format!("the relay is unavailable: {relay}{reason}"))
            .with_hint(format!("{advice}. Then run `circular send {named}`")),
        (RelayFailureKind::Unavailable | RelayFailureKind::Silent, _) => {
            CommandError::new(format!("the relay is unavailable: {relay}{reason}"))
                .with_hint(format!("once that is fixed, or later, run `circular send {named}`; `--wait` keeps trying"))
        }
        _ => CommandError::new(format!("the relay is unavailable: {relay}{reason}"))
            .with_hint(format!("waiting cannot help: fix it, then run `circular send {named}`")),
    }
}

fn paused(issue: &Issue, named: &str, domain: &str, pause: &Pause) -> CommandError {
    let slug = &issue.slug;
    let detail = pause.detail.as_deref().unwrap_or_default();
    if let Some(words) = wording::pause_words(pause.reason, domain, &RelayTable::from(issue.relay.as_ref())) {
        return CommandError::new(format!("`{slug}` is paused because {}", words.cause))
            .with_cause(detail)
            .with_hint(format!("{}. Then run `circular resume {named}` and `circular send {named}`", words.remedy));
    }
    match pause.reason {
        PauseReason::Operator => CommandError::deliveries_remain(),
        PauseReason::Restored => CommandError::new(format!("`{slug}` was {detail}"))
            .with_hint(format!("`circular resume {named}` sends what waits anyway")),
        _ => CommandError::new(format!("`{slug}` is paused because too many copies were rejected: {detail}"))
            .with_hint(format!(
                "fix it, then run `circular resume {named}` and `circular send {named}`; if the fault was not theirs, \
                 `circular resume {named} --bounced` also mails the rejected again, and no longer suppresses them"
            )),
    }
}
