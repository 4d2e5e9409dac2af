//! `circular status`.

mod watch;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::app::{App, find_issue, issue_argument};
use super::error::CommandError;
use super::issue_status;
use super::output::{format_time, print_line};
use super::send::json_events::count_fields;
use crate::database::{self, Database, deliveries::DeliveryDetails};
use crate::model::{Address, DeliveryStatus, Issue, IssueState};
use crate::report::{self, IssueStatus};
use crate::{clock, delivery};

/// Tell what became of each copy
///
/// Copies that a killed run left behind are named in doubt ten seconds after its end.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft [default: all]
    issue: Option<String>,
    /// The list, when the draft went to several
    #[arg(long, requires = "issue")]
    list: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Show it anew each second, until nothing moves
    #[arg(long, conflicts_with = "json")]
    watch: bool,
}

/// The statuses of which each copy is named: what the chair may want to do something about.
const LISTED_STATUSES: [DeliveryStatus; 4] =
    [DeliveryStatus::InDoubt, DeliveryStatus::Deferred, DeliveryStatus::Bounced, DeliveryStatus::Expired];

/// An issue as it is shown.
struct IssueView {
    status: IssueStatus,
    /// How commands name it.
    argument: String,
    /// The copies that are named, by status.
    deliveries: Vec<(DeliveryStatus, Vec<DeliveryDetails>)>,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    if args.watch {
        return watch::run(app, &database, args).await;
    }
    let all = load_issues(app, &database, args).await?;
    if args.json {
        let all: Vec<_> = all.iter().map(issue_json).collect();
        print_line(serde_json::to_string_pretty(&json!({ "issues": all }))?);
    } else {
        print_line(status_text(&all, clock::now(), &app.workspace.settings.society.time_zone()));
    }
    Ok(())
}

/// Looks up all issues, or the one in question.
async fn load_issues(app: &App, database: &Database, args: &Args) -> Result<Vec<IssueView>, CommandError> {
    let issues = match &args.issue {
        Some(draft) => vec![find_issue(database, draft, args.list.as_deref()).await?],
        None => database::issues::all(&mut database.begin_read().await?).await?,
    };
    let mut all = Vec::new();
    for issue in issues {
        let named = issue_argument(database, &issue).await?;
        let standing = load_status(app, database, issue).await?;
        let mut copies = Vec::new();
        for status in LISTED_STATUSES {
            if args.issue.is_some() && standing.counts.count(status) > 0 {
                copies.push((status, report::deliveries_with_status(database, &standing.issue, status).await?));
            }
        }
        all.push(IssueView { status: standing, argument: named, deliveries: copies });
    }
    Ok(all)
}

/// Tells how an issue stands, once what a killed run left behind is named.
async fn load_status(app: &App, database: &Database, mut issue: Issue) -> Result<IssueStatus, CommandError> {
    let standing = report::issue_status(database, issue.clone()).await?;
    if standing.counts.count(DeliveryStatus::Sending) == 0 {
        return Ok(standing);
    }
    delivery::settle_expired_leases(database, &issue, app.workspace.settings.retry.in_doubt, clock::now()).await?;
    if let Some((state, pause)) = database::issues::state(&mut database.begin_read().await?, issue.id).await? {
        (issue.state, issue.pause) = (state, pause);
    }
    Ok(report::issue_status(database, issue).await?)
}

fn status_text(all: &[IssueView], now: Timestamp, zone: &TimeZone) -> String {
    if all.is_empty() {
        return "Nothing was sent yet. Begin with `circular preview`, then `circular send DRAFT`.".to_owned();
    }
    all.iter().map(|shown| issue_lines(shown, now, zone).join("\n")).collect::<Vec<_>>().join("\n")
}

fn issue_lines(shown: &IssueView, now: Timestamp, zone: &TimeZone) -> Vec<String> {
    let IssueStatus { issue, list, counts, .. } = &shown.status;
    let named = &shown.argument;
    let state = issue_status::state_text(issue, now, zone);
    let trial = if issue.trial { ", a trial in the outbox" } else { "" };
    let mut lines = vec![format!("{} to {list} ({state}{trial}): {}", issue.slug, issue_status::counts_text(counts))];
    if issue.state == IssueState::Paused {
        let detail = issue.pause.as_ref().and_then(|pause| pause.detail.as_ref());
        lines.extend(detail.map(|detail| format!("  Paused by the program: {detail}")));
        lines.push(format!("  It goes on with: circular resume {named}"));
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
    let copies: Map<String, Value> = shown
        .deliveries
        .iter()
        .map(|(status, entries)| {
            let entries: Vec<_> = entries.iter().map(|entry| delivery_json(*status, entry)).collect();
            (status.to_string(), json!(entries))
        })
        .collect();
    json!({
        "issue": issue.slug,
        "list": list,
        "state": issue.state.to_string(),
        "pause_reason": issue.pause.as_ref().map(|pause| pause.reason.to_string()),
        "pause_detail": issue.pause.as_ref().and_then(|pause| pause.detail.as_ref()),
        "trial": issue.trial,
        "created_at": issue.created_at,
        "starts_at": issue.starts_at,
        "total": all.total(),
        "counts": count_fields(all),
        "next_due": next_due,
        "copies": copies,
    })
}

fn delivery_json(status: DeliveryStatus, entry: &DeliveryDetails) -> Value {
    json!({
        "address": entry.address.as_ref().map(Address::as_str),
        "attempts": entry.attempts,
        "reply": entry.reply,
        "changed_at": entry.changed_at,
        "due_at": (status == DeliveryStatus::Deferred).then_some(entry.due_at),
    })
}
