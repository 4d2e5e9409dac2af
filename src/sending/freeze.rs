//! Freezing: a draft becomes an issue, with one queued delivery per recipient.

use jiff::Timestamp;

use super::existing_issue::{ExistingIssue, is_replaceable};
use super::web_diagnostics::web_access;
use super::{HANDED_OVER, ReleasedIssue};
use crate::database::issues::NewIssue;
use crate::database::recipient_conditions::RecipientConditions;
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{Issue, IssueId, IssueState, ListId, Sha256, hex};
use crate::segment::{Condition, Segment};
use crate::{delivery, subscription};

/// So many copies are counted for the database: with fewer, it does not matter how it finds them.
const ANALYZED_COPIES: u64 = 1_000;

/// When and to how many people a released issue goes.
#[derive(Debug, Clone, Copy)]
pub struct FreezeOptions {
    /// When the first copies may be sent.
    pub starts_at: Timestamp,
    /// Whether a person typed the number of recipients: then it must still be the same.
    pub is_count_confirmed: bool,
}

/// Why an issue was not frozen.
#[derive(Debug, thiserror::Error)]
pub enum FreezeError {
    /// The list already has an issue of this draft, which must not be replaced.
    #[error("this list already has an issue of the draft")]
    Exists(ExistingIssue),
    /// The number of recipients was confirmed, and is another one by now.
    #[error("the number of recipients has changed: it was {confirmed}, and is {present}")]
    RecipientsChanged {
        /// The number that a person confirmed.
        confirmed: u64,
        /// The number by now.
        present: u64,
    },
    /// The workspace was handed over: letters are sent from the new place.
    #[error("{HANDED_OVER}")]
    HandedOver,
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

impl ReleasedIssue<'_> {
    /// Returns the digest of everything frozen, in hexadecimal; Message-IDs contain its beginning, so the key of the
    /// workspace is part of it.
    fn content_hash(&self, workspace_key: &[u8; 32]) -> Result<String, serde_json::Error> {
        let (content, segment) = (&self.issue.content, &self.issue.segment);
        let mut digest = Sha256::default();
        digest.update(workspace_key);
        digest.update(serde_json::to_vec(&content.composition)?);
        digest.update(&self.issue.draft.slug);
        digest.update(segment.list.id.get().to_be_bytes());
        digest.update([u8::from(segment.statutory)]);
        digest.update(content.sender.to_string());
        digest.update(content.reply_to.as_ref().map(ToString::to_string).unwrap_or_default());
        if let Some(question) = &content.question {
            digest.update(serde_json::to_vec(question)?);
        }
        if let Some(call) = &content.call {
            digest.update(serde_json::to_vec(call)?);
        }
        for file in &content.attachments {
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
/// The list already has an issue of this draft, the number of recipients is not the one that was confirmed, or the
/// database failed.
pub async fn freeze_issue(
    database: &Database,
    released: &ReleasedIssue<'_>,
    options: FreezeOptions,
    now: Timestamp,
) -> Result<Issue, FreezeError> {
    let mut work = database.begin_write().await?;
    if database::handover_mark::handed_over_at(&mut work).await?.is_some() {
        return Err(FreezeError::HandedOver);
    }
    let hash = released.content_hash(&subscription::workspace_key(&mut work, now).await?)?;
    let (prepared, trial, starts_at) = (released.issue, released.is_trial, options.starts_at);
    let (segment, content, relay) = (&prepared.segment, &prepared.content, prepared.relay.as_ref());
    let (slug, list) = (prepared.draft.slug.as_str(), segment.list.id);
    // Somebody may send the same draft from another machine.
    database::lists::lock_issues(&mut work, list).await?;
    replace_trials(&mut work, slug, list).await?;
    let statutory = segment.statutory;
    let frozen = NewIssue { slug, list, hash: &hash, content, statutory, relay, trial, starts_at };
    let id = database::issues::add(&mut work, frozen, now).await?;
    if delivery::asks_still_wanted(&content.composition) {
        database::still_wanted::add_issue(&mut work, id).await?;
    }
    if let Some(copy) = &prepared.web_copy {
        let access = web_access(&prepared.draft, segment);
        database::archive_letters::add(&mut work, id, slug, copy, access, now).await?;
    }
    for allowed in &released.allowed {
        database::allowed_rules::add(&mut work, id, allowed).await?;
    }
    let written = |condition: &Option<Condition>| condition.as_ref().map(|condition| condition.text().to_owned());
    let (condition, exclusion) = (written(&segment.condition), written(&segment.exclusion));
    database::recipient_conditions::store(&mut work, id, &RecipientConditions { condition, exclusion }).await?;
    let present = enqueue_segment(&mut work, id, segment, starts_at, now).await?;
    if options.is_count_confirmed && present != released.recipients {
        return Err(FreezeError::RecipientsChanged { confirmed: released.recipients, present });
    }
    work.commit().await?;
    if present >= ANALYZED_COPIES {
        count_copies(database, id, slug).await;
    }
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

/// Lets the database count the copies of a new issue. It is frozen and will be sent also if that fails, only more slowly.
async fn count_copies(database: &Database, issue: IssueId, slug: &str) {
    if let Err(error) = database::deliveries::analyze_copies(database, issue).await {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "{slug}: the database could not count the copies; the letter may be sent more slowly");
    }
}

/// Deletes the earlier issues of a draft for a list; one that cannot be replaced is an error.
async fn replace_trials(work: &mut DatabaseTransaction, slug: &str, list: ListId) -> Result<(), FreezeError> {
    for old in database::issues::by_slug(work, slug).await?.into_iter().filter(|old| old.list == list) {
        if !is_replaceable(work, &old).await? {
            return Err(FreezeError::Exists(ExistingIssue::from(old)));
        }
        database::issues::delete(work, old.id).await?;
    }
    Ok(())
}

/// Queues a copy for each recipient, and returns how many.
async fn enqueue_segment(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    segment: &Segment,
    starts_at: Timestamp,
    now: Timestamp,
) -> Result<u64, database::Error> {
    if !segment.is_narrowed() {
        return database::deliveries::enqueue_list(work, issue, segment.readership(), starts_at, now).await;
    }
    let mut count = 0;
    let mut pages = segment.pages().uncounted();
    while let Some(page) = pages.next(work).await? {
        let subscribers: Vec<_> = page.iter().map(|subscriber| subscriber.id).collect();
        database::deliveries::enqueue_subscribers(work, issue, &subscribers, starts_at, now).await?;
        count += subscribers.len() as u64;
    }
    Ok(count)
}
