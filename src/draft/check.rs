//! Finds what is wrong in a draft, at its line and column.

mod active;
mod addresses;
mod around;
mod catalogue;
mod contrast;
mod dates;
mod day;
mod inbox;
mod mask;
mod meetings;
mod names;
mod page;
mod pictures;
mod placeholder;
mod printed;
mod private;
mod promises;
mod structure;
mod unseen;
mod weight;
mod words;

use std::collections::BTreeSet;

use serde_json::Value;

use super::front_matter::place_of;
use super::read::Draft;
use crate::model::{ADDRESS_FIELD, Composition, Finding, Severity, closest};
use crate::render::{self, Name, Press, UNSUBSCRIBE_FIELD, links_to, names};

pub use around::{Around, people};
pub use catalogue::{CHECKS, Check, explain, sort, sort_by};
pub use printed::{Printed, printed};
pub use weight::clipped;

/// What of the society and the list templates may read.
const CONSTANTS: &[&str] = &[
    "society.name",
    "society.postal_address",
    "society.website",
    "society.language",
    "society.timezone",
    "list.name",
    "list.title",
];

/// Finds everything that keeps a letter from being made; `fields` are all fields that a subscriber may have.
#[must_use]
pub fn check(draft: &Draft, fields: &BTreeSet<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (key, source) in [("subject", &draft.subject), ("preheader", &draft.preheader)] {
        match names(source) {
            Ok(names) => findings.extend(names.iter().filter_map(|name| {
                let (line, column) = place_of(&draft.head, key, &name.path);
                unknown(draft, fields, name, line, column)
            })),
            Err(error) => {
                let (line, column) = place_of(&draft.head, key, "{{");
                findings.push(syntax(draft, error, |_, _| (line, column)));
            }
        }
    }
    match names(&draft.body) {
        Ok(names) => findings.extend(
            names.iter().filter_map(|name| unknown(draft, fields, name, draft.offset + name.line, name.column)),
        ),
        Err(error) => findings.push(syntax(draft, error, |line, column| (draft.offset + line, column))),
    }
    if findings.is_empty() {
        findings.extend(tried(draft));
    }
    findings.extend(draft.unseen.iter().cloned());
    findings
}

