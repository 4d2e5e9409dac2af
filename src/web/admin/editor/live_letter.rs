//! The letter of a text that is being written: as one reader will see it, with what is wrong in it, before it is saved.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::model::{Diagnostic, Severity, Subscriber, SubscriberId};
use crate::web::admin::letters::diagnostic_json::{diagnostic_from_error, message_parts};
use crate::web::admin::letters::draft_loader::{LoadedDraft, with_reader_name};
use crate::web::admin::letters::draft_page::audience_label;
use crate::web::admin::letters::draft_sidebar;
use crate::web::admin::letters::letter_frame::inline_images;
use crate::web::admin::letters::letter_view::{ViewMode, ViewQuery};
use crate::web::admin::letters::reader_picker::{ReaderPicker, find_reader};
use crate::web::admin::{AdminServer, Error};
use crate::wording;

/// What the editor asks for.
#[derive(Debug, Deserialize)]
pub(super) struct LiveQuery {
    #[serde(default)]
    view: ViewMode,
    /// The position of the reader, from 1.
    reader: Option<usize>,
    /// The reader by id, when the audience is as it was.
    subscriber: Option<SubscriberId>,
    /// A part of a reader's name.
    find: Option<String>,
    /// Whether to count the audience.
    #[serde(default)]
    audience: bool,
    /// Whether to make every copy.
    #[serde(default)]
    checks: bool,
}

/// Renders a text as a reader's letter.
pub(super) async fn render(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(query): Query<LiveQuery>,
    body: Bytes,
) -> Result<Response, Error> {
    let loaded = admin.load_text(&slug, body.to_vec()).await?;
    let mut answer = json!({ "diagnostics": [] });
    let mut diagnostics = loaded.diagnostics;
    if let Some(draft) = &loaded.draft {
        diagnostics = admin.live_letter(draft, query, &mut answer).await?;
    }
    let blocking = diagnostics.iter().filter(|found| found.severity == Severity::Block).count();
    answer["blocking"] = json!(blocking);
    let file = format!("newsletters/{slug}");
    answer["diagnostics"] = diagnostics.iter().map(|found| live_diagnostic(found, &file)).collect();
    Ok(([(CONTENT_TYPE, "application/json")], answer.to_string()).into_response())
}

impl AdminServer {
    /// Adds a reader's letter and what was asked for to the answer; returns what is to be mended or looked at.
    async fn live_letter(
        &self,
        loaded: &LoadedDraft,
        query: LiveQuery,
        answer: &mut Value,
    ) -> Result<Vec<Diagnostic>, Error> {
        let prepared = &loaded.prepared;
        let view = ViewQuery {
            mode: query.view,
            reader: query.reader,
            version: None,
            subscriber: query.subscriber,
            find: query.find,
        };
        let mut diagnostics = prepared.lint_diagnostics.clone();
        let reader = if query.audience || query.checks || view.find.is_some() {
            let readers = ReaderPicker::load(&self.database, &prepared.segment, &prepared.fields, &view).await?;
            answer["readers"] = readers.controls(&view);
            answer["not_found"] = json!(readers.search_failed);
            answer["audience"] = json!({
                "summary": wording::audience_summary(&readers.stats),
                "label": audience_label(loaded),
                "excluded": draft_sidebar::excluded_groups(&readers.stats, &readers.excluded),
            });
            if query.checks {
                let snapshot = prepared.review_snapshot(readers.audience_digest, readers.total as u64);
                let dry_run = self.cached_dry_run(loaded, snapshot, readers.stats).await?;
                diagnostics = prepared.diagnostics(&dry_run).into_iter().map(|found| found.diagnostic).collect();
                answer["copies"] = json!(wording::copies_summary(&dry_run));
            }
            readers.selected
        } else {
            find_reader(&self.database, &prepared.segment, &prepared.fields, &view).await?
        };
        answer["subscriber"] = json!(reader.id);
        diagnostics.extend(Self::render_live(loaded, &reader, view.mode, answer));
        Ok(diagnostics)
    }

    /// Adds a reader's letter to the answer; returns the error if it cannot be made.
    fn render_live(
        loaded: &LoadedDraft,
        reader: &Subscriber,
        mode: ViewMode,
        answer: &mut Value,
    ) -> Option<Diagnostic> {
        let letter = match loaded.prepared.renderer.render(reader) {
            Ok(letter) => letter,
            Err(error) => {
                return Some(with_reader_name(diagnostic_from_error(&error), &reader.mailbox().to_string()));
            }
        };
        answer["subject"] = json!(letter.subject);
        match mode.emulation() {
            Some(emulation) => {
                let html = loaded.annotated_letter(reader).map_or(letter.html, |letter| letter.html);
                let html = inline_images(&html, &loaded.prepared.content.attachments);
                answer["html"] = json!(emulation.apply(&html));
            }
            None => answer["text"] = json!(letter.text),
        }
        None
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
    })
}
