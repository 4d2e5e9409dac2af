//! What an issue that was made of a draft earlier means for sending the draft: continue it, replace it, or refuse.

use std::path::Path;

use jiff::Timestamp;

use super::resume::{ResumeOptions, resume_issue};
use super::{Error, SegmentOverride};
use crate::config::Settings;
use crate::database::{self, Database, DatabaseTransaction};
use crate::draft;
use crate::model::{Issue, IssueState, ListId, Pause, PauseReason};

/// An issue of the same draft and list that must not be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExistingIssue {
    /// It is being sent, or scheduled.
    InProgress(Issue),
    /// It is paused.
    Paused(Issue, Pause),
    /// Every copy is settled.
    AlreadySent(Issue),
    /// It was cancelled after some recipients had it.
    Cancelled(Issue),
}

/// How an issue that was begun continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContinueOutcome {
    /// It was in progress.
    InProgress,
    /// The operator had paused it; now it is resumed.
    Resumed,
}

/// Why an issue that was begun does not continue.
#[derive(Debug, thiserror::Error)]
pub enum ContinueError {
    /// Its recipients were fixed when it was frozen; another condition comes too late.
    #[error("the recipients of this issue were fixed when it was frozen")]
    RecipientsFixed(SegmentOption),
    /// Its start was fixed when it was frozen.
    #[error("the start of this issue was fixed when it was frozen")]
    StartFixed,
    /// The program paused it: it must be resumed on purpose.
    #[error("the program paused this issue")]
    Paused(Pause),
    /// It has ended in the meantime, or nothing can be changed.
    #[error(transparent)]
    Failed(#[from] Error),
}

/// A part of a [`SegmentOverride`] that changes who gets an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentOption {
    /// The condition that selects recipients.
    Where,
    /// The condition that excludes recipients.
    Exclude,
}

impl ExistingIssue {
    /// Returns the issue.
    #[must_use]
    pub const fn issue(&self) -> &Issue {
        match self {
            Self::InProgress(issue) | Self::Paused(issue, _) | Self::AlreadySent(issue) | Self::Cancelled(issue) => {
                issue
            }
        }
    }
}

impl From<Issue> for ExistingIssue {
    fn from(issue: Issue) -> Self {
        match issue.state {
            IssueState::Sending => Self::InProgress(issue),
            IssueState::Paused => {
                let pause = issue.pause.clone().unwrap_or_default();
                Self::Paused(issue, pause)
            }
            IssueState::Finished => Self::AlreadySent(issue),
            IssueState::Cancelled => Self::Cancelled(issue),
        }
    }
}

/// Returns whether the draft of an issue can be frozen again in place of the issue: if it is a trial, or if it was
/// cancelled before the relay accepted a copy. A copy in doubt counts as accepted, also one that was sent again since.
///
/// # Errors
/// The database failed.
pub async fn is_replaceable(work: &mut DatabaseTransaction, issue: &Issue) -> Result<bool, database::Error> {
    if issue.trial || issue.state != IssueState::Cancelled {
        return Ok(issue.trial);
    }
    Ok(!database::deliveries::reached_anybody(work, issue.id).await?)
}

/// Returns the issue that prevents a draft from being frozen for a list.
///
/// # Errors
/// The database failed.
pub async fn existing_issue(
    database: &Database,
    slug: &str,
    list: ListId,
) -> Result<Option<ExistingIssue>, database::Error> {
    let mut work = database.begin_read().await?;
    for issue in database::issues::by_slug(&mut work, slug).await? {
        if issue.list == list && !is_replaceable(&mut work, &issue).await? {
            return Ok(Some(issue.into()));
        }
    }
    Ok(None)
}

/// Returns the issue of a draft that was begun and has not ended, for the list that is given or that the draft names.
///
/// The draft itself may be unreadable by now: what goes out was frozen.
///
/// # Errors
/// The database failed.
pub async fn unfinished_issue(
    database: &Database,
    drafts_dir: &Path,
    name: &str,
    segment_override: &SegmentOverride,
    settings: &Settings,
) -> Result<Option<Issue>, database::Error> {
    let mut work = database.begin_read().await?;
    let mut issues = database::issues::by_slug(&mut work, &draft::draft_slug(Path::new(name))).await?;
    issues.retain(|issue| {
        // An issue whose relay is gone is found, so that it can be refused.
        let relay = settings.relay_named(issue.relay.as_ref());
        let is_same_kind = relay.is_none_or(|relay| relay.is_outbox() == issue.trial);
        matches!(issue.state, IssueState::Sending | IssueState::Paused) && is_same_kind
    });
    let own_list = || draft::read_draft(&draft::find_draft(drafts_dir, name).ok()?).ok()?.list_name;
    if let Some(list) = segment_override.list.clone().or_else(own_list).filter(|_| !issues.is_empty()) {
        let list = database::lists::by_name(&mut work, &list).await?.map(|list| list.id);
        issues.retain(|issue| Some(issue.list) == list);
    }
    Ok(issues.into_iter().next())
}

/// Continues an issue that was begun, resuming it if the operator paused it. `reschedules` says that the request has a
/// start of its own.
///
/// # Errors
/// The program itself paused it, or the request asks for something that was fixed when the issue was frozen.
pub async fn continue_issue(
    database: &Database,
    issue: &Issue,
    segment_override: &SegmentOverride,
    reschedules: bool,
    now: Timestamp,
) -> Result<ContinueOutcome, ContinueError> {
    let options =
        [(SegmentOption::Where, &segment_override.condition), (SegmentOption::Exclude, &segment_override.exclusion)];
    if let Some((option, _)) = options.into_iter().find(|(_, condition)| condition.is_some()) {
        return Err(ContinueError::RecipientsFixed(option));
    }
    if reschedules {
        return Err(ContinueError::StartFixed);
    }
    if issue.state != IssueState::Paused {
        return Ok(ContinueOutcome::InProgress);
    }
    let pause = issue.pause.clone().unwrap_or_default();
    if pause.reason != PauseReason::Operator {
        return Err(ContinueError::Paused(pause));
    }
    resume_issue(database, issue, ResumeOptions::default(), now).await?;
    Ok(ContinueOutcome::Resumed)
}
