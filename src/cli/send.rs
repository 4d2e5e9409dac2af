//! `circular send`.

mod bar;
pub(super) mod prepare;
pub(super) mod round;
mod summary;

use std::path::Path;

use super::app::{App, find_list, in_commands};
use super::failure::Failure;
use super::output::{ask, counted, say, tell};
use crate::config::Relay;
use crate::database::{self, Database};
use crate::delivery::{self, Plan};
use crate::model::{Issue, IssueState, Severity};
use crate::transport::Transport;
use crate::{clock, draft};
use prepare::{Prepared, Unready};

/// Send a draft to its list, or go on where sending stopped
///
/// It renders every copy first, shows what will happen and asks. The draft is then frozen: what is changed in the
/// file later goes to nobody.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The draft, by name or path
    draft: String,
    /// The list [default: the draft's `to`]
    #[arg(long)]
    list: Option<String>,
    /// Who of the list, as a condition such as `category == "student"` [default: the draft's `where`]
    #[arg(long = "where", value_name = "CONDITION")]
    condition: Option<String>,
    /// Render everyone and send nobody
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let database = app.database().await?;
    let transport = round::transport(app)?;
    if !args.dry_run
        && let Some(issue) = begun(app, &database, args).await?
    {
        if args.condition.is_some() {
            return Err(Failure::new(format!("`{}` is under way already: who gets it is settled", issue.slug))
                .hint("leave `--where` out to go on with it"));
        }
        tell(format!("Going on with `{}`, as it was frozen on {}.", issue.slug, frozen_on(app, &issue)));
        return finish(app, &database, &issue, transport).await;
    }
    let prepared = prepare::prepare(app, &database, &args.draft, args.list.as_deref(), args.condition.as_deref())
        .await
        .map_err(Unready::into_failure)?;
    let findings = prepared.findings();
    if findings.iter().any(|finding| finding.severity == Severity::Block) {
        return Err(Failure::found(findings));
    }
    if !args.dry_run {
        refuse_twice(app, &database, &prepared).await?;
    }
    summary::show(app, &prepared, &findings);
    let count = prepared.rehearsal.recipients;
    if args.dry_run {
        say(format!("Rendered {}, sent none.", counted(count, "copy", "copies")));
        return Ok(());
    }
    confirm(args, count)?;
    let issue = freeze(app, &database, &prepared).await?;
    finish(app, &database, &issue, transport).await
}

async fn finish(app: &App, database: &Database, issue: &Issue, transport: Transport) -> Result<(), Failure> {
    round::go(app, database, issue, transport).await?;
    if issue.trial {
        say("That was a trial: the letter can still go to the same list by a real relay.");
    }
    say(format!("Next: circular report {}", in_commands(database, issue).await?));
    Ok(())
}

/// Freezes what was prepared.
pub(super) async fn freeze(app: &App, database: &Database, prepared: &Prepared) -> Result<Issue, Failure> {
    let proof = &prepared.proof;
    let now = clock::now();
    let (slug, audience, content) = (&proof.draft.slug, &proof.audience, &proof.content);
    let plan = Plan { slug, audience, content, trial: is_trial(app), starts_at: now };
    Ok(delivery::freeze(database, &plan, now).await?)
}

/// Returns the issue for the list in question that was begun and not finished, if there is one.
async fn begun(app: &App, database: &Database, args: &Args) -> Result<Option<Issue>, Failure> {
    let mut issues =
        database::issue::by_slug(&mut database.read().await?, &draft::slug(Path::new(&args.draft))).await?;
    issues.retain(|issue| issue.state == IssueState::Sending && issue.trial == is_trial(app));
    let draft = draft::find(&app.workspace.newsletters(), &args.draft).and_then(|path| draft::read(&path)).ok();
    let meant = args.list.clone().or_else(|| draft?.to.map(|list| list.to_string()));
    if let Some(list) = meant.filter(|_| !issues.is_empty()) {
        let list = find_list(database, &list).await?;
        issues.retain(|issue| issue.list == list.id);
    }
    Ok(issues.into_iter().next())
}

async fn refuse_twice(app: &App, database: &Database, prepared: &Prepared) -> Result<(), Failure> {
    let slug = &prepared.proof.draft.slug;
    let mut issues = database::issue::by_slug(&mut database.read().await?, slug).await?;
    issues.retain(|issue| issue.list == prepared.proof.audience.list.id && !issue.trial);
    match issues.first() {
        None => Ok(()),
        Some(issue) => Err(Failure::new(format!("`{slug}` went to this list on {}", frozen_on(app, issue)))
            .hint(format!("see `circular report {slug}`; for another letter, write another draft"))),
    }
}

/// Tells whether copies stay on this machine.
fn is_trial(app: &App) -> bool {
    matches!(app.workspace.settings.relay.url, Relay::Outbox(_))
}

fn frozen_on(app: &App, issue: &Issue) -> String {
    super::output::moment(issue.created_at, &app.workspace.settings.society.time_zone())
}

fn confirm(args: &Args, count: u64) -> Result<(), Failure> {
    if args.yes {
        return Ok(());
    }
    let question = format!("Type the number of recipients ({count}) to send, or anything else to stop:");
    match ask(&question) {
        Some(answer) if answer == count.to_string() => Ok(()),
        Some(_) => Err(Failure::new("nothing was sent")),
        None => Err(Failure::new("nobody is here to say yes, so nothing was sent").hint("scripts say `--yes`")),
    }
}
