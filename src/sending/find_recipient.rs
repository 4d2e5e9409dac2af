//! Finds a recipient whose copy to show or to test.

use super::PreparedIssue;
use crate::database::{self, Database};
use crate::model::Subscriber;

/// After so many subscribers the search ends, because the answer must come quickly.
const MAX_SEARCHED: u64 = 2_000;

/// The first recipient of a segment.
pub enum FirstRecipient {
    /// This subscriber.
    Found(Box<Subscriber>),
    /// The segment is empty.
    EmptySegment,
}

impl PreparedIssue {
    /// Returns the first recipient whose name or address contains `part`, or the first of all.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find_recipient(
        &self,
        database: &Database,
        part: Option<&str>,
    ) -> Result<Option<Subscriber>, database::Error> {
        let part = part.map(str::to_lowercase);
        let mut pages = self.segment.pages().uncounted();
        while let Some(page) = pages.next(&mut database.begin_read().await?).await? {
            let matches = |subscriber: &Subscriber| part.as_ref().is_none_or(|part| subscriber.matches_name(part));
            if let Some(subscriber) = page.into_iter().find(matches) {
                return Ok(Some(subscriber));
            }
        }
        Ok(None)
    }

    /// Returns the first recipient among the first two thousand subscribers of the list; `None` if one may come later.
    ///
    /// # Errors
    /// The database failed.
    pub async fn first_recipient(&self, database: &Database) -> Result<Option<FirstRecipient>, database::Error> {
        let mut pages = self.segment.pages().uncounted();
        while pages.stats().eligible() < MAX_SEARCHED {
            match pages.next(&mut database.begin_read().await?).await? {
                None => return Ok(Some(FirstRecipient::EmptySegment)),
                Some(page) => {
                    if let Some(subscriber) = page.into_iter().next() {
                        return Ok(Some(FirstRecipient::Found(Box::new(subscriber))));
                    }
                }
            }
        }
        Ok(None)
    }
}
