//! A draft as one of its readers will see it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use serde_json::{Value, json};

use super::diagnostic_json::{diagnostic_from_error, diagnostic_json};
use super::draft_loader::LoadedDraft;
use super::inline_images::inline_images;
use super::reader_picker::{self, ReaderPicker};
use super::view_query::ViewQuery;
use super::{Error, PreviewServer, audience_summary, diagnostics_panel};
use crate::clock;
use crate::draft;
use crate::model::Diagnostic;

/// What a letter's frame may do: show itself. Pictures from elsewhere would tell that it is looked at.
pub(super) const FRAME_CSP: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'";

/// What a draft's frame may do: let its page see how far it is scrolled and which block is clicked. No script runs in it,
/// by two locks.
const DRAFT_SANDBOX: &str = "allow-same-origin";

/// Shows a draft, or what is wrong with it above the last state that could be shown.
pub(super) async fn page(
    State(desk): State<Arc<PreviewServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(view): Query<ViewQuery>,
) -> Result<Html<String>, Error> {
    let reading = desk.load_draft(&slug).await?;
    let mut findings = reading.findings;
    let stale = !findings.is_empty();
    let mut sight = Value::Null;
    if let Some(good) = &reading.draft {
        let (seen, wrong) = desk.letter_context(good, view, stale).await?;
        sight = seen;
        findings.extend(wrong);
    }
    // Only what keeps the letter from being made stands above it.
    let (findings, others): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|finding| draft::find_rule(finding.id).is_none_or(|check| check.mandatory));
    let lay_out = |findings: &[Diagnostic]| -> Vec<Value> {
        findings.iter().map(|finding| diagnostic_json(finding, &desk.workspace.root)).collect()
    };
    let (troubles, others) = (lay_out(&findings), lay_out(&others));
    if stale && sight.is_object() {
        sight["remarks"] = json!(others);
    }
    let title = sight["subject"].as_str().unwrap_or(&slug).to_owned();
    desk.render_page(
        "draft",
        "drafts",
        json!({ "title": title, "troubles": troubles, "remarks": others, "sight": sight }),
    )
}

impl PreviewServer {
    /// Lays out a letter as a reader sees it, with all that was found when every copy was made, and says why this one
    /// cannot be made, if so.
    async fn letter_context(
        &self,
        good: &LoadedDraft,
        mut view: ViewQuery,
        stale: bool,
    ) -> Result<(Value, Option<Diagnostic>), Error> {
        let script = &good.script;
        let readers = ReaderPicker::load(&self.database, &script.segment, &script.fields, &view).await?;
        let missed = view.find.take().filter(|_| readers.search_failed);
        view.reader = Some(readers.position).filter(|at| *at > 0);
        let seen = script.review_snapshot(readers.audience_digest, readers.total as u64);
        let rehearsal = self.cached_dry_run(good, seen, readers.stats).await?;
        if !stale {
            // A desk that cannot write can still show.
            if let Err(error) = script.record_review(&self.database, &seen, clock::now()).await {
                tracing::warn!(%error, "cannot note what was looked at");
            }
        }
        let (printed, wrong) = match script.renderer.build_with_preview(&readers.selected, clock::now()) {
            Ok((letter, _, bytes)) => (Some((letter, bytes)), None),
            Err(error) => (None, Some(with_reader_name(diagnostic_from_error(&error), &readers.name()))),
        };
        let place = self.draft_path(&script.draft.slug);
        let sight = json!({
            "subject": printed.as_ref().map_or(&script.draft.subject, |(letter, _)| &letter.subject),
            "from": good.sender.name.clone().unwrap_or_else(|| good.sender.address.to_string()),
            "from_address": good.sender.address.to_string(),
            "aside": script.draft.date.map(|date| date.strftime("%-d %B %Y").to_string()),
            "frame": format!("{place}/letter{}&of={}&who={}", view.to_query(), good.version, readers.selected.id),
            // What stands where in the file of now is not what the letter of before was made of.
            "lines": (!stale).then(|| format!("{place}/line/")),
            "sandbox": DRAFT_SANDBOX,
            "stale": stale,
            "controls": view.tabs(),
            "readers": readers.controls(&view),
            "missed": missed,
            "reach": {
                "words": audience_summary::audience_summary(&readers.stats),
                "whom": audience_label(good),
                "copies": audience_summary::copies_summary(&rehearsal),
                "partly": rehearsal.rendered < rehearsal.recipients,
                "next": diagnostics_panel::next_problem(&rehearsal, readers.position, &view),
                "left_out": audience_summary::excluded_groups(&readers.stats, &readers.excluded),
            },
            "why": self.inclusion_reason(&script.segment, &readers.selected).await?,
            "remarks": diagnostics_panel::diagnostics_json(&script.diagnostics(&rehearsal), &view, &self.workspace.root),
            "stand_ins": diagnostics_panel::fallback_values(&rehearsal, &view),
            "is": printed.map(|(letter, bytes)| view.content(&good.sender, &letter, &bytes)),
        });
        Ok((sight, wrong))
    }
}

/// Says whose copy it is that cannot be made.
pub(super) fn with_reader_name(finding: Diagnostic, name: &str) -> Diagnostic {
    Diagnostic { message: format!("the copy for {name} cannot be made: {}", finding.message), ..finding }
}

/// Serves the letter alone, for the frame.
pub(super) async fn letter(
    State(desk): State<Arc<PreviewServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(view): Query<ViewQuery>,
) -> Result<impl IntoResponse, Error> {
    let good = desk.draft_version(&slug, view.of).await?.ok_or(Error::NotFound)?;
    let proof = &good.script;
    let reader = reader_picker::find_reader(&desk.database, &proof.segment, &proof.fields, &view).await?;
    let letter = good.frame_letter(&reader).ok_or(Error::NotFound)?;
    let screen = view.mode.emulation().unwrap_or_default();
    Ok((
        [("content-security-policy", FRAME_CSP)],
        Html(screen.apply(&inline_images(&letter.html, &proof.content.attachments))),
    ))
}

/// Says to which list it goes, and what narrows it.
pub(super) fn audience_label(good: &LoadedDraft) -> String {
    let proof = &good.script;
    let narrows = [("where", &proof.draft.condition), ("but not where", &proof.draft.exclusion)];
    let narrows = narrows.into_iter().filter_map(|(word, condition)| Some(format!(", {word} {}", condition.as_ref()?)));
    format!("“{}”{}", proof.segment.list.title, narrows.collect::<String>())
}
