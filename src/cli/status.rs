//! `circular status`.

mod watch;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::app::{App, find_issue, in_commands};
use super::failure::Failure;
use super::output::{moment, say};
use super::send::events::counts;
use super::standing;
use crate::database::{self, Database, delivery::Entry};
use crate::model::{Address, Issue, IssueState, Status};
use crate::report::{self, Standing};
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
const NAMED: [Status; 4] = [Status::InDoubt, Status::Deferred, Status::Bounced, Status::Expired];

/// An issue as it is shown.
struct Shown {
    standing: Standing,
    /// How commands name it.
    named: String,
    /// The copies that are named, by status.
    copies: Vec<(Status, Vec<Entry>)>,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let database = app.database().await?;
    if args.watch {
        return watch::run(app, &database, args).await;
    }
    let all = look(app, &database, args).await?;
    if args.json {
        let all: Vec<_> = all.iter().map(as_json).collect();
        say(serde_json::to_string_pretty(&json!({ "issues": all }))?);
    } else {
        say(text(&all, clock::now(), &app.workspace.settings.society.time_zone()));
    }
    Ok(())
}

/// Looks up all issues, or the one in question.
async fn look(app: &App, database: &Database, args: &Args) -> Result<Vec<Shown>, Failure> {
    let issues = match &args.issue {
        Some(draft) => vec![find_issue(database, draft, args.list.as_deref()).await?],
        None => database::issue::all(&mut database.read().await?).await?,
    };
    let mut all = Vec::new();
    for issue in issues {
        let named = in_commands(database, &issue).await?;
        let standing = standing_of(app, database, issue).await?;
        let mut copies = Vec::new();
        for status in NAMED {
            if args.issue.is_some() && standing.counts.of(status) > 0 {
                copies.push((status, report::named(database, &standing.issue, status).await?));
            }
        }
        all.push(Shown { standing, named, copies });
    }
    Ok(all)
}

/// Tells how an issue stands, once what a killed run left behind is named.
async fn standing_of(app: &App, database: &Database, mut issue: Issue) -> Result<Standing, Failure> {
    let standing = report::standing(database, issue.clone()).await?;
    if standing.counts.of(Status::Sending) == 0 {
        return Ok(standing);
    }
    delivery::look_after(database, &issue, app.workspace.settings.retry.in_doubt, clock::now()).await?;
    if let Some((state, pause)) = database::issue::state(&mut database.read().await?, issue.id).await? {
        (issue.state, issue.pause) = (state, pause);
    }
    Ok(report::standing(database, issue).await?)
}

fn text(all: &[Shown], now: Timestamp, zone: &TimeZone) -> String {
    if all.is_empty() {
        return "Nothing was sent yet. Begin with `circular preview`, then `circular send DRAFT`.".to_owned();
    }
    all.iter().map(|shown| lines(shown, now, zone).join("\n")).collect::<Vec<_>>().join("\n")
}

fn lines(shown: &Shown, now: Timestamp, zone: &TimeZone) -> Vec<String> {
    let Standing { issue, list, counts, .. } = &shown.standing;
    let named = &shown.named;
    let state = standing::state(issue, now, zone);
    let trial = if issue.trial { ", a trial in the outbox" } else { "" };
    let mut lines = vec![format!("{} to {list} ({state}{trial}): {}", issue.slug, standing::counts(counts))];
    if issue.state == IssueState::Paused {
        let detail = issue.pause.as_ref().and_then(|pause| pause.detail.as_ref());
        lines.extend(detail.map(|detail| format!("  Paused by the program: {detail}")));
        lines.push(format!("  It goes on with: circular resume {named}"));
    }
    for (status, entries) in &shown.copies {
        lines.push(format!("\n{}:", standing::word(*status)));
        for entry in entries {
            let address = entry.address.as_ref().map_or("(erased)", Address::as_str);
            let due = match status {
                Status::Deferred => format!(" (again at {})", moment(entry.due_at, zone)),
                _ => String::new(),
            };
            lines.push(format!("  {address}{due}  {}", entry.reply.as_deref().unwrap_or_default()));
        }
    }
    if counts.of(Status::InDoubt) > 0 {
        lines.push("\nCopies in doubt may or may not have arrived. Settle them with one of".to_owned());
        if issue.state != IssueState::Cancelled {
            lines.push(format!("  circular resolve {named} --resend"));
        }
        lines.push(format!("  circular resolve {named} --sent"));
    }
    lines
}

fn as_json(shown: &Shown) -> Value {
    let Standing { issue, list, counts: all, next_due } = &shown.standing;
    let copies: Map<String, Value> = shown
        .copies
        .iter()
        .map(|(status, entries)| {
            let entries: Vec<_> = entries.iter().map(|entry| entry_as_json(*status, entry)).collect();
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
        "counts": counts(all),
        "next_due": next_due,
        "copies": copies,
    })
}

fn entry_as_json(status: Status, entry: &Entry) -> Value {
    json!({
        "address": entry.address.as_ref().map(Address::as_str),
        "attempts": entry.attempts,
        "reply": entry.reply,
        "changed_at": entry.changed_at,
        "due_at": (status == Status::Deferred).then_some(entry.due_at),
    })
}
