//! A draft that was frozen before: whether to go on with it, and why it does not go twice.

use std::path::Path;

use super::{Args, Prepared, frozen_on, is_trial};
use crate::cli::app::{App, find_list, in_commands};
use crate::cli::failure::Failure;
use crate::cli::output::{day_and_time, tell};
use crate::database::{self, Database};
use crate::delivery::{self, Resume};
use crate::model::{Issue, IssueState, PauseReason};
use crate::{clock, draft};

/// Finds the issue of a draft, for the list in question, that was begun and has not ended.
pub(super) async fn find(app: &App, database: &Database, args: &Args) -> Result<Option<Issue>, Failure> {
    let mut issues =
        database::issue::by_slug(&mut database.read().await?, &draft::slug(Path::new(&args.draft))).await?;
    issues.retain(|issue| {
        matches!(issue.state, IssueState::Sending | IssueState::Paused) && issue.trial == is_trial(app)
    });
    let draft = draft::find(&app.workspace.newsletters(), &args.draft).and_then(|path| draft::read(&path)).ok();
    let meant = args.whom.list.clone().or_else(|| draft?.to.map(|list| list.to_string()));
    if let Some(list) = meant.filter(|_| !issues.is_empty()) {
        let list = find_list(database, &list).await?;
        issues.retain(|issue| issue.list == list.id);
    }
    Ok(issues.into_iter().next())
}

/// Says that an issue goes on, unless the program itself paused it or it is asked for what can no longer be.
pub(super) async fn go_on(app: &App, database: &Database, issue: &Issue, args: &Args) -> Result<(), Failure> {
    let slug = &issue.slug;
    let named = in_commands(database, issue).await?;
    let narrows = [("--where", &args.whom.condition), ("--exclude", &args.whom.exclusion)];
    if let Some((option, _)) = narrows.into_iter().find(|(_, condition)| condition.is_some()) {
        return Err(Failure::new(format!("`{slug}` is under way already: who gets it is settled"))
            .hint(format!("leave `{option}` out to go on with it")));
    }
    if args.at.is_some() {
        let starts = day_and_time(issue.starts_at, &app.workspace.settings.society.time_zone());
        return Err(Failure::new(format!("`{slug}` is frozen already, to go from {starts} on"))
            .hint(format!("leave `--at` out to go on with it, or call it off first with `circular cancel {named}`")));
    }
    if issue.state == IssueState::Paused {
        let pause = issue.pause.clone().unwrap_or_default();
        let detail = pause.detail.unwrap_or_default();
        match pause.reason {
            PauseReason::Operator => {}
            PauseReason::Rejections => {
                return Err(Failure::new(format!("`{slug}` is paused, as too many copies were refused: {detail}"))
                    .hint(format!("mend it, then run `circular resume {named}`")));
            }
            PauseReason::Restored => {
                return Err(Failure::new(format!("`{slug}` was {detail}")).hint(format!(
                    "`circular resume {named}` sends what waits all the same, `circular cancel {named}` calls it off"
                )));
            }
        }
        let how = Resume { bounced: false, accept_refusals: issue.accepts_refusals };
        delivery::resume(database, issue, how, clock::now()).await?;
        tell(format!("`{slug}` was paused; now it goes on, as it was frozen on {}.", frozen_on(app, issue)));
    } else {
        tell(format!("Going on with `{slug}`, as it was frozen on {}.", frozen_on(app, issue)));
    }
    Ok(())
}

/// Refuses a draft that its list had already.
pub(super) async fn refuse_twice(app: &App, database: &Database, prepared: &Prepared) -> Result<(), Failure> {
    let proof = &prepared.script.proof;
    let slug = &proof.draft.slug;
    let mut work = database.read().await?;
    for issue in database::issue::by_slug(&mut work, slug).await? {
        if issue.list != proof.audience.list.id || delivery::makes_room(&mut work, &issue).await? {
            continue;
        }
        drop(work);
        let named = in_commands(database, &issue).await?;
        return Err(if issue.state == IssueState::Cancelled {
            Failure::new(format!("`{slug}` was called off when some had it already"))
                .hint(format!("see `circular status {named}`; for another letter, write another draft"))
        } else {
            Failure::new(format!("`{slug}` went to this list on {}", frozen_on(app, &issue)))
                .hint(format!("see `circular report {named}`; for another letter, write another draft"))
        });
    }
    Ok(())
}
