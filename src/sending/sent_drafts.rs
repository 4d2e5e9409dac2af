//! Which drafts were sent.

use crate::database::{self, Database};
use crate::model::IssueState;

/// Returns the drafts that are still to be sent, at least to somebody. Of the others each issue is finished, so their
/// messages cannot change any more; what only went to an outbox can still be sent.
///
/// # Errors
/// The database fails.
pub async fn unsent_drafts(database: &Database, drafts: Vec<String>) -> Result<Vec<String>, database::Error> {
    let mut work = database.begin_read().await?;
    let mut unsent = Vec::new();
    for draft in drafts {
        let mut is_sent = false;
        for issue in database::issues::by_slug(&mut work, &draft).await?.into_iter().filter(|issue| !issue.trial) {
            let state = database::issues::state(&mut work, issue.id).await?.map(|(state, _)| state);
            is_sent = state == Some(IssueState::Finished);
            if !is_sent {
                break;
            }
        }
        if !is_sent {
            unsent.push(draft);
        }
    }
    Ok(unsent)
}
