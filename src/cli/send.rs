//! `circular send`.

mod json_events;
mod progress_display;
mod refusals;
pub(super) mod run_issue;
mod run_result;
mod summary;

use jiff::Timestamp;

use super::app::App;
use super::error::CommandError;
use super::output::{format_count, print_line, print_status, prompt};
use super::segment_args::SegmentArgs;
use crate::clock;
use crate::database::{self, Database};
use crate::model::{Issue, RelayName};
use crate::sending::{
    self, AllowedRules, CheckedIssue, ContinueOutcome, FreezeError, FreezeOptions, PreparedIssue, ReleasedIssue,
    ScheduleRequest, SegmentOverride, TransportError,
};
use crate::smtp::Transport;
use run_issue::SendOptions;
use summary::SendSummary;

/// Send a draft to its list, now or later, or continue where sending stopped
///
/// It renders every copy first, shows what will happen and asks. The draft is then frozen: later changes of the file
/// reach nobody. Ctrl-C pauses the issue; the same command continues it.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct Args {
    /// The draft, by name or path
    draft: String,
    #[command(flatten)]
    segment: SegmentArgs,
    /// When to start, in the society's time zone, such as "2026-12-01 09:00" [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Stay until every copy is settled, and wait for deferred copies
    #[arg(long)]
    wait: bool,
    /// Render every copy and send none
    #[arg(long, conflicts_with_all = ["wait", "json"])]
    dry_run: bool,
    /// Send although a check blocks it, by the check's id such as `placeholder`; can be repeated
    #[arg(long, value_name = "ID")]
    allow: Vec<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Print lines of JSON, and everything else to standard error
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let (workspace, settings) = (&app.workspace, &app.workspace.settings);
    let allowed = AllowedRules::new(args.allow.iter().map(String::as_str)).map_err(refusals::allow_error)?;
    let segment_override = args.segment.to_override()?;
    let database = app.database().await?;
    sending::check_relay_lists(settings, &database).await?;
    let run_options = SendOptions { wait: args.wait, json: args.json };
    if !args.dry_run
        && let Some(issue) =
            sending::unfinished_issue(&database, &workspace.drafts_dir(), &args.draft, &segment_override, settings)
                .await?
    {
        let transport = open_transport(app, &database, issue.relay.as_ref(), Some(&issue)).await?;
        continue_issue(app, &database, &issue, &segment_override, args.at.is_some()).await?;
        return run_issue::run_and_report(app, &database, &issue, transport, run_options).await;
    }
    let issue =
        PreparedIssue::prepare_named(workspace, &database, &args.draft, &segment_override, clock::now()).await?;
    let transport = open_transport(app, &database, issue.relay.as_ref(), None).await?;
    let starts_at = parse_start(app, args, issue.chosen_relay(settings).is_outbox())?;
    let checked = issue.check(&database, settings, &workspace.root, clock::now()).await?;
    let released = review(app, &database, args, &allowed, &checked, starts_at).await?;
    let recipients = checked.dry_run().recipients;
    if args.dry_run {
        issue.record_review(&database, &checked.snapshot(), clock::now()).await?;
        let copies = format_count(recipients, "copy", "copies");
        print_line(format!("Rendered {copies}, sent none."));
        return match sending::existing_issue(&database, &issue.draft.slug, issue.segment.list.id).await? {
            Some(existing) => Err(refusals::exists_error(app, &database, existing).await?),
            None => Ok(()),
        };
    }
    confirm_send(args, recipients)?;
    if starts_at.is_none() {
        transport.load_token().await?;
    }
    let now = clock::now();
    let options = FreezeOptions { starts_at: starts_at.unwrap_or(now), is_count_confirmed: !args.yes };
    let frozen = match sending::freeze_issue(&database, &released, options, now).await {
        Err(FreezeError::Exists(existing)) => return Err(refusals::exists_error(app, &database, existing).await?),
        frozen => frozen?,
    };
    if starts_at.is_some() && !args.wait {
        return run_result::report_scheduled(app, &database, &frozen, recipients, args.json).await;
    }
    run_issue::run_and_report(app, &database, &frozen, transport, run_options).await
}

