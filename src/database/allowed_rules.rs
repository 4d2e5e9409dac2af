//! Table `allowed_rule`: the checks that blocked an issue and were allowed.

use super::{DatabaseTransaction, Error, on};
use crate::model::IssueId;

/// A check that was allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedRule {
    /// The id of the check.
    pub rule: String,
    /// The reason that somebody wrote.
    pub reason: Option<String>,
}

const ADD: &str = "INSERT INTO allowed_rule (issue_id, rule_id, reason) VALUES ($1, $2, $3)";

/// Records that a check was allowed for an issue.
///
/// # Errors
/// The database failed.
pub async fn add(work: &mut DatabaseTransaction, issue: IssueId, allowed: &AllowedRule) -> Result<(), Error> {
    on!(work, tx => sqlx::query(ADD)
        .bind(issue).bind(&allowed.rule).bind(&allowed.reason)
        .execute(&mut **tx).await?.rows_affected());
    Ok(())
}

const OF_ISSUE: &str = "SELECT rule_id, reason FROM allowed_rule WHERE issue_id = $1 ORDER BY rule_id";

/// Returns the checks that were allowed for an issue.
///
/// # Errors
/// The database failed.
pub async fn of_issue(work: &mut DatabaseTransaction, issue: IssueId) -> Result<Vec<AllowedRule>, Error> {
    let rows: Vec<(String, Option<String>)> =
        on!(work, tx => sqlx::query_as(OF_ISSUE).bind(issue).fetch_all(&mut **tx).await?);
    Ok(rows.into_iter().map(|(rule, reason)| AllowedRule { rule, reason }).collect())
}
