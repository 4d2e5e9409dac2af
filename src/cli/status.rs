//! `circular status`.

mod mailbox_line;
mod watch;
mod welcome_lines;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::app::{App, find_issue, issue_argument, sender_domain};
use super::error::CommandError;
use super::issue_status::{self, count_fields};
use super::list::approval_line;
use super::output::{format_time, print_line};
use crate::database::{self, Database, deliveries::DeliveryDetails};
use crate::handover::handed_over_at;
use crate::model::{Address, DeliveryStatus, Issue, IssueState, List, RelayTable};
use crate::report::{self, IssueStatus};
use crate::wording::{self, PauseWords};
use crate::{clock, inbound, sending, subscription};

/// Show what became of each copy
///
/// Copies that a killed run left behind are in doubt ten seconds after its end.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft [default: all]
    issue: Option<String>,
    /// The list, if the draft was sent to several
    #[arg(long, requires = "issue")]
    list: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Update it every second until nothing changes
    #[arg(long, conflicts_with = "json")]
    watch: bool,
}

/// The statuses whose copies are listed, because the chair may want to act on them.
const LISTED_STATUSES: [DeliveryStatus; 4] =
    [DeliveryStatus::InDoubt, DeliveryStatus::Deferred, DeliveryStatus::Bounced, DeliveryStatus::Expired];

/// What is shown of an issue.
struct IssueView {
    status: IssueStatus,
    /// The argument that names it in commands.
    argument: String,
    /// Why it paused because of what the relay replied.
    pause: Option<PauseWords>,
    /// The listed copies, by status.
    deliveries: Vec<(DeliveryStatus, Vec<DeliveryDetails>)>,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    if args.watch {
        return watch::run(app, &database, args).await;
    }
    let all = load_issues(app, &database, args).await?;
    let settings = &app.workspace.settings;
    let has_mailbox = settings.mailbox.url.is_some() && args.issue.is_none();
    let mailbox = inbound::mailbox_status(&database, &settings.mailbox).await?;
    let waiting = if args.issue.is_none() { subscription::approval_counts(&database).await? } else { Vec::new() };
    let welcomes = if args.issue.is_none() { subscription::welcome_status(&database).await? } else { Vec::new() };
    let handed_over_at = handed_over_at(&database).await?;
    if args.json {
        let all: Vec<_> = all.iter().map(issue_json).collect();
        let mut status = json!({ "issues": all });
        if has_mailbox {
            status["mailbox"] = mailbox_line::status_json(mailbox.as_ref());
        }
        if handed_over_at.is_some() {
            status["handed_over_at"] = json!(handed_over_at);
        }
        if !welcomes.is_empty() {
            status["welcome_letters"] = welcomes.iter().map(welcome_lines::status_json).collect();
        }
        if !waiting.is_empty() {
            let count = |(list, count): &(List, u64)| json!({ "list": list.name.as_str(), "waiting": count });
            status["approval_requests"] = waiting.iter().map(count).collect();
        }
        print_line(serde_json::to_string_pretty(&status)?);
        return Ok(());
    }
    let zone = settings.society.time_zone();
    if let Some(at) = handed_over_at {
        let day = format_time(at, &zone);
        print_line(format!("Handed over on {day}: no letters are sent from here any more."));
    }
    print_line(status_text(&all, clock::now(), &zone));
    for line in welcomes.iter().flat_map(welcome_lines::status_lines) {
        print_line(line);
    }
    for (list, count) in &waiting {
        print_line(approval_line(list, *count));
    }
    if has_mailbox {
        print_line(mailbox_line::status_line(mailbox.as_ref(), &zone));
    }
    Ok(())
}

/// Loads all issues, or the one that was named.
async fn load_issues(app: &App, database: &Database, args: &Args) -> Result<Vec<IssueView>, CommandError> {
    let issues = match &args.issue {
        Some(draft) => vec![find_issue(database, draft, args.list.as_deref()).await?],
        None => database::issues::all(&mut database.begin_read().await?).await?,
    };
    let mut all = Vec::new();
    for issue in issues {
        let named = issue_argument(database, &issue).await?;
        let status = load_status(app, database, issue).await?;
        let mut deliveries = Vec::new();
        for listed in LISTED_STATUSES {
            if args.issue.is_some() && status.counts.count(listed) > 0 {
                deliveries.push((listed, report::deliveries_with_status(database, &status.issue, listed).await?));
            }
        }
        let domain = sender_domain(database, &status.issue).await?;
        let table = RelayTable::from(status.issue.relay.as_ref());
        let pause = status.issue.pause.as_ref();
        let pause = pause.and_then(|pause| wording::pause_words(pause.reason, &domain, &table));
        all.push(IssueView { status, argument: named, pause, deliveries });
    }
    Ok(all)
}