/// Opens the transport of a relay; for an issue that was frozen for a relay that is gone, it says what to do.
async fn open_transport(
    app: &App,
    database: &Database,
    relay: Option<&RelayName>,
    frozen: Option<&Issue>,
) -> Result<Transport, CommandError> {
    let (settings, root) = (&app.workspace.settings, &app.workspace.root);
    match (sending::open_transport(settings, root, database, relay, clock::now()).await, frozen) {
        (Err(TransportError::RelayGone(name)), Some(issue)) => Err(refusals::relay_gone(database, issue, &name).await?),
        (opened, _) => Ok(opened?),
    }
}

/// Shows what will happen, unless something prevents it.
async fn review<'a>(
    app: &App,
    database: &Database,
    args: &Args,
    allowed: &AllowedRules,
    checked: &CheckedIssue<'a>,
    starts_at: Option<Timestamp>,
) -> Result<ReleasedIssue<'a>, CommandError> {
    if let Some(reason) = checked.unchecked() {
        print_status(format!("The sender's domain was not checked in the DNS: {reason}."));
    }
    let released = checked.release(allowed).map_err(|blocked| {
        let found = checked.diagnostics().iter().map(|found| found.diagnostic.clone());
        refusals::blocked_error(&blocked, allowed, found.collect())
    })?;
    let issue = checked.issue();
    if !args.dry_run
        && let Some(existing) = sending::existing_issue(database, &issue.draft.slug, issue.segment.list.id).await?
    {
        return Err(refusals::exists_error(app, database, existing).await?);
    }
    let last_review = issue.last_review(database).await?;
    let lists = database::lists::all(&mut database.begin_read().await?).await?.into_iter();
    let welcome_of = lists.filter(|list| list.welcome.as_ref() == Some(&issue.draft.slug)).map(|list| list.name);
    let welcome_of: Vec<_> = welcome_of.collect();
    let summary = SendSummary {
        workspace: &app.workspace,
        checked,
        overridden: released.overridden(),
        last_review: last_review.as_ref(),
        welcome_of: &welcome_of,
        starts_at,
    };
    for line in summary.lines() {
        if args.json { print_status(line) } else { print_line(line) }
    }
    Ok(released)
}

async fn continue_issue(
    app: &App,
    database: &Database,
    issue: &Issue,
    segment_override: &SegmentOverride,
    reschedules: bool,
) -> Result<(), CommandError> {
    let continued = sending::continue_issue(database, issue, segment_override, reschedules, clock::now()).await;
    let (slug, frozen) = (&issue.slug, refusals::frozen_time(app, issue));
    match continued {
        Ok(ContinueOutcome::Resumed) => {
            print_status(format!(
                "`{slug}` was paused; continuing with the text frozen on {frozen}; later changes of the draft are not in it."
            ));
        }
        Ok(ContinueOutcome::InProgress) => {
            print_status(format!(
                "Continuing `{slug}` with the text frozen on {frozen}; later changes of the draft are not in it."
            ));
        }
        Err(error) => return Err(refusals::continue_error(app, database, issue, error).await?),
    }
    Ok(())
}

/// Reads when the first copies may be sent, if `--at` was passed.
fn parse_start(app: &App, args: &Args, trial: bool) -> Result<Option<Timestamp>, CommandError> {
    let Some(text) = &args.at else { return Ok(None) };
    let zone = app.workspace.settings.society.time_zone();
    let request = ScheduleRequest { text, zone: &zone, trial, attended: args.wait || args.dry_run };
    let now = clock::now();
    request.resolve(now).map(Some).map_err(|error| refusals::schedule_error(error, &request, now))
}

fn confirm_send(args: &Args, count: u64) -> Result<(), CommandError> {
    if args.yes {
        return Ok(());
    }
    let question = format!("Type the number of recipients ({count}) to send, or anything else to stop:");
    match prompt(&question) {
        Some(answer) if answer == count.to_string() => Ok(()),
        Some(answer) if !answer.is_empty() && answer.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(CommandError::new(format!(
                "not sent: you typed {answer}, but {} would get it",
                format_count(count, "recipient", "recipients")
            )))
        }
        Some(_) => {
            Err(CommandError::new("not sent").with_hint(format!("type `{count}`, the number of recipients, to send")))
        }
        None => Err(CommandError::new("not sent: no terminal to confirm on").with_hint("pass `--yes` in scripts")),
    }
}
