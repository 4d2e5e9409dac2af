//! The list of drafts.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::Html;
use serde_json::{Value, json};

use super::diagnostic_json::sentence_parts;
use super::{Error, PreviewServer};
use crate::clock;
use crate::database;
use crate::draft;
use crate::model::IssueState;

/// Shows all drafts, the newest first: its subject, its day, its list, what is wrong with it or how far it is.
pub(super) async fn page(State(desk): State<Arc<PreviewServer>>) -> Result<Html<String>, Error> {
    let issues = database::issues::all(&mut desk.database.begin_read().await?).await?;
    let issues: BTreeMap<_, _> = issues.into_iter().map(|issue| (issue.slug.clone(), issue)).collect();
    let mut rows = Vec::new();
    for (slug, path) in draft::list_drafts(&desk.workspace.drafts_dir()).map_err(Error::Drafts)? {
        let draft = draft::read_draft(&path).ok();
        let issue = issues.get(&slug);
        // What was sent is done with: its draft need not fit today's templates.
        let (seen, wrong) = match issue.filter(|issue| !issue.trial) {
            Some(_) => (None, Vec::new()),
            None => desk.first_copy(desk.load_draft(&slug).await?).await?,
        };
        let state = issue.map(|issue| {
            let day = desk.format_day(issue.created_at);
            match issue.state {
                IssueState::Sending if issue.starts_at > clock::now() => {
                    format!("Goes on {}", desk.format_day(issue.starts_at))
                }
                IssueState::Finished if issue.trial => format!("Tried in the outbox on {day}: nobody was mailed"),
                IssueState::Finished => format!("Sent on {day}"),
                IssueState::Sending => format!("Being sent since {day}"),
                IssueState::Paused => format!("Paused; sent since {day}"),
                IssueState::Cancelled => format!("Called off; begun on {day}"),
            }
        });
        let date = draft.as_ref().and_then(|draft| draft.date);
        let row = json!({
            "url": desk.draft_path(&slug),
            "subject": seen.or_else(|| Some(draft::plain_subject(&draft.as_ref()?.subject))).unwrap_or_else(|| slug.clone()),
            "slug": slug,
            "date": date.map(|date| date.strftime("%-d %B %Y").to_string()),
            "list": draft.as_ref().and_then(|draft| draft.list_name.as_ref()).map(ToString::to_string),
            "wrong": wrong.first().map(|finding| json!({
                "place": finding.location.as_ref().map(ToString::to_string),
                "sentence": sentence_parts(&finding.message),
            })),
            "state": state,
            "done": issue.is_some_and(|issue| !issue.trial && issue.state == IssueState::Finished),
        });
        rows.push((date, row));
    }
    rows.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    let rows: Vec<Value> = rows.into_iter().map(|(_, row)| row).collect();
    desk.render_page("home", "drafts", json!({ "drafts": rows }))
}