/// Returns the status of an issue, after settling what a killed run left behind.
async fn load_status(app: &App, database: &Database, issue: Issue) -> Result<IssueStatus, CommandError> {
    let status = report::issue_status(database, issue.clone()).await?;
    if status.counts.count(DeliveryStatus::Sending) == 0 {
        return Ok(status);
    }
    let policy = app.workspace.settings.retry.in_doubt;
    let issue = sending::settle_expired_leases(database, &issue, policy, clock::now()).await?;
    Ok(report::issue_status(database, issue).await?)
}

fn status_text(all: &[IssueView], now: Timestamp, zone: &TimeZone) -> String {
    if all.is_empty() {
        return "Nothing was sent yet. Start with `circular preview`, then `circular send DRAFT`.".to_owned();
    }
    all.iter().map(|shown| issue_lines(shown, now, zone).join("\n")).collect::<Vec<_>>().join("\n")
}

fn issue_lines(shown: &IssueView, now: Timestamp, zone: &TimeZone) -> Vec<String> {
    let IssueStatus { issue, list, counts, .. } = &shown.status;
    let named = &shown.argument;
    let state = issue_status::state_text(issue, now, zone);
    let trial = if issue.trial { ", a trial in the outbox" } else { "" };
    let relay = issue.relay.as_ref().map(|relay| format!(", through the relay `{relay}`")).unwrap_or_default();
    let mut lines =
        vec![format!("{} to {list} ({state}{trial}{relay}): {}", issue.slug, issue_status::counts_text(counts))];
    if issue.state == IssueState::Paused {
        let detail = issue.pause.as_ref().and_then(|pause| pause.detail.as_ref());
        lines.extend(detail.map(|detail| format!("  Paused by the program: {detail}")));
        lines.extend(
            shown.pause.as_ref().map(|words| format!("  The cause: {}.\n  What to do: {}.", words.cause, words.remedy)),
        );
        lines.push(format!("  To resume it: circular resume {named}"));
    }
    for (status, entries) in &shown.deliveries {
        lines.push(format!("\n{}:", issue_status::status_label(*status)));
        for entry in entries {
            let address = entry.address.as_ref().map_or("(erased)", Address::as_str);
            let due = match status {
                DeliveryStatus::Deferred => format!(" (again at {})", format_time(entry.due_at, zone)),
                _ => String::new(),
            };
            lines.push(format!("  {address}{due}  {}", entry.reply.as_deref().unwrap_or_default()));
        }
    }
    if counts.count(DeliveryStatus::InDoubt) > 0 {
        lines.push("\nCopies in doubt may or may not have arrived. Settle them with one of".to_owned());
        if issue.state != IssueState::Cancelled {
            lines.push(format!("  circular resolve {named} --resend"));
        }
        lines.push(format!("  circular resolve {named} --sent"));
    }
    lines
}

fn issue_json(shown: &IssueView) -> Value {
    let IssueStatus { issue, list, counts: all, next_due } = &shown.status;
    let deliveries: Vec<_> = shown
        .deliveries
        .iter()
        .flat_map(|(status, entries)| entries.iter().map(|entry| delivery_json(*status, entry)))
        .collect();
    let mut shown = json!({
        "issue": issue.slug,
        "list": list,
        "state": issue.state.to_string(),
        "pause_reason": issue.pause.as_ref().map(|pause| pause.reason.to_string()),
        "pause_detail": issue.pause.as_ref().and_then(|pause| pause.detail.as_ref()),
        "trial": issue.trial,
        "created_at": issue.created_at,
        "starts_at": issue.starts_at,
        "recipients": all.total(),
        "counts": count_fields(all),
        "next_due_at": next_due,
        "deliveries": deliveries,
    });
    if let Some(relay) = &issue.relay {
        shown["relay"] = relay.as_str().into();
    }
    shown
}

fn delivery_json(status: DeliveryStatus, entry: &DeliveryDetails) -> Value {
    json!({
        "address": entry.address.as_ref().map(Address::as_str),
        "status": status.to_string(),
        "attempts": entry.attempts,
        "reply": entry.reply,
        "changed_at": entry.changed_at,
        "due_at": (status == DeliveryStatus::Deferred).then_some(entry.due_at),
    })
}
