//! The page from which a letter is sent, and what stands there instead if it cannot be sent.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::{Value, json};

use super::check_words::{headline, stopped_json};
use super::letter_summary::LetterSummary;
use super::opened_letter::OpenedLetter;
use super::send_form::{SendForm, ShownLetter};
use crate::model::{Diagnostic, Severity};
use crate::sending::{self, CheckedIssue, ExistingIssue};
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, draft, report, wording};

pub(super) const TEMPLATE: (&str, &str) = ("send", include_str!("../../../../templates/admin/send.html.hbs"));
pub(super) const CLOSED_TEMPLATE: (&str, &str) =
    ("send-closed", include_str!("../../../../templates/admin/send-closed.html.hbs"));

/// Shows what would happen.
pub(super) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
) -> Result<Response, Error> {
    let letter = match admin.open_letter(&slug).await? {
        Ok(letter) => letter,
        Err(found) => return admin.unready_page(&slug, &found).await,
    };
    if let Some(existing) = admin.existing(&letter).await? {
        return admin.closed_page(&existing).await;
    }
    let (settings, root) = (&letter.workspace.settings, &letter.workspace.root);
    let checked = letter.prepared.check(&admin.database, settings, root, clock::now()).await?;
    let form = SendForm::default();
    let shown = admin.shown_letter(&checked).await?;
    let summary =
        LetterSummary { letter: &letter, checked: &checked, shown, form: &form, problems: &[], changed: Vec::new() };
    admin.letter_page(StatusCode::OK, &summary).await
}

impl AdminServer {
    /// Renders the page.
    pub(super) async fn letter_page(&self, status: StatusCode, summary: &LetterSummary<'_>) -> Result<Response, Error> {
        let context = self.summary_json(summary).await?;
        Ok((status, self.render_page(TEMPLATE.0, "letters", context)?).into_response())
    }

    /// Returns the issue of a letter that sending must not replace.
    pub(super) async fn existing(&self, letter: &OpenedLetter) -> Result<Option<ExistingIssue>, Error> {
        let (slug, list) = (&letter.prepared.draft.slug, letter.prepared.segment.list.id);
        Ok(sending::existing_issue(&self.database, slug, list).await?)
    }

    /// Returns the state of a letter that a page shows.
    pub(super) async fn shown_letter(&self, checked: &CheckedIssue<'_>) -> Result<ShownLetter, Error> {
        let (draft, list) = (&checked.issue().draft, checked.issue().segment.list.id);
        let issues = database::issues::by_slug(&mut self.database.begin_read().await?, &draft.slug).await?;
        let replaces = issues.into_iter().find(|issue| issue.list == list).map(|issue| issue.id);
        Ok(ShownLetter { snapshot: checked.snapshot(), replaces })
    }

    /// Shows what keeps a draft from being rendered; an issue of it that is on its way is shown instead.
    pub(super) async fn unready_page(&self, slug: &str, found: &[Diagnostic]) -> Result<Response, Error> {
        if let Some(issue) = self.sent_issue(slug).await? {
            return Ok(Redirect::to(&self.issue_path(issue.id)).into_response());
        }
        let blocks = found.iter().filter(|found| found.severity == Severity::Block).count() as u64;
        let context = json!({
            "title": slug,
            "style": "sending.css",
            "state": headline(blocks.max(1), 0),
            "found": found.iter().map(stopped_json).collect::<Vec<Value>>(),
            "write_url": format!("{}/edit", self.draft_path(slug)),
        });
        Ok((StatusCode::CONFLICT, self.render_page(CLOSED_TEMPLATE.0, "letters", context)?).into_response())
    }

    /// Shows that a letter cannot be sent again, or how far it is.
    pub(super) async fn closed_page(&self, existing: &ExistingIssue) -> Result<Response, Error> {
        let issue = existing.issue();
        let counts = report::issue_status(&self.database, issue.clone()).await?.counts;
        let words = match existing {
            ExistingIssue::InProgress(_) | ExistingIssue::Paused(..) => {
                return Ok(Redirect::to(&self.issue_path(issue.id)).into_response());
            }
            ExistingIssue::AlreadySent(_) => "A letter goes to a list once: nobody gets it twice.",
            ExistingIssue::Cancelled(_) => {
                "It was stopped for good after some had it: it cannot be sent again, because they would get it twice."
            }
        };
        let context = json!({
            "title": draft::plain_subject(&issue.subject),
            "style": "sending.css",
            "sent": wording::delivered_words(&counts),
            "day": self.format_day(issue.created_at),
            "words": words,
            "issue_url": self.issue_path(issue.id),
            "report_url": self.issue_report_path(issue).await?,
            "copy_url": format!("{}/copy", self.sent_path(issue)),
        });
        Ok((StatusCode::CONFLICT, self.render_page(CLOSED_TEMPLATE.0, "letters", context)?).into_response())
    }
}
