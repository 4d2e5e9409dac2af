//! The snapshot of a draft: stored at each review, and compared before sending.

use jiff::Timestamp;

use super::PreparedIssue;
use crate::database::{self, Database};
use crate::model::{Digest, ReviewSnapshot};

impl PreparedIssue {
    /// Returns the snapshot of this draft with its recipients: a digest of who they are, and their count.
    #[must_use]
    pub fn review_snapshot(&self, recipients: Digest, recipient_count: u64) -> ReviewSnapshot {
        ReviewSnapshot { recipients, recipient_count, ..self.snapshot }
    }

    /// Returns the snapshot of the last review of this draft for this list.
    ///
    /// # Errors
    /// The database failed.
    pub async fn last_review(&self, database: &Database) -> Result<Option<ReviewSnapshot>, database::Error> {
        let mut work = database.begin_read().await?;
        database::review_snapshots::get(&mut work, &self.draft.slug, self.segment.list.id).await
    }

    /// Stores a snapshot, unless it equals the last one.
    ///
    /// # Errors
    /// The database failed.
    pub async fn record_review(
        &self,
        database: &Database,
        snapshot: &ReviewSnapshot,
        now: Timestamp,
    ) -> Result<(), database::Error> {
        if self.last_review(database).await?.as_ref() == Some(snapshot) {
            return Ok(());
        }
        let mut work = database.begin_write().await?;
        database::review_snapshots::upsert(&mut work, &self.draft.slug, self.segment.list.id, snapshot, now).await?;
        work.commit().await
    }
}
