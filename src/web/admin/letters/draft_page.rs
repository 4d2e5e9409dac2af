//! A draft as one of its readers will see it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};

use super::diagnostic_json::{diagnostic_from_error, diagnostic_json};
use super::draft_loader::{LoadedDraft, with_reader_name};
use super::draft_sidebar;
use super::letter_view::ViewQuery;
use super::reader_picker::ReaderPicker;
use crate::model::Diagnostic;
use crate::sending::PreparedIssue;
use crate::web::admin::{AdminServer, Error};
use crate::{clock, database, lint, wording};

pub(in crate::web::admin) const TEMPLATE: (&str, &str) =
    ("draft", include_str!("../../../../templates/admin/draft.html.hbs"));

/// The frame's page may see how far the letter is scrolled and which block is clicked. No script runs in the frame: the
/// sandbox and the policy both forbid it.
const DRAFT_SANDBOX: &str = "allow-same-origin";

/// Shows a draft, or the letter that was made of it; if the draft has an error, shows the error above the last version that could be rendered.
pub(in crate::web::admin) async fn show(
    State(admin): State<Arc<AdminServer>>,
    Path((_, slug)): Path<(String, String)>,
    Query(query): Query<ViewQuery>,
) -> Result<Response, Error> {
    if let Some(issue) = admin.sent_issue(&slug).await? {
        return Ok(Redirect::to(&admin.sent_path(&issue)).into_response());
    }
    let loaded = admin.load_draft(&slug).await?;
    let mut diagnostics = loaded.diagnostics;
    let outdated = !diagnostics.is_empty();
    let mut view = Value::Null;
    if let Some(draft) = &loaded.draft {
        let (context, error) = admin.letter_context(draft, query, outdated).await?;
        view = context;
        diagnostics.extend(error);
    }
    // Only what keeps the letter from being rendered is shown above it.
    let (blocking, others): (Vec<_>, Vec<_>) =
        diagnostics.into_iter().partition(|found| lint::find_rule(found.id).is_none_or(|rule| rule.mandatory));
    let to_json = |diagnostics: &[Diagnostic]| -> Vec<Value> {
        diagnostics.iter().map(|diagnostic| diagnostic_json(diagnostic, &admin.workspace.root)).collect()
    };
    let (blocking, others) = (to_json(&blocking), to_json(&others));
    if outdated && view.is_object() {
        view["diagnostics"] = json!(others);
    }
    let title = view["subject"].as_str().unwrap_or(&slug).to_owned();
    let issues = database::issues::by_slug(&mut admin.database.begin_read().await?, &slug).await?;
    let state = match issues.iter().rev().find(|issue| !issue.trial) {
        Some(issue) => Some(admin.issue_state(issue).await?),
        None => None,
    };
    let context = json!({
        "title": title,
        "write_url": format!("{}/edit", admin.draft_path(&slug)),
        "state": state,
        "blocking": blocking,
        "diagnostics": others,
        "view": view,
    });
    Ok(admin.render_page(TEMPLATE.0, "letters", context)?.into_response())
}

impl AdminServer {
    /// Creates the context of a letter as a reader sees it, with the diagnostics of the dry run, and the error if this
    /// reader's copy cannot be rendered.
    async fn letter_context(
        &self,
        loaded: &LoadedDraft,
        mut query: ViewQuery,
        outdated: bool,
    ) -> Result<(Value, Option<Diagnostic>), Error> {
        let prepared = &loaded.prepared;
        let readers =
            ReaderPicker::load(&self.audiences, &self.database, &prepared.segment, &prepared.fields, &query).await?;
        let not_found = query.find.take().filter(|_| readers.search_failed);
        query.reader = Some(readers.position).filter(|position| *position > 0);
        let snapshot = prepared.review_snapshot(readers.audience.digest, readers.audience.total as u64);
        let dry_run = self.cached_dry_run(loaded, snapshot, &readers.audience).await?;
        if !outdated {
            // A preview that cannot write can still show.
            if let Err(error) = prepared.record_review(&self.database, &snapshot, clock::now()).await {
                tracing::warn!(%error, "cannot record what was reviewed");
            }
        }
        let (rendered, error) = match prepared.renderer.build_with_preview(&readers.selected, clock::now()) {
            Ok((letter, _, bytes)) => (Some((letter, bytes)), None),
            Err(error) => (None, Some(with_reader_name(diagnostic_from_error(&error), &readers.name()))),
        };
        let path = self.draft_path(&prepared.draft.slug);
        let reader = readers.selected.id;
        let view = json!({
            "subject": rendered.as_ref().map_or(&prepared.draft.subject, |(letter, _)| &letter.subject),
            "from_name": loaded.sender.name.clone().unwrap_or_else(|| loaded.sender.address.to_string()),
            "from_address": loaded.sender.address.to_string(),
            "subtitle": prepared.draft.date.map(|date| date.strftime("%-d %B %Y").to_string()),
            "frame_url": format!("{path}/letter{}&version={}&subscriber={reader}", query.to_query(), loaded.version),
            // The lines of the current file do not belong to an outdated letter.
            "source_url": (!outdated).then(|| format!("{path}/line/")),
            "sandbox": DRAFT_SANDBOX,
            "outdated": outdated,
            "mode": query.mode_tabs(),
            "readers": readers.controls(&query),
            "not_found": not_found,
            "audience": {
                "summary": wording::audience_summary(&readers.audience.stats),
                "label": audience_label(loaded),
                "relay": self.relay_words(prepared),
                "copies_summary": wording::copies_summary(&dry_run),
                "partial": dry_run.rendered < dry_run.recipients,
                "next_problem": draft_sidebar::next_problem(&dry_run, readers.position, &query),
                "excluded": draft_sidebar::excluded_groups(&readers.audience.stats, &readers.audience.excluded),
            },
            "inclusion_reason": self.inclusion_reason(&prepared.segment, &readers.selected).await?,
            "diagnostics": draft_sidebar::diagnostics(&prepared.diagnostics(&dry_run), &query, &self.workspace.root),
            "fallbacks": draft_sidebar::fallbacks(&dry_run, &query),
            "content": rendered.map(|(letter, bytes)| query.content(&loaded.sender, &letter, &bytes)),
        });
        Ok((view, error))
    }

    /// Names the relay that the letter goes through, if there are several.
    fn relay_words(&self, prepared: &PreparedIssue) -> Option<String> {
        let settings = &self.workspace.settings;
        let relay = prepared.chosen_relay(settings);
        (!settings.relays.is_empty()).then(|| wording::relay_words(&relay, &prepared.segment.list))
    }
}

/// Names the list and the conditions that narrow it.
pub(in crate::web::admin) fn audience_label(loaded: &LoadedDraft) -> String {
    let prepared = &loaded.prepared;
    let conditions = [("where", &prepared.draft.condition), ("but not where", &prepared.draft.exclusion)];
    let conditions =
        conditions.into_iter().filter_map(|(word, condition)| Some(format!(", {word} {}", condition.as_ref()?)));
    format!("“{}”{}", prepared.segment.list.title, conditions.collect::<String>())
}
