//! A draft as one of its readers will see it.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{Html, IntoResponse};
use serde_json::{Value, json};

use super::images::shown;
use super::proof::Good;
use super::readers::{self, Readers};
use super::trouble::{finding, sentence, trouble};
use super::view::View;
use super::{Desk, Error};
use crate::clock;
use crate::draft;
use crate::message::html_octets;
use crate::model::{Finding, Letter, Look, Subscriber};

/// What a letter's frame may do: show itself. Pictures from elsewhere would tell that it is looked at.
pub(super) const FRAME: &str =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; form-action 'none'";

/// What a draft's frame may do: let its page see how far it is scrolled. No script runs in it, by two locks.
const SANDBOX: &str = "allow-same-origin";

/// Shows a draft, or what is wrong with it above the last state that could be shown.
pub(super) async fn page(
    State(desk): State<Arc<Desk>>,
    Path((_, slug)): Path<(String, String)>,
    Query(mut view): Query<View>,
) -> Result<Html<String>, Error> {
    let reading = desk.read(&slug).await?;
    let mut findings = reading.findings;
    let mut remarks = reading.remarks;
    let stale = !findings.is_empty();
    let mut sight = Value::Null;
    let mut subject = slug.clone();
    if let Some(good) = reading.good {
        let proof = &good.proof;
        let readers = Readers::gather(&desk.database, &proof.audience, &proof.fields, &proof.used, &view).await?;
        view.reader = Some(readers.at).filter(|at| *at > 0);
        view.find = None;
        match print(&good, &readers.reader) {
            Ok((letter, bytes)) => {
                if !stale {
                    let look = Look { recipients: readers.roll, people: readers.total as u64, ..good.look };
                    // A desk that cannot write can still show.
                    if let Err(error) = draft::looked(&desk.database, proof, &look, clock::now()).await {
                        tracing::warn!(%error, "cannot note what was looked at");
                    }
                }
                subject.clone_from(&letter.subject);
                remarks.extend(draft::clipped(html_octets(&bytes)));
                draft::sort(&mut remarks);
                sight = json!({
                    "subject": letter.subject,
                    "from": good.from.name.clone().unwrap_or_else(|| good.from.address.to_string()),
                    "from_address": good.from.address.to_string(),
                    "aside": proof.draft.date.map(|date| date.strftime("%-d %B %Y").to_string()),
                    "frame": format!("{}/letter{}", desk.draft_path(&slug), view.query()),
                    "sandbox": SANDBOX,
                    "stale": stale,
                    "controls": view.controls(),
                    "readers": readers.controls(&view),
                    "audience": audience(&good, &readers),
                    "notes": good.notes.iter().chain(&readers.notes()).map(|note| sentence(note)).collect::<Vec<_>>(),
                    "is": view.shown(&good.from, &letter, &bytes),
                });
            }
            Err(wrong) => findings.push(wrong),
        }
    }
    let troubles: Vec<Value> = findings.iter().map(|finding| trouble(finding, &desk.workspace.root)).collect();
    let root = &desk.workspace.root;
    let remarks: Vec<Value> = remarks.iter().map(|finding| trouble(finding, root)).collect();
    desk.fill(
        "draft",
        "drafts",
        json!({ "title": subject, "slug": slug, "troubles": troubles, "remarks": remarks, "stale": stale, "sight": sight }),
    )
}

/// Serves the letter alone, for the frame.
pub(super) async fn letter(
    State(desk): State<Arc<Desk>>,
    Path((_, slug)): Path<(String, String)>,
    Query(view): Query<View>,
) -> Result<impl IntoResponse, Error> {
    let good = desk.read(&slug).await?.good.ok_or(Error::NotFound)?;
    let proof = &good.proof;
    let reader = readers::one(&desk.database, &proof.audience, &proof.fields, &view).await?;
    let letter = good.printer.letter(&reader).map_err(|_| Error::NotFound)?;
    let screen = view.side.screen().unwrap_or_default();
    Ok(([("content-security-policy", FRAME)], Html(screen.of(&shown(&letter.html, &proof.content.attachments)))))
}

fn print(good: &Good, reader: &Subscriber) -> Result<(Letter, Vec<u8>), Finding> {
    let letter = good.printer.letter(reader).map_err(|error| finding(&error))?;
    let bytes = good.printer.copy(reader, clock::now()).map_err(|error| finding(&error))?;
    Ok((letter, bytes))
}

pub(super) fn audience(good: &Good, readers: &Readers) -> String {
    let list = &good.proof.audience.list.title;
    let people = match readers.total {
        0 => format!("Nobody is on “{list}” yet: this reader is made up"),
        1 => format!("One person on “{list}” will get it"),
        count => format!("{count} people on “{list}” will get it"),
    };
    let draft = &good.proof.draft;
    let narrows = [("where", &draft.condition), ("but not where", &draft.exclusion)];
    let narrows = narrows.into_iter().filter_map(|(word, condition)| Some(format!(", {word} {}", condition.as_ref()?)));
    people + &narrows.collect::<String>()
}
