//! The letter of a text that is being written: as one reader will see it, with what is wrong in it, before it is saved.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::edited_file::too_long;
use crate::model::{Diagnostic, Severity, SubscriberId, Suggestion};
use crate::sending::LetterPreview;
use crate::web::admin::letters::diagnostic_json::{diagnostic_from_error, message_parts};
use crate::web::admin::letters::draft_loader::{LoadedDraft, with_reader_name};
use crate::web::admin::letters::draft_page::audience_label;
use crate::web::admin::letters::draft_sidebar;
use crate::web::admin::letters::letter_frame::inline_images;
use crate::web::admin::letters::letter_view::{ViewMode, ViewQuery};
use crate::web::admin::letters::reader_picker::{ReaderPicker, find_reader};
use crate::web::admin::{AdminServer, Error};
use crate::wording;

/// What the editor asks for: the letter at each key, the rest when somebody rests.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LivePart {
    /// The letter of the same reader.
    #[default]
    Letter,
    /// The letter of another reader, with the way to the others.
    Reader,
    /// What is to mend, and who gets the letter.
    Findings,
    /// The same, after every copy was made.
    Copies,
}

/// What the editor asks for.
#[derive(Debug, Deserialize)]
pub(super) struct LiveQuery {
    #[serde(default)]
    part: LivePart,
    #[serde(default)]
    view: ViewMode,
    /// The position of the reader, from 1.
    reader: Option<usize>,
    /// The reader by id, when the audience is as it was.
    subscriber: Option<SubscriberId>,
    /// A part of a reader's name.
    find: Option<String>,
}

/// Renders a text as a reader's letter, or finds what is to mend in it.
pub(super) async fn render(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(query): Query<LiveQuery>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Error> {
    let Ok(body) = body else { return Ok(too_long()) };
    let LiveQuery { part, view, reader, subscriber, find } = query;
    let view = ViewQuery { mode: view, reader, version: None, subscriber, find };
    let answer = match part {
        LivePart::Letter | LivePart::Reader => {
            admin.live_letter(&slug, body.to_vec(), &view, part == LivePart::Reader).await?
        }
        LivePart::Findings | LivePart::Copies => {
            admin.live_findings(&slug, body.to_vec(), &view, part == LivePart::Copies).await?
        }
    };
    Ok(([(CONTENT_TYPE, "application/json")], answer.to_string()).into_response())
}

impl AdminServer {
    /// Renders a reader's letter; without `html` and `text` it cannot be made.
    async fn live_letter(
        &self,
        slug: &str,
        text: Vec<u8>,
        view: &ViewQuery,
        is_other_reader: bool,
    ) -> Result<Value, Error> {
        let mut answer = json!({});
        let is_html = view.mode.emulation().is_some();
        let Ok(preview) = self.compose_text(slug, text, is_html).await? else { return Ok(answer) };
        let LetterPreview { segment, fields, .. } = &preview;
        let reader = if is_other_reader {
            let readers = ReaderPicker::load(&self.audiences, &self.database, segment, fields, view).await?;
            answer["readers"] = readers.controls(view);
            answer["not_found"] = json!(readers.search_failed);
            readers.selected
        } else {
            find_reader(&self.database, segment, fields, view).await?
        };
        answer["subscriber"] = json!(reader.id);
        let Ok(letter) = preview.render(&reader) else { return Ok(answer) };
        answer["subject"] = json!(letter.subject);
        match view.mode.emulation() {
            Some(emulation) => {
                answer["html"] = json!(emulation.apply(&inline_images(&letter.html, &preview.attachments)));
            }
            None => answer["text"] = json!(letter.text),
        }
        Ok(answer)
    }

    /// Finds what is to mend or to look at, and who gets the letter.
    async fn live_findings(
        &self,
        slug: &str,
        text: Vec<u8>,
        view: &ViewQuery,
        with_copies: bool,
    ) -> Result<Value, Error> {
        let loaded = self.load_text(slug, text).await?;
        let mut answer = json!({});
        let mut diagnostics = loaded.diagnostics;
        if let Some(draft) = &loaded.draft {
            diagnostics = self.live_diagnostics(draft, view, with_copies, &mut answer).await?;
        }
        let blocking = diagnostics.iter().filter(|found| found.severity == Severity::Block).count();
        answer["blocking"] = json!(blocking);
        let file = format!("newsletters/{slug}");
        answer["diagnostics"] = diagnostics.iter().map(|found| live_diagnostic(found, &file)).collect();
        Ok(answer)
    }

    /// Adds who gets the letter to the answer; returns what is to mend or to look at.
    async fn live_diagnostics(
        &self,
        loaded: &LoadedDraft,
        view: &ViewQuery,
        with_copies: bool,
        answer: &mut Value,
    ) -> Result<Vec<Diagnostic>, Error> {
        let prepared = &loaded.prepared;
        let readers =
            ReaderPicker::load(&self.audiences, &self.database, &prepared.segment, &prepared.fields, view).await?;
        answer["readers"] = readers.controls(view);
        answer["subscriber"] = json!(readers.selected.id);
        answer["audience"] = json!({
            "summary": wording::audience_summary(&readers.audience.stats),
            "label": audience_label(loaded),
            "excluded": draft_sidebar::excluded_groups(&readers.audience.stats, &readers.audience.excluded),
        });
        let mut diagnostics = prepared.lint_diagnostics.clone();
        if with_copies {
            let snapshot = prepared.review_snapshot(readers.audience.digest, readers.audience.total as u64);
            let dry_run = self.cached_dry_run(loaded, snapshot, &readers.audience).await?;
            diagnostics = prepared.diagnostics(&dry_run).into_iter().map(|found| found.diagnostic).collect();
            answer["copies"] = json!(wording::copies_summary(&dry_run));
        }
        if let Err(error) = prepared.renderer.render(&readers.selected) {
            let name = readers.selected.mailbox().to_string();
            diagnostics.push(with_reader_name(diagnostic_from_error(&error), &name));
        }
        Ok(diagnostics)
    }
}

/// Creates the context of a diagnostic, with its line if it is in the draft itself.
fn live_diagnostic(found: &Diagnostic, file: &str) -> Value {
    let location = found.location.as_ref().filter(|location| location.file.to_string_lossy().starts_with(file));
    json!({
        "severity": found.severity.to_string(),
        "id": found.id,
        "message": message_parts(&found.message),
        "help": found.help.as_deref().map(message_parts),
        "line": location.map_or(0, |location| location.line),
        "column": location.map_or(0, |location| location.column),
        "suggestion": location.and(found.suggestion.as_deref()).map(|Suggestion { line, column, from, to }| {
            json!({ "line": line, "column": column, "from": from, "to": to })
        }),
    })
}
