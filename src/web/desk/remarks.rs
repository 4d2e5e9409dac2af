//! What was found in a letter, laid out: exceptions first, with links to those whom they are about.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use super::trouble::{sentence, trouble};
use super::view::View;
use crate::model::{counted, number};
use crate::rehearsal::{Oddity, Readers, Rehearsal, Remark};

/// Lays out what was found; `root` is where the files are that it names.
pub(super) fn remarks(found: &[Remark], view: &View, root: &Path) -> Vec<Value> {
    let laid_out = found.iter().map(|Remark { finding, readers }| {
        let mut laid_out = trouble(finding, root);
        laid_out["readers"] = readers.as_ref().map(|readers| links(readers, view)).into();
        laid_out
    });
    laid_out.collect()
}

/// Lays out for whom the draft's own words stand in.
pub(super) fn stand_ins(rehearsal: &Rehearsal, view: &View) -> Vec<Value> {
    let mut laid_out = Vec::new();
    for (oddity, readers) in &rehearsal.odd {
        if let Oddity::StandIn(field) = oddity {
            let who = counted(readers.count, "reader has", "readers have");
            let words = format!("{who} no `{field}`, and the draft provides for it");
            laid_out.push(json!({ "sentence": sentence(&words), "readers": links(readers, view) }));
        }
    }
    laid_out
}

/// Lays out the way to the next reader with a problem, after the one who is shown; `None` when nobody has one.
pub(super) fn next(rehearsal: &Rehearsal, at: usize, view: &View) -> Option<Value> {
    let problems = rehearsal.odd.iter().filter(|(oddity, _)| oddity.is_problem());
    let places: BTreeSet<u64> = problems.flat_map(|(_, readers)| &readers.places).copied().collect();
    let next = places.range(at as u64 + 1..).next().or(places.first())?;
    let next = usize::try_from(*next).unwrap_or(usize::MAX);
    Some(json!({ "count": number(places.len() as u64), "query": view.of_reader(next) }))
}

fn links(readers: &Readers, view: &View) -> Value {
    let named = readers.places.iter().zip(&readers.first).map(|(place, reader)| {
        let name = reader.name.clone().unwrap_or_else(|| reader.address.to_string());
        json!({ "name": name, "query": view.of_reader(usize::try_from(*place).unwrap_or(usize::MAX)) })
    });
    let more = readers.count.saturating_sub(readers.first.len() as u64);
    json!({
        "named": named.collect::<Vec<_>>(),
        "more": (more > 0).then(|| format!("and {} more", number(more))),
    })
}
