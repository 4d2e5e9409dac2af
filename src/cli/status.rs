//! `circular status`.

use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::app::{App, find_issue};
use super::failure::Failure;
use super::output::{moment, number, say};
use crate::database::{self, Database, delivery::Entry};
use crate::model::{Address, IssueState, Status};
use crate::report::{self, Standing};

/// Tell what became of each copy
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
}

/// The statuses of which each copy is named: what the chair may want to do something about.
const NAMED: [Status; 3] = [Status::InDoubt, Status::Deferred, Status::Bounced];

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let database = app.database().await?;
    let issues = match &args.issue {
        Some(draft) => vec![find_issue(&database, draft, args.list.as_deref()).await?],
        None => database::issue::all(&mut database.read().await?).await?,
    };
    if issues.is_empty() && !args.json {
        say("Nothing was sent yet. Begin with `circular preview`, then `circular send DRAFT`.");
        return Ok(());
    }
    let zone = app.workspace.settings.society.time_zone();
    let mut all = Vec::new();
    for issue in issues {
        let standing = report::standing(&database, issue).await?;
        let named = if args.issue.is_some() { named(&database, &standing).await? } else { Vec::new() };
        if args.json {
            all.push(as_json(&standing, &named));
        } else {
            print(&standing, &named, &zone);
        }
    }
    if args.json {
        say(serde_json::to_string_pretty(&json!({ "issues": all }))?);
    }
    Ok(())
}

async fn named(database: &Database, standing: &Standing) -> Result<Vec<(Status, Vec<Entry>)>, Failure> {
    let mut named = Vec::new();
    for status in NAMED {
        if standing.counts.of(status) > 0 {
            named.push((status, report::named(database, &standing.issue, status).await?));
        }
    }
    Ok(named)
}

fn print(standing: &Standing, named: &[(Status, Vec<Entry>)], zone: &TimeZone) {
    let counts: Vec<_> =
        standing.counts.iter().map(|(status, count)| format!("{} {}", number(count), word(status))).collect();
    let state = match standing.issue.state {
        IssueState::Sending => "under way",
        IssueState::Paused => "paused",
        IssueState::Cancelled => "called off",
        IssueState::Finished => "finished",
    };
    let trial = if standing.issue.trial { ", a trial in the outbox" } else { "" };
    say(format!("{} to {} ({state}{trial}): {}", standing.issue.slug, standing.list, counts.join(", ")));
    for (status, entries) in named {
        say(format!("\n{}:", word(*status)));
        for entry in entries {
            let address = entry.address.as_ref().map_or("(erased)", Address::as_str);
            let due = match status {
                Status::Deferred => format!(" (again at {})", moment(entry.due_at, zone)),
                _ => String::new(),
            };
            say(format!("  {address}{due}  {}", entry.reply.as_deref().unwrap_or_default()));
        }
    }
    if standing.counts.of(Status::InDoubt) > 0 {
        let slug = &standing.issue.slug;
        say("\nCopies in doubt may or may not have arrived. Settle them with one of");
        say(format!("  circular resolve {slug} --resend"));
        say(format!("  circular resolve {slug} --sent"));
    }
}

fn as_json(standing: &Standing, named: &[(Status, Vec<Entry>)]) -> Value {
    let counts: Map<String, Value> =
        standing.counts.iter().map(|(status, count)| (status.to_string(), json!(count))).collect();
    let copies: Map<String, Value> = named
        .iter()
        .map(|(status, entries)| {
            let entries: Vec<_> = entries.iter().map(|entry| entry_as_json(*status, entry)).collect();
            (status.to_string(), json!(entries))
        })
        .collect();
    json!({
        "issue": standing.issue.slug,
        "list": standing.list,
        "state": standing.issue.state.to_string(),
        "trial": standing.issue.trial,
        "created_at": standing.issue.created_at,
        "total": standing.counts.total(),
        "counts": counts,
        "next_due": standing.next_due,
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

fn word(status: Status) -> String {
    status.to_string().replace('_', " ")
}
