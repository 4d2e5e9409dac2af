//! The list of letters: what is to do, what is on its way, and what was sent.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;
use serde_json::{Value, json};

use super::letter_row::LetterRow;
use crate::model::{Issue, IssueState};
use crate::web::admin::{AdminServer, Error};
use crate::{database, draft};

pub(super) const TEMPLATE: (&str, &str) = ("letters", include_str!("../../../../templates/admin/letters.html.hbs"));

/// What of the letters is shown.
#[derive(Debug, Default, Deserialize)]
pub(super) struct LettersQuery {
    /// A part of a title, of a file's name or of a list.
    #[serde(default)]
    find: String,
    /// The year of the sent letters; the latest if it is left out.
    year: Option<i16>,
    /// What was just done.
    done: Option<String>,
}

/// Shows all letters, the next ones to work on first.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Query(query): Query<LettersQuery>,
) -> Result<Html<String>, Error> {
    let issues = database::issues::all(&mut admin.database.begin_read().await?).await?;
    let issues: Vec<Issue> = issues.into_iter().filter(|issue| !issue.trial).collect();
    let (on_way, sent): (Vec<_>, Vec<_>) =
        issues.iter().partition(|issue| matches!(issue.state, IssueState::Sending | IssueState::Paused));
    let years: BTreeSet<i16> = sent.iter().map(|issue| admin.year_of(issue)).collect();
    let term = query.find.trim().to_lowercase();
    // A search looks through all years.
    let year = query.year.or_else(|| years.last().copied()).filter(|_| term.is_empty());
    let shown = sent.into_iter().filter(|issue| year.is_none_or(|year| admin.year_of(issue) == year));
    let mut groups = [Box::pin(admin.unsent_rows(&issues)).await?, Vec::new(), Vec::new()];
    for issue in on_way {
        groups[1].push(admin.issue_row(issue).await?);
    }
    for issue in shown {
        groups[2].push(admin.issue_row(issue).await?);
    }
    let is_empty = groups.iter().all(Vec::is_empty);
    let [to_do, on_way, sent] = groups.map(|rows| matching(rows, &term));
    let context = json!({
        "find": query.find.trim(),
        "to_do": to_do, "on_way": on_way, "sent": sent,
        "nothing_found": !term.is_empty() && [&to_do, &on_way, &sent].iter().all(|rows| rows.is_empty()),
        "is_empty": is_empty,
        "years": years.iter().rev().map(|other| json!({ "year": other, "current": Some(*other) == year })).collect::<Vec<_>>(),
        "has_years": years.len() > 1 && term.is_empty(),
        "has_steps_left": issues.is_empty() && !admin.is_set_up().await?,
        "unread": admin.unread_notes().await?,
        "was_read": query.done.as_deref() == Some("read"),
    });
    admin.render_page(TEMPLATE.0, "letters", context)
}

/// Keeps the rows that contain a term, which is in lower case; the latest rows come first.
fn matching(mut rows: Vec<LetterRow>, term: &str) -> Vec<Value> {
    rows.sort_by_key(|row| std::cmp::Reverse(row.day));
    rows.iter().filter(|row| row.contains(term)).map(LetterRow::to_json).collect()
}

impl AdminServer {
    /// Returns the rows of the drafts of which nothing was sent.
    async fn unsent_rows(&self, issues: &[Issue]) -> Result<Vec<LetterRow>, Error> {
        let sent: BTreeSet<&str> = issues.iter().map(|issue| issue.slug.as_str()).collect();
        let mut rows = Vec::new();
        for (slug, path) in draft::list_drafts(&self.workspace.drafts_dir()).map_err(Error::Drafts)? {
            if !sent.contains(slug.as_str()) {
                rows.push(Box::pin(self.draft_row(&slug, &path)).await?);
            }
        }
        Ok(rows)
    }

    /// Returns the year in which an issue was or will be sent, in the society's time zone.
    fn year_of(&self, issue: &Issue) -> i16 {
        issue.starts_at.to_zoned(self.workspace.settings.society.time_zone()).year()
    }
}
