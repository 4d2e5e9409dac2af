//! Freezing: a draft becomes an issue, with one queued delivery per recipient.

use jiff::Timestamp;

use super::PreparedIssue;
use super::existing_issue::{ExistingIssue, is_replaceable};
use crate::database::issues::NewIssue;
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{Issue, IssueContent, IssueId, IssueState, RelayName, Sha256, hex};
use crate::segment::Segment;
use crate::subscription;

/// Everything that becomes an issue.
#[derive(Debug, Clone, Copy)]
pub struct IssuePlan<'a> {
    /// The draft's name.
    pub slug: &'a str,
    /// Its recipients.
    pub segment: &'a Segment,
    /// What the copies are made of.
    pub content: &'a IssueContent,
    /// The relay that they go through; none for the one in `[relay]`.
    pub relay: Option<&'a RelayName>,
    /// Whether the copies are only written to files: then the real issue may replace it.
    pub trial: bool,
    /// When the first copies may be sent.
    pub starts_at: Timestamp,
}

/// Why an issue was not frozen.
#[derive(Debug, thiserror::Error)]
pub enum FreezeError {
    /// The list already has an issue of this draft, which must not be replaced.
    #[error("this list already has an issue of the draft")]
    Exists(ExistingIssue),
    /// The key of the workspace cannot be made.
    #[error(transparent)]
    WorkspaceKey(#[from] subscription::Error),
    /// The issue cannot be written as JSON.
    #[error("cannot freeze the issue")]
    Encode(#[from] serde_json::Error),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
}

impl PreparedIssue {
    /// Returns the plan of the issue that this draft becomes.
    #[must_use]
    pub fn plan(&self, trial: bool, starts_at: Timestamp) -> IssuePlan<'_> {
        let relay = self.relay.as_ref();
        IssuePlan { slug: &self.draft.slug, segment: &self.segment, content: &self.content, relay, trial, starts_at }
    }
}

impl IssuePlan<'_> {
    /// Returns the digest of everything frozen, in hexadecimal; Message-IDs contain its beginning, so the key of the
    /// workspace is part of it.
    fn content_hash(&self, workspace_key: &[u8; 32]) -> Result<String, serde_json::Error> {
        let mut digest = Sha256::default();
        digest.update(workspace_key);
        digest.update(serde_json::to_vec(&self.content.composition)?);
        digest.update(self.slug);
        digest.update(self.segment.list.id.get().to_be_bytes());
        digest.update([u8::from(self.segment.statutory)]);
        digest.update(self.content.sender.to_string());
        digest.update(self.content.reply_to.as_ref().map(ToString::to_string).unwrap_or_default());
        for file in &self.content.attachments {
            digest.update(&file.name);
            digest.update(Sha256::digest(&file.bytes));
            digest.update(file.cid.as_deref().unwrap_or_default());
        }
        Ok(hex(&digest.finish()))
    }
}

/// Freezes an issue and queues a copy for each recipient, all or nothing, in place of an issue that
/// [may be replaced](super::is_replaceable).
///
/// # Errors
/// The list already has an issue of this draft, or the database failed.
pub async fn freeze_issue(database: &Database, plan: IssuePlan<'_>, now: Timestamp) -> Result<Issue, FreezeError> {
    let mut work = database.begin_write().await?;
    let hash = plan.content_hash(&subscription::workspace_key(&mut work, now).await?)?;
    let list = plan.segment.list.id;
    let IssuePlan { slug, segment, content, relay, trial, starts_at } = plan;
    for old in database::issues::by_slug(&mut work, slug).await? {
        if old.list != list {
            continue;
        }
        if !is_replaceable(&mut work, &old).await? {
            return Err(FreezeError::Exists(ExistingIssue::from(old)));
        }
        database::issues::delete(&mut work, old.id).await?;
    }
    let statutory = segment.statutory;
    let frozen = NewIssue { slug, list, hash: &hash, content, statutory, relay, trial, starts_at };
    let id = database::issues::add(&mut work, frozen, now).await?;
    enqueue_segment(&mut work, id, segment, starts_at, now).await?;
    work.commit().await?;
    Ok(Issue {
        id,
        slug: slug.to_owned(),
        list,
        relay: relay.cloned(),
        subject: content.composition.subject.clone(),
        hash,
        statutory,
        trial,
        state: IssueState::Sending,
        pause: None,
        accepts_rejections: false,
        created_at: now,
        starts_at,
    })
}

async fn enqueue_segment(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    segment: &Segment,
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<(), database::Error> {
    if !segment.is_narrowed() {
        database::deliveries::enqueue_list(work, issue, segment.readership(), starts_at, now).await?;
        return Ok(());
    }
    let mut pages = segment.pages();
    while let Some(page) = pages.next(work).await? {
        let subscribers: Vec<_> = page.iter().map(|subscriber| subscriber.id).collect();
        database::deliveries::enqueue_subscribers(work, issue, &subscribers, starts_at, now).await?;
    }
    Ok(())
}
