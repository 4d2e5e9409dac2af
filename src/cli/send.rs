//! `circular send`.

mod existing_issue;
pub(super) mod json_events;
mod overrides;
pub(super) mod prepare_send;
mod progress_display;
mod rate_meter;
pub(super) mod recipient_counts;
mod review_changes;
pub(super) mod run_issue;
mod run_result;
mod schedule;
mod sending_rate;
mod summary;

use jiff::Timestamp;

use super::app::App;
use super::error::CommandError;
use super::output::{format_count, format_time, print_line, print_status, prompt};
use crate::clock;
use crate::config::RelayUrl;
use crate::database::Database;
use crate::delivery::{self, IssuePlan, RunEnding};
use crate::draft;
use crate::model::{DeliveryStatus, Issue, StatusCounts};
use prepare_send::{PrepareSendError, PreparedSend, SegmentArgs};
use run_issue::SendOptions;

/// Send a draft to its list, now or at a time, or go on where sending stopped
///
/// It renders every copy first, shows what will happen and asks. The draft is then frozen: what is changed in the
/// file later goes to nobody. Ctrl-C pauses the issue; the same command goes on.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Args {
    /// The draft, by name or path
    draft: String,
    #[command(flatten)]
    whom: SegmentArgs,
    /// When it goes, on the society's clocks, such as "2026-12-01 09:00" [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Stay until every copy is settled, through all waits
    #[arg(long)]
    wait: bool,
    /// Render everyone and send nobody
    #[arg(long, conflicts_with_all = ["wait", "json"])]
    dry_run: bool,
    /// Send although a check blocks it, by the check's id such as `placeholder`; may be said again
    #[arg(long, value_name = "ID")]
    despite: Vec<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Print lines of JSON, and everything else to standard error
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    overrides::validate_ids(&args.despite)?;
    let database = app.database().await?;
    let transport = run_issue::open_transport(app, &database).await?;
    let manner = SendOptions { wait: args.wait, json: args.json };
    if !args.dry_run
        && let Some(issue) = existing_issue::find_unfinished(app, &database, args).await?
    {
        existing_issue::continue_issue(app, &database, &issue, args).await?;
        return run_issue::run_and_report(app, &database, &issue, transport, manner).await;
    }
    let at = parse_start(app, args)?;
    let prepared = prepare_send::prepare_send(app, &database, &args.draft, &args.whom)
        .await
        .map_err(PrepareSendError::into_command_error)?;
    let findings: Vec<_> = prepared.diagnostics().into_iter().map(|remark| remark.diagnostic).collect();
    let passed = overrides::check_blocking(&findings, &args.despite)?;
    if !args.dry_run {
        existing_issue::ensure_not_sent(app, &database, &prepared).await?;
    }
    let last = draft::last_snapshot(&database, &prepared.draft.composed).await?;
    for line in summary::summary_lines(app, &prepared, &findings, &passed, last.as_ref(), at) {
        if args.json { print_status(line) } else { print_line(line) }
    }
    let count = prepared.dry_run.recipients;
    if args.dry_run {
        draft::save_snapshot(&database, &prepared.draft.composed, &prepared.snapshot(), clock::now()).await?;
        print_line(format!("Rendered {}, sent none.", format_count(count, "copy", "copies")));
        return Ok(());
    }
    confirm_send(args, count)?;
    let issue = freeze_issue(app, &database, &prepared, at).await?;
    if at.is_some() && !args.wait {
        let counts: StatusCounts = [(DeliveryStatus::Queued, count)].into_iter().collect();
        let ending = RunEnding::Waiting(issue.starts_at);
        // It did what it was asked for: that copies wait is no surprise.
        let _ = run_result::report_result(app, &database, &issue, &ending, &counts, args.json).await;
        return Ok(());
    }
    run_issue::run_and_report(app, &database, &issue, transport, manner).await
}

/// Reads when the first copies may go, if that was said.
fn parse_start(app: &App, args: &Args) -> Result<Option<Timestamp>, CommandError> {
    let Some(text) = &args.at else { return Ok(None) };
    if is_trial(app) && !args.wait && !args.dry_run {
        return Err(CommandError::new("`--at` needs a relay: into the outbox, nothing goes by itself")
            .with_hint("name your relay in `[relay]`, or say `--wait`"));
    }
    schedule::parse_schedule(text, &app.workspace.settings.society.time_zone(), clock::now()).map(Some)
}

/// Freezes what was prepared, to go at once or from a moment on.
pub(super) async fn freeze_issue(
    app: &App,
    database: &Database,
    prepared: &PreparedSend,
    at: Option<Timestamp>,
) -> Result<Issue, CommandError> {
    let proof = &prepared.draft.composed;
    let now = clock::now();
    let (slug, audience, content) = (&proof.draft.slug, &proof.segment, &proof.content);
    let plan = IssuePlan { slug, audience, content, trial: is_trial(app), starts_at: at.unwrap_or(now) };
    Ok(delivery::freeze_issue(database, &plan, now).await?)
}

/// Tells whether copies stay on this machine.
pub(super) fn is_trial(app: &App) -> bool {
    matches!(app.workspace.settings.relay.url, RelayUrl::Directory(_))
}

fn frozen_time(app: &App, issue: &Issue) -> String {
    format_time(issue.created_at, &app.workspace.settings.society.time_zone())
}

fn confirm_send(args: &Args, count: u64) -> Result<(), CommandError> {
    if args.yes {
        return Ok(());
    }
    let question = format!("Type the number of recipients ({count}) to send, or anything else to stop:");
    match prompt(&question) {
        Some(answer) if answer == count.to_string() => Ok(()),
        Some(answer) if !answer.is_empty() && answer.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(CommandError::new(format!("you typed {answer}, and the letter goes to {count}: nothing was sent")))
        }
        Some(_) => Err(CommandError::new("nothing was sent")),
        None => {
            Err(CommandError::new("nobody is here to say yes, so nothing was sent").with_hint("scripts say `--yes`"))
        }
    }
}
