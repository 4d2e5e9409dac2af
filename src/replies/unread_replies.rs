//! Mails about a letter that nobody has read: what they say counts for nothing until a person decides.

use crate::database::{self, Database, inbound_messages};
use crate::model::IssueId;

/// What a person has to read before the answers to a letter are complete.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnreadReplies {
    /// The subject and the sender of each mail that nobody has read, the oldest first.
    pub mails: Vec<String>,
    /// The letters with mails whose words are not clear: this one, and its reminders.
    pub unclear: Vec<UnclearReplies>,
}

/// Mails that are stored with the views although their words are not clear, whether or not somebody has read them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnclearReplies {
    /// The draft name of the letter.
    pub slug: String,
    /// How many there are.
    pub count: u64,
}

impl UnreadReplies {
    /// Returns whether there is nothing to read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.mails.is_empty() && self.unclear.is_empty()
    }
}

/// Returns what a person has to read about an issue.
///
/// # Errors
/// The database failed.
pub async fn unread_replies(database: &Database, issue: IssueId) -> Result<UnreadReplies, database::Error> {
    let mut work = database.begin_read().await?;
    let mails = inbound_messages::unread_replies(&mut work, issue).await?;
    let unclear = database::views::count_unclear(&mut work, issue).await?;
    let unclear = unclear.into_iter().map(|(slug, count)| UnclearReplies { slug, count }).collect();
    Ok(UnreadReplies { mails, unclear })
}
