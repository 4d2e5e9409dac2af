//! A draft that was frozen before: whether to go on with it, and why it does not go twice.

use std::path::Path;

use super::{Args, PreparedSend, frozen_time, is_trial};
use crate::cli::app::{App, find_list, issue_argument};
use crate::cli::error::CommandError;
use crate::cli::output::{format_long_time, print_status};
use crate::database::{self, Database};
use crate::delivery::{self, ResumeOptions};
use crate::model::{Issue, IssueState, PauseReason};
use crate::{clock, draft};

/// Finds the issue of a draft, for the list in question, that was begun and has not ended.
pub(super) async fn find_unfinished(
    app: &App,
    database: &Database,
    args: &Args,
) -> Result<Option<Issue>, CommandError> {
    let mut issues =
        database::issues::by_slug(&mut database.begin_read().await?, &draft::draft_slug(Path::new(&args.draft)))
            .await?;
    issues.retain(|issue| {
        matches!(issue.state, IssueState::Sending | IssueState::Paused) && issue.trial == is_trial(app)
    });
    let draft =
        draft::find_draft(&app.workspace.drafts_dir(), &args.draft).and_then(|path| draft::read_draft(&path)).ok();
    let meant = args.whom.list.clone().or_else(|| draft?.list_name.map(|list| list.to_string()));
    if let Some(list) = meant.filter(|_| !issues.is_empty()) {
        let list = find_list(database, &list).await?;
        issues.retain(|issue| issue.list == list.id);
    }
    Ok(issues.into_iter().next())
}

/// Says that an issue goes on, unless the program itself paused it or it is asked for what can no longer be.
pub(super) async fn continue_issue(
    app: &App,
    database: &Database,
    issue: &Issue,
    args: &Args,
) -> Result<(), CommandError> {
    let slug = &issue.slug;
    let named = issue_argument(database, issue).await?;
    let narrows = [("--where", &args.whom.condition), ("--exclude", &args.whom.exclusion)];
    if let Some((option, _)) = narrows.into_iter().find(|(_, condition)| condition.is_some()) {
        return Err(CommandError::new(format!("`{slug}` is under way already: who gets it is settled"))
            .with_hint(format!("leave `{option}` out to go on with it")));
    }
    if args.at.is_some() {
        let starts = format_long_time(issue.starts_at, &app.workspace.settings.society.time_zone());
        return Err(CommandError::new(format!("`{slug}` is frozen already, to go from {starts} on")).with_hint(
            format!("leave `--at` out to go on with it, or call it off first with `circular cancel {named}`"),
        ));
    }
    if issue.state == IssueState::Paused {
        let pause = issue.pause.clone().unwrap_or_default();
        let detail = pause.detail.unwrap_or_default();
        match pause.reason {
            PauseReason::Operator => {}
            PauseReason::Rejections => {
                return Err(CommandError::new(format!(
                    "`{slug}` is paused, as too many copies were refused: {detail}"
                ))
                .with_hint(format!("mend it, then run `circular resume {named}`")));
            }
            PauseReason::Restored => {
                return Err(CommandError::new(format!("`{slug}` was {detail}")).with_hint(format!(
                    "`circular resume {named}` sends what waits all the same, `circular cancel {named}` calls it off"
                )));
            }
        }
        let how = ResumeOptions { retry_bounced: false, accept_rejections: issue.accepts_rejections };
        delivery::resume_issue(database, issue, how, clock::now()).await?;
        print_status(format!("`{slug}` was paused; now it goes on, as it was frozen on {}.", frozen_time(app, issue)));
    } else {
        print_status(format!("Going on with `{slug}`, as it was frozen on {}.", frozen_time(app, issue)));
    }
    Ok(())
}

/// Refuses a draft that its list had already.
pub(super) async fn ensure_not_sent(
    app: &App,
    database: &Database,
    prepared: &PreparedSend,
) -> Result<(), CommandError> {
    let proof = &prepared.draft.composed;
    let slug = &proof.draft.slug;
    let mut work = database.begin_read().await?;
    for issue in database::issues::by_slug(&mut work, slug).await? {
        if issue.list != proof.segment.list.id || delivery::is_replaceable(&mut work, &issue).await? {
            continue;
        }
        drop(work);
        let named = issue_argument(database, &issue).await?;
        return Err(if issue.state == IssueState::Cancelled {
            CommandError::new(format!("`{slug}` was called off when some had it already"))
                .with_hint(format!("see `circular status {named}`; for another letter, write another draft"))
        } else {
            CommandError::new(format!("`{slug}` went to this list on {}", frozen_time(app, &issue)))
                .with_hint(format!("see `circular report {named}`; for another letter, write another draft"))
        });
    }
    Ok(())
}
