//! `circular report`.

use serde_json::json;

use super::app::{App, find_issue};
use super::failure::Failure;
use super::output::{number, say};
use crate::model::Status;
use crate::report::{self, IssueReport};

/// Count what an issue did: sent, bounced, unsubscribed and why
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The issue, by the name of its draft
    issue: String,
    /// The list, when the draft went to several
    #[arg(long)]
    list: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let database = app.database().await?;
    let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
    let report = report::issue(&database, &issue).await?;
    if args.json {
        say(serde_json::to_string_pretty(&json!({
            "issue": report.standing.issue.slug,
            "list": report.standing.list,
            "recipients": report.standing.counts.total(),
            "sent": report.standing.counts.of(Status::Sent),
            "bounced": report.standing.counts.of(Status::Bounced),
            "unsubscribed": report.left_in_all(),
            "unsubscribed_by": report.left,
            "suspect": report.suspect,
            "returned": report.returned,
            "reasons": report.reasons,
        }))?);
    } else {
        print(&report);
    }
    Ok(())
}

/// Prints a report as a few lines.
pub(super) fn print(report: &IssueReport) {
    let standing = &report.standing;
    say(format!("{} to {}", standing.issue.slug, standing.list));
    say(format!("  recipients    {:>7}", number(standing.counts.total())));
    for (status, label) in [
        (Status::Sent, "sent"),
        (Status::Bounced, "bounced"),
        (Status::Queued, "queued"),
        (Status::Deferred, "deferred"),
        (Status::InDoubt, "in doubt"),
        (Status::Skipped, "skipped"),
        (Status::Cancelled, "cancelled"),
        (Status::Expired, "given up"),
    ] {
        let count = standing.counts.of(status);
        if count > 0 || status == Status::Sent || status == Status::Bounced {
            say(format!("  {label:<12}  {:>7}", number(count)));
        }
    }
    let ways: Vec<_> =
        report.left.iter().map(|(way, count)| format!("{} by {}", number(*count), way.replace('_', " "))).collect();
    let ways = if ways.is_empty() { String::new() } else { format!("  ({})", ways.join(", ")) };
    say(format!("  unsubscribed  {:>7}{ways}", number(report.left_in_all())));
    if report.returned > 0 {
        say(format!("  came back     {:>7}", number(report.returned)));
    }
    if report.suspect > 0 {
        let count = number(report.suspect);
        say(format!("  {count} left within seconds of the sending: perhaps a link scanner and not the person"));
    }
    for reason in &report.reasons {
        say(format!("  “{reason}”"));
    }
}
