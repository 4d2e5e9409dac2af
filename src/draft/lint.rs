//! Finds what is wrong in a draft, at its line and column.

mod color_contrast;
mod control_characters;
mod dangling_references;
mod date_checks;
mod date_parser;
mod event_details;
mod field_usage;
mod image_checks;
mod inbox_line;
mod link_targets;
mod lint_context;
mod lint_document;
mod masked_source;
mod message_size;
mod name_spelling;
mod personal_data;
mod placeholders;
mod rules;
mod sentences;
mod structure;
mod unsafe_html;

use std::collections::BTreeSet;

use serde_json::Value;

use super::draft_file::Draft;
use super::front_matter::key_position;
use crate::model::{ADDRESS_FIELD, Composition, Diagnostic, Severity, closest_match};
use crate::template::{self, FieldReference, TemplateRenderer, UNSUBSCRIBE_FIELD, field_references, has_link_to};

pub use field_usage::{FieldUsage, field_usage};
pub use lint_context::{LintContext, segment_names};
pub use message_size::clipped_html;
pub use rules::{LINT_RULES, LintRule, find_rule, sort_by_diagnostic, sort_diagnostics};

/// What of the society and the list templates may read.
const TEMPLATE_CONSTANTS: &[&str] = &[
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
pub fn check_template_fields(draft: &Draft, fields: &BTreeSet<String>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (key, source) in [("subject", &draft.subject), ("preheader", &draft.preheader)] {
        match field_references(source) {
            Ok(names) => findings.extend(names.iter().filter_map(|name| {
                let (line, column) = key_position(&draft.front_matter, key, &name.path);
                unknown_field(draft, fields, name, line, column)
            })),
            Err(error) => {
                let (line, column) = key_position(&draft.front_matter, key, "{{");
                findings.push(syntax_error(draft, error, |_, _| (line, column)));
            }
        }
    }
    match field_references(&draft.body) {
        Ok(names) => findings.extend(
            names
                .iter()
                .filter_map(|name| unknown_field(draft, fields, name, draft.body_line_offset + name.line, name.column)),
        ),
        Err(error) => findings.push(syntax_error(draft, error, |line, column| (draft.body_line_offset + line, column))),
    }
    if findings.is_empty() {
        findings.extend(compile_error(draft));
    }
    findings.extend(draft.image_diagnostics.iter().cloned());
    findings
}

/// Finds what is wrong in what a draft says, whoever gets it; nothing while its tags cannot be read.
#[must_use]
pub fn lint_draft(draft: &Draft, around: &LintContext) -> Vec<Diagnostic> {
    let Some(page) = lint_document::LintDocument::parse(draft, around) else { return Vec::new() };
    let families: [fn(&lint_document::LintDocument<'_>) -> Vec<Diagnostic>; 18] = [
        inbox_line::check,
        placeholders::check,
        control_characters::check,
        date_checks::check,
        event_details::conflicting_dates,
        event_details::missing_details,
        event_details::missing_deadline,
        dangling_references::empty_announcements,
        dangling_references::missing_attachments,
        name_spelling::check,
        personal_data::check,
        structure::capital_runs,
        structure::list_numbering,
        structure::text_lengths,
        structure::heading_levels,
        unsafe_html::check,
        link_targets::check,
        image_checks::check,
    ];
    let mut findings: Vec<_> = families.into_iter().flat_map(|find| find(&page)).collect();
    findings.extend(draft.diagnostics.iter().cloned());
    findings.extend(message_size::attachments_too_large(&page));
    findings.extend(around.style_sheet.as_deref().map(color_contrast::check).unwrap_or_default());
    sort_diagnostics(&mut findings);
    findings
}

/// Compiles the body alone, so that what only the engine notices has its place in the draft, too.
fn compile_error(draft: &Draft) -> Option<Diagnostic> {
    let alone = |text: &str| Composition {
        subject: String::new(),
        html: String::new(),
        text: text.to_owned(),
        constants: serde_json::Map::new(),
    };
    let error = TemplateRenderer::new(&alone(&draft.body), &BTreeSet::new()).err();
    let body = error.map(|error| syntax_error(draft, error, |line, column| (draft.body_line_offset + line, column)));
    body.or_else(|| {
        let error = TemplateRenderer::new(&alone(&draft.subject), &BTreeSet::new()).err()?;
        Some(syntax_error(draft, error, |_, _| key_position(&draft.front_matter, "subject", "{{")))
    })
}

/// Finds what a composition lacks, or reads that is not there: the templates may have been changed.
pub(super) fn check_composition(
    draft: &Draft,
    composition: &Composition,
    fields: &BTreeSet<String>,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (template, source) in
        [("letter/email.html.hbs", &composition.html), ("letter/email.txt.hbs", &composition.text)]
    {
        match field_references(source) {
            Ok(names) => {
                let unknown = names.iter().filter_map(|name| unknown_field(draft, fields, name, 0, 0));
                findings.extend(unknown.map(|finding| at_template(finding, template)));
                let way_out = if template.ends_with(".html.hbs") {
                    has_link_to(source, UNSUBSCRIBE_FIELD).unwrap_or(false)
                } else {
                    names.iter().any(|name| name.path == UNSUBSCRIBE_FIELD)
                };
                if !way_out {
                    findings.push(missing_unsubscribe_link(template));
                }
            }
            Err(error) => {
                findings.push(at_template(syntax_error(draft, error, |_, _| (0, 0)), template));
            }
        }
    }
    if findings.is_empty() {
        let error = TemplateRenderer::new(composition, fields).err();
        findings.extend(error.map(|error| syntax_error(draft, error, |_, _| (0, 0))));
    }
    findings
}

fn missing_unsubscribe_link(template: &str) -> Diagnostic {
    let finding = Diagnostic {
        id: "unsub-missing",
        severity: Severity::Block,
        location: None,
        message: "the letter has no link to leave the list".to_owned(),
        help: Some(format!("put `{{{{{UNSUBSCRIBE_FIELD}}}}}` into the template")),
    };
    at_template(finding, template)
}

fn at_template(mut finding: Diagnostic, template: &str) -> Diagnostic {
    let file = std::path::Path::new("templates").join(template);
    finding.location = Some(crate::model::SourceLocation { file, line: 0, column: 0 });
    finding
}

fn unknown_field(
    draft: &Draft,
    fields: &BTreeSet<String>,
    name: &FieldReference,
    line: usize,
    column: usize,
) -> Option<Diagnostic> {
    let path = name.path.as_str();
    let own = path.strip_prefix("issue.").and_then(|rest| {
        rest.split('.').try_fold(None, |value: Option<&Value>, part| match value {
            None => draft.issue.get(part).map(Some),
            Some(value) => value.get(part).or_else(|| value.get(part.parse::<usize>().ok()?)).map(Some),
        })
    });
    let constant = TEMPLATE_CONSTANTS.contains(&path) || matches!(path, "issue" | "society" | "list") || own.is_some();
    if constant || fields.contains(path) || path == ADDRESS_FIELD || path == UNSUBSCRIBE_FIELD {
        return None;
    }
    let issue = draft.issue.keys().filter(|key| !matches!(key.as_str(), "event" | "statutory"));
    let issue: Vec<_> = issue.map(|key| format!("issue.{key}")).collect();
    let known: Vec<&str> = fields
        .iter()
        .map(String::as_str)
        .chain([ADDRESS_FIELD, UNSUBSCRIBE_FIELD])
        .chain(TEMPLATE_CONSTANTS.iter().copied())
        .chain(issue.iter().map(String::as_str))
        .collect();
    let mut finding =
        draft.blocking_diagnostic("field-unknown", line, column, format!("`{{{{{path}}}}}` is not a field"));
    finding.help = Some(match closest_match(path, known.iter().copied()) {
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

fn syntax_error(draft: &Draft, error: template::Error, place: impl Fn(usize, usize) -> (usize, usize)) -> Diagnostic {
    let (line, column, sentence) = match error {
        template::Error::Source { line, column, message: sentence, .. } => (line, column, sentence),
        other => (0, 0, other.to_string()),
    };
    let (line, column) = place(line, column);
    draft.blocking_diagnostic("syntax", line, column, sentence)
}
