//! `circular send`.

mod bar;
pub(super) mod prepare;
pub(super) mod round;
mod summary;

use super::app::{App, find_list, slug};
use super::failure::Failure;
use super::output::{ask, counted, say, tell};
use crate::clock;
use crate::config::Relay;
use crate::database::{self, Database};
use crate::delivery::{self, Plan};
use crate::model::{Issue, IssueState, Severity};
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
    if !args.dry_run
        && let Some(issue) = begun(&database, args).await?
    {
        tell(format!("Going on with `{}`, as it was frozen on {}.", issue.slug, frozen_on(app, &issue)));
        return finish(app, &database, &issue).await;
    }
    let prepared = prepare::prepare(app, &database, &args.draft, args.list.as_deref(), args.condition.as_deref())
        .await
        .map_err(Unready::into_failure)?;
    let findings = prepared.findings();
    if findings.iter().any(|finding| finding.severity == Severity::Block) {
        return Err(Failure::found(findings));
    }
    refuse_twice(app, &database, &prepared).await?;
    summary::show(app, &prepared, &findings);
    let count = prepared.rehearsal.recipients;
    if args.dry_run {
        say(format!("Rendered {}, sent none.", counted(count, "copy", "copies")));
        return Ok(());
    }
    confirm(args, count)?;
    let issue = freeze(&database, &prepared).await?;
    finish(app, &database, &issue).await
}

async fn finish(app: &App, database: &Database, issue: &Issue) -> Result<(), Failure> {
    round::go(app, database, issue).await?;
    say(format!("Next: circular report {}", issue.slug));
    Ok(())
}

/// Freezes what was prepared.
pub(super) async fn freeze(database: &Database, prepared: &Prepared) -> Result<Issue, Failure> {
    let proof = &prepared.proof;
    let plan = Plan {
        slug: &proof.draft.slug,
        audience: &proof.audience,
        composition: &proof.composition,
        reply_to: proof.draft.reply_to.as_ref(),
        attachments: &proof.draft.attachments,
    };
    Ok(delivery::freeze(database, &plan, clock::now()).await?)
}

/// Returns the issue that was begun and not finished, if there is one.
async fn begun(database: &Database, args: &Args) -> Result<Option<Issue>, Failure> {
    let mut issues = database::issue::by_slug(&mut database.read().await?, &slug(&args.draft)).await?;
    if let Some(list) = &args.list {
        let list = find_list(database, list).await?;
        issues.retain(|issue| issue.list == list.id);
    }
    Ok(issues.into_iter().find(|issue| issue.state == IssueState::Sending))
}

async fn refuse_twice(app: &App, database: &Database, prepared: &Prepared) -> Result<(), Failure> {
    let slug = &prepared.proof.draft.slug;
    let issues = database::issue::by_slug(&mut database.read().await?, slug).await?;
    match issues.iter().find(|issue| issue.list == prepared.proof.audience.list.id) {
        None => Ok(()),
        Some(issue) => Err(Failure::new(format!("`{slug}` went to this list on {}", frozen_on(app, issue)))
            .hint(format!("see `circular report {slug}`; for another letter, write another draft"))),
    }
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

/// Tells whether copies stay on this machine.
fn stays_here(relay: &Relay) -> bool {
    matches!(relay, Relay::Outbox(_))
}
