//! Columns of table `issue`: the conditions that selected its recipients.

use super::{DatabaseTransaction, Error, on};
use crate::model::IssueId;

/// The conditions of an issue, as they were written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecipientConditions {
    /// The condition that recipients meet.
    pub condition: Option<String>,
    /// The condition that excluded recipients.
    pub exclusion: Option<String>,
}

const STORE: &str = "UPDATE issue SET recipient_condition = $2, recipient_exclusion = $3 WHERE id = $1";

/// Stores the conditions of an issue.
///
/// # Errors
/// The database failed.
pub async fn store(
    work: &mut DatabaseTransaction,
    issue: IssueId,
    conditions: &RecipientConditions,
) -> Result<(), Error> {
    on!(work, tx => sqlx::query(STORE)
        .bind(issue).bind(&conditions.condition).bind(&conditions.exclusion)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const BY_ISSUE: &str = "SELECT recipient_condition, recipient_exclusion FROM issue WHERE id = $1";

/// Returns the conditions of an issue.
///
/// # Errors
/// The database failed.
pub async fn by_issue(work: &mut DatabaseTransaction, issue: IssueId) -> Result<RecipientConditions, Error> {
    let row: Option<(Option<String>, Option<String>)> =
        on!(work, tx => sqlx::query_as(BY_ISSUE).bind(issue).fetch_optional(&mut **tx).await?);
    Ok(row.map(|(condition, exclusion)| RecipientConditions { condition, exclusion }).unwrap_or_default())
}
