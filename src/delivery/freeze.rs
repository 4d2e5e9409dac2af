//! Freezing: a draft becomes an issue, its audience becomes rows of the ledger.

use jiff::Timestamp;

use super::Error;
use crate::database::issues::NewIssue;
use crate::database::{self, Database, DatabaseTransaction};
use crate::model::{Issue, IssueContent, IssueState, Sha256, hex};
use crate::segment::Segment;

/// Everything that becomes an issue.
#[derive(Debug)]
pub struct IssuePlan<'a> {
    /// The draft's name.
    pub slug: &'a str,
    /// Who gets it.
    pub audience: &'a Segment,
    /// What the copies are made of.
    pub content: &'a IssueContent,
    /// Whether it goes to an outbox only.
    pub trial: bool,
    /// When its first copies may go.
    pub starts_at: Timestamp,
}

impl IssuePlan<'_> {
    /// Returns the digest of everything frozen, in hexadecimal.
    fn content_hash(&self) -> Result<String, Error> {
        let mut digest = Sha256::default();
        digest.update(serde_json::to_vec(&self.content.composition).map_err(Error::Freeze)?);
        digest.update(self.slug);
        digest.update(self.audience.list.id.get().to_be_bytes());
        digest.update([u8::from(self.audience.statutory)]);
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

/// Tells whether the same draft can be frozen again in place of an issue: of a trial, and of one that was called off
/// before anybody got it.
///
/// # Errors
/// The database refused.
pub async fn is_replaceable(work: &mut DatabaseTransaction, issue: &Issue) -> Result<bool, Error> {
    if issue.trial || issue.state != IssueState::Cancelled {
        return Ok(issue.trial);
    }
    Ok(!database::deliveries::was_attempted(work, issue.id).await?)
}

/// Freezes an issue and queues a copy for each recipient, all or nothing; what [`makes_room`] gives way to it.
///
/// # Errors
/// The database refused, as it does when the list already had this draft.
pub async fn freeze_issue(database: &Database, plan: &IssuePlan<'_>, now: Timestamp) -> Result<Issue, Error> {
    let hash = plan.content_hash()?;
    let list = plan.audience.list.id;
    let (content, trial, starts_at) = (plan.content, plan.trial, plan.starts_at);
    let mut work = database.begin_write().await?;
    for old in database::issues::by_slug(&mut work, plan.slug).await? {
        if old.list == list && is_replaceable(&mut work, &old).await? {
            database::issues::delete(&mut work, old.id).await?;
        }
    }
    let statutory = plan.audience.statutory;
    let frozen = NewIssue { slug: plan.slug, list, hash: &hash, content, statutory, trial, starts_at };
    let id = database::issues::add(&mut work, frozen, now).await?;
    if plan.audience.is_narrowed() {
        let mut pages = plan.audience.pages();
        while let Some(page) = pages.next(&mut work).await? {
            let some: Vec<_> = page.iter().map(|subscriber| subscriber.id).collect();
            database::deliveries::enqueue_subscribers(&mut work, id, &some, starts_at, now).await?;
        }
    } else {
        database::deliveries::enqueue_list(&mut work, id, plan.audience.readership(), starts_at, now).await?;
    }
    work.commit().await?;
    Ok(Issue {
        id,
        slug: plan.slug.to_owned(),
        list,
        subject: plan.content.composition.subject.clone(),
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
