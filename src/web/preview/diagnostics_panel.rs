//! What was found in a letter, laid out: exceptions first, with links to those whom they are about.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::diagnostic_json::{diagnostic_json, sentence_parts};
use super::view_query::ViewQuery;
use crate::model::{format_count, format_number};
use crate::sending::{DryRun, RecipientDiagnostic, RecipientException, RecipientSample};

/// Lays out what was found; `root` is where the files are that it names.
pub(super) fn diagnostics_json(found: &[RecipientDiagnostic], view: &ViewQuery, root: &Path) -> Vec<Value> {
    let laid_out = found.iter().map(|RecipientDiagnostic { diagnostic: finding, recipients: readers }| {
        let mut laid_out = diagnostic_json(finding, root);
        laid_out["readers"] = readers.as_ref().map(|readers| reader_links(readers, view)).into();
        laid_out
    });
    laid_out.collect()
}

/// Lays out for whom the draft's own words stand in.
pub(super) fn fallback_values(rehearsal: &DryRun, view: &ViewQuery) -> Vec<Value> {
    let mut laid_out = Vec::new();
    for (oddity, readers) in &rehearsal.exceptions {
        if let RecipientException::DefaultUsed(field) = oddity {
            let who = format_count(readers.count, "reader has", "readers have");
            let words = format!("{who} no `{field}`, and the draft provides for it");
            laid_out.push(json!({ "sentence": sentence_parts(&words), "readers": reader_links(readers, view) }));
        }
    }
    laid_out
}

/// Lays out the way to the next reader with a problem, after the one who is shown; `None` when nobody has one.
pub(super) fn next_problem(rehearsal: &DryRun, at: usize, view: &ViewQuery) -> Option<Value> {
    let problems = rehearsal.exceptions.iter().filter(|(oddity, _)| oddity.is_problem());
    let places: BTreeSet<u64> = problems.flat_map(|(_, readers)| &readers.positions).copied().collect();
    let next = places.range(at as u64 + 1..).next().or(places.first())?;
    let next = usize::try_from(*next).unwrap_or(usize::MAX);
    Some(json!({ "count": format_number(places.len() as u64), "query": view.query_for_reader(next) }))
}

fn reader_links(readers: &RecipientSample, view: &ViewQuery) -> Value {
    let named = readers.positions.iter().zip(&readers.examples).map(|(place, reader)| {
        let name = reader.name.clone().unwrap_or_else(|| reader.address.to_string());
        json!({ "name": name, "query": view.query_for_reader(usize::try_from(*place).unwrap_or(usize::MAX)) })
    });
    let more = readers.count.saturating_sub(readers.examples.len() as u64);
    json!({
        "named": named.collect::<Vec<_>>(),
        "more": (more > 0).then(|| format!("and {} more", format_number(more))),
    })
}
