//! `circular send`.

mod at;
mod bar;
mod begun;
mod despite;
mod ending;
pub(super) mod events;
mod look;
mod meter;
mod pace;
pub(super) mod prepare;
pub(super) mod reach;
pub(super) mod round;
mod summary;

use jiff::Timestamp;

use super::app::App;
use super::failure::Failure;
use super::output::{ask, counted, moment, say, tell};
use crate::clock;
use crate::config::Relay;
use crate::database::Database;
use crate::delivery::{self, Ending, Plan};
use crate::draft;
use crate::model::{Counts, Issue, Status};
use prepare::{Prepared, Unready, Whom};
use round::Manner;

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
    whom: Whom,
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

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    despite::accept(&args.despite)?;
    let database = app.database().await?;
    let transport = round::transport(app, &database).await?;
    let manner = Manner { wait: args.wait, json: args.json };
    if !args.dry_run
        && let Some(issue) = begun::find(app, &database, args).await?
    {
        begun::go_on(app, &database, &issue, args).await?;
        return round::go(app, &database, &issue, transport, manner).await;
    }
    let at = starts_at(app, args)?;
    let prepared = prepare::prepare(app, &database, &args.draft, &args.whom).await.map_err(Unready::into_failure)?;
    let findings: Vec<_> = prepared.found().into_iter().map(|remark| remark.finding).collect();
    let passed = despite::gate(&findings, &args.despite)?;
    if !args.dry_run {
        begun::refuse_twice(app, &database, &prepared).await?;
    }
    let last = draft::last_look(&database, &prepared.script.proof).await?;
    for line in summary::lines(app, &prepared, &findings, &passed, last.as_ref(), at) {
        if args.json { tell(line) } else { say(line) }
    }
    let count = prepared.rehearsal.recipients;
    if args.dry_run {
        draft::looked(&database, &prepared.script.proof, &prepared.look(), clock::now()).await?;
        say(format!("Rendered {}, sent none.", counted(count, "copy", "copies")));
        return Ok(());
    }
    confirm(args, count)?;
    let issue = freeze(app, &database, &prepared, at).await?;
    if at.is_some() && !args.wait {
        let counts: Counts = [(Status::Queued, count)].into_iter().collect();
        let ending = Ending::Waiting(issue.starts_at);
        // It did what it was asked for: that copies wait is no surprise.
        let _ = ending::say_ending(app, &database, &issue, &ending, &counts, args.json).await;
        return Ok(());
    }
    round::go(app, &database, &issue, transport, manner).await
}

/// Reads when the first copies may go, if that was said.
fn starts_at(app: &App, args: &Args) -> Result<Option<Timestamp>, Failure> {
    let Some(text) = &args.at else { return Ok(None) };
    if is_trial(app) && !args.wait && !args.dry_run {
        return Err(Failure::new("`--at` needs a relay: into the outbox, nothing goes by itself")
            .hint("name your relay in `[relay]`, or say `--wait`"));
    }
    at::read(text, &app.workspace.settings.society.time_zone(), clock::now()).map(Some)
}

/// Freezes what was prepared, to go at once or from a moment on.
pub(super) async fn freeze(
    app: &App,
    database: &Database,
    prepared: &Prepared,
    at: Option<Timestamp>,
) -> Result<Issue, Failure> {
    let proof = &prepared.script.proof;
    let now = clock::now();
    let (slug, audience, content) = (&proof.draft.slug, &proof.audience, &proof.content);
    let plan = Plan { slug, audience, content, trial: is_trial(app), starts_at: at.unwrap_or(now) };
    Ok(delivery::freeze(database, &plan, now).await?)
}

/// Tells whether copies stay on this machine.
pub(super) fn is_trial(app: &App) -> bool {
    matches!(app.workspace.settings.relay.url, Relay::Outbox(_))
}

fn frozen_on(app: &App, issue: &Issue) -> String {
    moment(issue.created_at, &app.workspace.settings.society.time_zone())
}

fn confirm(args: &Args, count: u64) -> Result<(), Failure> {
    if args.yes {
        return Ok(());
    }
    let question = format!("Type the number of recipients ({count}) to send, or anything else to stop:");
    match ask(&question) {
        Some(answer) if answer == count.to_string() => Ok(()),
        Some(answer) if !answer.is_empty() && answer.bytes().all(|byte| byte.is_ascii_digit()) => {
            Err(Failure::new(format!("you typed {answer}, and the letter goes to {count}: nothing was sent")))
        }
        Some(_) => Err(Failure::new("nothing was sent")),
        None => Err(Failure::new("nobody is here to say yes, so nothing was sent").hint("scripts say `--yes`")),
    }
}
