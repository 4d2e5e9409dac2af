//! Finds an issue that asked its readers something.

use crate::database::{self, Database};
use crate::model::{AnswerQuestion, Issue, IssueId, List, closest_match};

/// An issue that asked its readers something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedIssue {
    /// The issue.
    pub issue: Issue,
    /// The list that it was sent to.
    pub list: List,
    /// What it asked.
    pub question: AnswerQuestion,
}

/// Why there is no such issue.
#[derive(Debug, thiserror::Error)]
pub enum AskedIssueError {
    /// No letter of this name was sent.
    #[error("no letter `{slug}` was sent")]
    Unknown {
        /// The name as written.
        slug: String,
        /// The most similar letter that asked for answers.
        closest: Option<String>,
    },
    /// The letter asked for no answers.
    #[error("the letter `{slug}` asked for no answers")]
    NotAsked {
        /// Its name.
        slug: String,
        /// The most similar letter that asked for answers.
        closest: Option<String>,
    },
    /// The letter was sent to several lists.
    #[error("the letter `{slug}` was sent to several lists: {}", lists.join(", "))]
    SeveralLists {
        /// Its name.
        slug: String,
        /// The names of the lists.
        lists: Vec<String>,
    },
    /// The database failed.
    #[error(transparent)]
    Database(#[from] database::Error),
}

/// Finds the issue of a letter that asked for answers; `list` says which one if there are several.
///
/// # Errors
/// There is no such issue, or there are several.
pub async fn find_asked_issue(
    database: &Database,
    slug: &str,
    list: Option<&str>,
) -> Result<AskedIssue, AskedIssueError> {
    let mut work = database.begin_read().await?;
    let issues = database::issues::by_slug(&mut work, slug).await?;
    let was_sent = !issues.is_empty();
    let mut asked = Vec::new();
    for issue in issues {
        let Some(question) = database::answers::question(&mut work, issue.id).await? else { continue };
        let Some(on) = database::lists::by_id(&mut work, issue.list).await? else { continue };
        if list.is_none_or(|name| on.name.as_str() == name) {
            asked.push(AskedIssue { issue, list: on, question });
        }
    }
    if asked.len() > 1 {
        let lists = asked.iter().map(|asked| asked.list.name.to_string()).collect();
        return Err(AskedIssueError::SeveralLists { slug: slug.to_owned(), lists });
    }
    if let Some(found) = asked.pop() {
        return Ok(found);
    }
    let letters = database::answer_states::offered_choices(&mut work).await?;
    let others = letters.keys().map(String::as_str).filter(|other| *other != slug);
    let (closest, slug) = (closest_match(slug, others).map(str::to_owned), slug.to_owned());
    Err(if was_sent { AskedIssueError::NotAsked { slug, closest } } else { AskedIssueError::Unknown { slug, closest } })
}

/// Finds an issue by its id; `None` if there is none, or it asked for no answers.
///
/// # Errors
/// The database failed.
pub async fn asked_issue_by_id(database: &Database, id: IssueId) -> Result<Option<AskedIssue>, database::Error> {
    let mut work = database.begin_read().await?;
    let Some(issue) = database::issues::by_id(&mut work, id).await? else { return Ok(None) };
    let Some(question) = database::answers::question(&mut work, id).await? else { return Ok(None) };
    let list = database::lists::by_id(&mut work, issue.list).await?;
    Ok(list.map(|list| AskedIssue { issue, list, question }))
}
