//! Remembers which version of a draft somebody was sent as a test.

use jiff::Timestamp;

use super::PreparedIssue;
use crate::database::test_copies::{self, LastTest};
use crate::database::{self, Database};
use crate::model::{Digest, Sha256};

/// The last test of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TestMemory {
    /// When the relay accepted it.
    pub sent_at: Timestamp,
    /// Whether the draft, its templates and the settings are still the same.
    pub is_current: bool,
}

impl PreparedIssue {
    /// Records that a test of this version was accepted by the relay.
    ///
    /// # Errors
    /// The database failed.
    pub async fn record_test(&self, database: &Database, now: Timestamp) -> Result<(), database::Error> {
        let mut work = database.begin_write().await?;
        let test = LastTest { sent_at: now, content: self.content_digest() };
        test_copies::upsert(&mut work, &self.draft.slug, self.segment.list.id, test).await?;
        work.commit().await
    }

    /// Returns the last test of this draft for this list.
    ///
    /// # Errors
    /// The database failed.
    pub async fn last_test(&self, database: &Database) -> Result<Option<TestMemory>, database::Error> {
        let mut work = database.begin_read().await?;
        let last = test_copies::get(&mut work, &self.draft.slug, self.segment.list.id).await?;
        let own = self.content_digest();
        Ok(last.map(|last| TestMemory { sent_at: last.sent_at, is_current: last.content == own }))
    }

    /// Returns a digest of everything that a copy is made of, apart from its recipient.
    fn content_digest(&self) -> Digest {
        let mut digest = Sha256::default();
        for part in [self.snapshot.draft, self.snapshot.templates, self.snapshot.settings] {
            digest.update(part);
        }
        digest.finish()
    }
}
