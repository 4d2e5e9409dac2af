//! Finds the question of an earlier letter that a draft asks again.

use super::prepare_error::PrepareError;
use crate::database::Database;
use crate::draft::{Draft, RepeatedQuestion};
use crate::model::{Diagnostic, List, Severity};
use crate::replies::{AskedIssueError, find_asked_issue};

/// The key that names the earlier letter.
const KEY: &str = "asks_again";

/// Returns the question that a draft asks again; `None` if it asks none again.
pub(super) async fn repeated_question(
    database: &Database,
    draft: &Draft,
    list: &List,
) -> Result<Option<RepeatedQuestion>, PrepareError> {
    let Some(slug) = &draft.asks_again else { return Ok(None) };
    match find_asked_issue(database, slug, Some(list.name.as_str())).await {
        Ok(asked) => Ok(Some(RepeatedQuestion { issue: asked.issue.id, question: asked.question })),
        Err(AskedIssueError::Database(error)) => Err(error.into()),
        Err(error) => {
            let help = match &error {
                AskedIssueError::Unknown { closest: Some(close), .. }
                | AskedIssueError::NotAsked { closest: Some(close), .. } => format!("did you mean `{close}`?"),
                _ => format!("name a letter to `{}` that was sent with `answers` in its front matter", list.name),
            };
            let finding = Diagnostic {
                id: "answers",
                severity: Severity::Block,
                location: Some(draft.word_location(KEY, slug)),
                message: error.to_string(),
                help: Some(help),
                suggestion: None,
            };
            Err(PrepareError::Diagnostics(vec![finding]))
        }
    }
}
