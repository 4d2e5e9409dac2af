//! A draft as one of its readers will see it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use serde_json::{Value, json};

use super::images::shown;
use super::proof::Good;
use super::readers::{self, Readers};
use super::trouble::{finding, trouble};
use super::view::View;
use super::{Desk, Error, reach, remarks};
use crate::clock;
use crate::draft;
use crate::model::Finding;

/// What a letter's frame may do: show itself. Pictures from elsewhere would tell that it is looked at.
pub(super) const FRAME: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'";

/// What a draft's frame may do: let its page see how far it is scrolled and which block is clicked. No script runs in it,
/// by two locks.
const SANDBOX: &str = "allow-same-origin";

/// Shows a draft, or what is wrong with it above the last state that could be shown.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    Path((_, slug)): Path<(String, String)>,
    Query(view): Query<View>,
) -> Result<Html<String>, Error> {
    let reading = desk.read(&slug).await?;
    let mut findings = reading.findings;
    let stale = !findings.is_empty();
    let mut sight = Value::Null;
    if let Some(good) = &reading.good {
        let (seen, wrong) = desk.sight(good, view, stale).await?;
        sight = seen;
        findings.extend(wrong);
    }
    // Only what keeps the letter from being made stands above it.
    let (findings, others): (Vec<_>, Vec<_>) =
        findings.into_iter().partition(|finding| draft::explain(finding.id).is_none_or(|check| check.hard));
    let lay_out = |findings: &[Finding]| -> Vec<Value> {
        findings.iter().map(|finding| trouble(finding, &desk.workspace.root)).collect()
    };
    let (troubles, others) = (lay_out(&findings), lay_out(&others));
    if stale && sight.is_object() {
        sight["remarks"] = json!(others);
    }
    let title = sight["subject"].as_str().unwrap_or(&slug).to_owned();
    desk.fill("draft", "drafts", json!({ "title": title, "troubles": troubles, "remarks": others, "sight": sight }))
}

impl Desk {
    /// Lays out a letter as a reader sees it, with all that was found when every copy was made, and says why this one
    /// cannot be made, if so.
    async fn sight(&self, good: &Good, mut view: View, stale: bool) -> Result<(Value, Option<Finding>), Error> {
        let script = &good.script;
        let proof = &script.proof;
        let readers = Readers::gather(&self.database, &proof.audience, &proof.fields, &view).await?;
        let missed = view.find.take().filter(|_| readers.missed);
        view.reader = Some(readers.at).filter(|at| *at > 0);
        let seen = script.seen(readers.roll, readers.total as u64);
        let rehearsal = self.rehearsed(good, seen, readers.reach).await?;
        if !stale {
            // A desk that cannot write can still show.
            if let Err(error) = draft::looked(&self.database, proof, &seen, clock::now()).await {
                tracing::warn!(%error, "cannot note what was looked at");
            }
        }
        let (printed, wrong) = match script.printer.proof(&readers.reader, clock::now()) {
            Ok((letter, _, bytes)) => (Some((letter, bytes)), None),
            Err(error) => (None, Some(whose(finding(&error), &readers.name()))),
        };
        let place = self.draft_path(&proof.draft.slug);
        let sight = json!({
            "subject": printed.as_ref().map_or(&proof.draft.subject, |(letter, _)| &letter.subject),
            "from": good.from.name.clone().unwrap_or_else(|| good.from.address.to_string()),
            "from_address": good.from.address.to_string(),
            "aside": proof.draft.date.map(|date| date.strftime("%-d %B %Y").to_string()),
            "frame": format!("{place}/letter{}&of={}&who={}", view.query(), good.reading, readers.reader.id),
            // What stands where in the file of now is not what the letter of before was made of.
            "lines": (!stale).then(|| format!("{place}/line/")),
            "sandbox": SANDBOX,
            "stale": stale,
            "controls": view.controls(),
            "readers": readers.controls(&view),
            "missed": missed,
            "reach": {
                "words": reach::words(&readers.reach),
                "whom": whom(good),
                "copies": reach::copies(&rehearsal),
                "partly": rehearsal.made < rehearsal.recipients,
                "next": remarks::next(&rehearsal, readers.at, &view),
                "left_out": reach::left_out(&readers.reach, &readers.absent),
            },
            "why": self.why(&proof.audience, &readers.reader).await?,
            "remarks": remarks::remarks(&script.found(&rehearsal), &view, &self.workspace.root),
            "stand_ins": remarks::stand_ins(&rehearsal, &view),
            "is": printed.map(|(letter, bytes)| view.shown(&good.from, &letter, &bytes)),
        });
        Ok((sight, wrong))
    }
}

/// Says whose copy it is that cannot be made.
pub(super) fn whose(finding: Finding, name: &str) -> Finding {
    Finding { sentence: format!("the copy for {name} cannot be made: {}", finding.sentence), ..finding }
}

/// Serves the letter alone, for the frame.
pub(super) async fn letter(
    State(desk): State<Arc<Desk>>,
    Path((_, slug)): Path<(String, String)>,
    Query(view): Query<View>,
) -> Result<impl IntoResponse, Error> {
    let good = desk.of_reading(&slug, view.of).await?.ok_or(Error::NotFound)?;
    let proof = &good.script.proof;
    let reader = readers::one(&desk.database, &proof.audience, &proof.fields, &view).await?;
    let letter = good.shown(&reader).ok_or(Error::NotFound)?;
    let screen = view.side.screen().unwrap_or_default();
    Ok(([("content-security-policy", FRAME)], Html(screen.of(&shown(&letter.html, &proof.content.attachments)))))
}

/// Says to which list it goes, and what narrows it.
pub(super) fn whom(good: &Good) -> String {
    let proof = &good.script.proof;
    let narrows = [("where", &proof.draft.condition), ("but not where", &proof.draft.exclusion)];
    let narrows = narrows.into_iter().filter_map(|(word, condition)| Some(format!(", {word} {}", condition.as_ref()?)));
    format!("“{}”{}", proof.audience.list.title, narrows.collect::<String>())
}