/// Finds what is wrong in what a draft says, whoever gets it; nothing while its tags cannot be read.
#[must_use]
pub fn inspect(draft: &Draft, around: &Around) -> Vec<Finding> {
    let Some(page) = page::Page::of(draft, around) else { return Vec::new() };
    let families: [fn(&page::Page<'_>) -> Vec<Finding>; 18] = [
        inbox::find,
        placeholder::find,
        unseen::find,
        dates::find,
        meetings::clash,
        meetings::thin,
        meetings::no_deadline,
        promises::empty,
        promises::attached,
        names::find,
        private::find,
        structure::capitals,
        structure::lists,
        structure::lengths,
        structure::headings,
        active::find,
        addresses::find,
        pictures::find,
    ];
    let mut findings: Vec<_> = families.into_iter().flat_map(|find| find(&page)).collect();
    findings.extend(draft.notes.iter().cloned());
    findings.extend(weight::attached(&page));
    findings.extend(around.css.as_deref().map(contrast::find).unwrap_or_default());
    sort(&mut findings);
    findings
}

/// Compiles the body alone, so that what only the engine notices has its place in the draft, too.
fn tried(draft: &Draft) -> Option<Finding> {
    let alone = |text: &str| Composition {
        subject: String::new(),
        html: String::new(),
        text: text.to_owned(),
        constants: serde_json::Map::new(),
    };
    let error = Press::new(&alone(&draft.body), &BTreeSet::new()).err();
    let body = error.map(|error| syntax(draft, error, |line, column| (draft.offset + line, column)));
    body.or_else(|| {
        let error = Press::new(&alone(&draft.subject), &BTreeSet::new()).err()?;
        Some(syntax(draft, error, |_, _| place_of(&draft.head, "subject", "{{")))
    })
}

/// Finds what a composition lacks, or reads that is not there: the templates may have been changed.
pub(super) fn composed(draft: &Draft, composition: &Composition, fields: &BTreeSet<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (template, source) in
        [("letter/email.html.hbs", &composition.html), ("letter/email.txt.hbs", &composition.text)]
    {
        match names(source) {
            Ok(names) => {
                let unknown = names.iter().filter_map(|name| unknown(draft, fields, name, 0, 0));
                findings.extend(unknown.map(|finding| in_template(finding, template)));
                let way_out = if template.ends_with(".html.hbs") {
                    links_to(source, UNSUBSCRIBE_FIELD).unwrap_or(false)
                } else {
                    names.iter().any(|name| name.path == UNSUBSCRIBE_FIELD)
                };
                if !way_out {
                    findings.push(no_way_out(template));
                }
            }
            Err(error) => {
                findings.push(in_template(syntax(draft, error, |_, _| (0, 0)), template));
            }
        }
    }
    if findings.is_empty() {
        let error = Press::new(composition, fields).err();
        findings.extend(error.map(|error| syntax(draft, error, |_, _| (0, 0))));
    }
    findings
}

fn no_way_out(template: &str) -> Finding {
    let finding = Finding {
        id: "unsub-missing",
        severity: Severity::Block,
        place: None,
        sentence: "the letter has no link to leave the list".to_owned(),
        hint: Some(format!("put `{{{{{UNSUBSCRIBE_FIELD}}}}}` into the template")),
    };
    in_template(finding, template)
}

fn in_template(mut finding: Finding, template: &str) -> Finding {
    let file = std::path::Path::new("templates").join(template);
    finding.place = Some(crate::model::Place { file, line: 0, column: 0 });
    finding
}

fn unknown(draft: &Draft, fields: &BTreeSet<String>, name: &Name, line: usize, column: usize) -> Option<Finding> {
    let path = name.path.as_str();
    let own = path.strip_prefix("issue.").and_then(|rest| {
        rest.split('.').try_fold(None, |value: Option<&Value>, part| match value {
            None => draft.issue.get(part).map(Some),
            Some(value) => value.get(part).or_else(|| value.get(part.parse::<usize>().ok()?)).map(Some),
        })
    });
    let constant = CONSTANTS.contains(&path) || matches!(path, "issue" | "society" | "list") || own.is_some();
    if constant || fields.contains(path) || path == ADDRESS_FIELD || path == UNSUBSCRIBE_FIELD {
        return None;
    }
    let issue = draft.issue.keys().filter(|key| !matches!(key.as_str(), "event" | "statutory"));
    let issue: Vec<_> = issue.map(|key| format!("issue.{key}")).collect();
    let known: Vec<&str> = fields
        .iter()
        .map(String::as_str)
        .chain([ADDRESS_FIELD, UNSUBSCRIBE_FIELD])
        .chain(CONSTANTS.iter().copied())
        .chain(issue.iter().map(String::as_str))
        .collect();
    let mut finding = draft.blocks("field-unknown", line, column, format!("`{{{{{path}}}}}` is not a field"));
    finding.hint = Some(match closest(path, known.iter().copied()) {
        Some(name) => format!("did you mean `{name}`?"),
        None if path.starts_with("issue.") => {
            format!("put it under `issue:` in the front matter of {}", draft.file.display())
        }
        None => {
            let fields = fields.iter().map(String::as_str).chain([ADDRESS_FIELD]);
            format!("known fields are {}", fields.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    });
    Some(finding)
}

fn syntax(draft: &Draft, error: render::Error, place: impl Fn(usize, usize) -> (usize, usize)) -> Finding {
    let (line, column, sentence) = match error {
        render::Error::Source { line, column, sentence, .. } => (line, column, sentence),
        other => (0, 0, other.to_string()),
    };
    let (line, column) = place(line, column);
    draft.blocks("syntax", line, column, sentence)
}
