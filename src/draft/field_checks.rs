//! Checks the fields and tags of a draft and of what it is composed into.

use std::collections::BTreeSet;

use serde_json::Value;

use super::answers_block::ANSWERS_PLACE;
use super::draft_file::Draft;
use super::tag_checks;
use super::tag_hints::{field_meant, unreadable_tag_hint};
use crate::model::{
    ADDRESS_FIELD, Composition, Diagnostic, Severity, closest_match, line_and_column, typographic_hint,
};
use crate::template::{
    self, FieldReference, PREFERENCES_FIELD, STILL_WANTED_FIELD, TemplateRenderer, TemplateSource, TemplateTag,
    UNSUBSCRIBE_FIELD,
};

/// The fields that every letter may use.
const BUILT_IN_FIELDS: [&str; 4] = [ADDRESS_FIELD, UNSUBSCRIBE_FIELD, PREFERENCES_FIELD, STILL_WANTED_FIELD];

/// The layouts of both parts, which a finding in a composition is reported at.
const HTML_TEMPLATE: &str = "letter/layout.html.hbs";
const TEXT_TEMPLATE: &str = "letter/layout.txt.hbs";

/// Words by which an author says that something is not so.
const DENIALS: &[&str] = &["no", "false", "off", "none", "null", "~"];

/// What of the society and the list templates may read.
const TEMPLATE_CONSTANTS: &[&str] = &[
    "society.name",
    "society.postal_address",
    "society.website",
    "society.charity_number",
    "society.privacy_contact",
    "society.privacy_link",
    "society.website_name",
    "society.logo_has_name",
    "society.language",
    "society.direction",
    "society.timezone",
    "list.name",
    "list.title",
    "list.basis.consent",
    "list.basis.charity_soft_opt_in",
    "list.basis.customer_soft_opt_in",
    "list.basis.membership_notice",
];

/// Finds the unknown fields and unreadable tags of a draft; `fields` are all fields that a subscriber may have.
pub(super) fn check_template_fields(draft: &Draft, fields: &BTreeSet<String>) -> Vec<Diagnostic> {
    let document = &draft.document;
    let mut findings = Vec::new();
    for (key, source) in [("subject", &document.subject), ("preheader", &document.preheader)] {
        match source {
            Ok(source) => {
                findings.extend(source.references().iter().filter_map(|name| {
                    let (line, column) = draft.value_position(key, &name.path);
                    unknown_field(draft, fields, name, line, column)
                }));
                findings
                    .extend(tag_checks::tag_faults(draft, source, fields, |word, _| draft.value_position(key, word)));
            }
            Err(error) => findings.push(syntax_error_at_key(draft, key, error, fields)),
        }
    }
    match &document.body {
        Ok(body) => {
            findings.extend(body.source.references().iter().filter_map(|name| {
                unknown_field(draft, fields, name, draft.body_line_offset + name.line, name.column)
            }));
            let place = |_: &str, (line, column)| (draft.body_line_offset + line, column);
            findings.extend(tag_checks::tag_faults(draft, &body.source, fields, place));
        }
        Err(error) => findings.push(syntax_error_in_body(draft, error, fields)),
    }
    findings.extend(unasked_denials(draft));
    if findings.is_empty() {
        findings.extend(compile_error(draft, fields));
    }
    findings.extend(overfull_rows(draft));
    findings.extend(draft.image_diagnostics.iter().cloned());
    findings
}

/// Finds the rows of tables with cells that would be dropped.
fn overfull_rows(draft: &Draft) -> Vec<Diagnostic> {
    let Ok(body) = &draft.document.body else { return Vec::new() };
    let row = |at: &usize| {
        let (line, column) = body.line_and_column(*at);
        let sentence = "this row has more cells than the head of its table, and the last would be dropped".to_owned();
        let finding = draft.blocking_diagnostic("syntax", draft.body_line_offset + line, column, sentence);
        finding.with_help("remove a `|`, or add a column to the head; write `\\|` for a bar within a cell")
    };
    body.overfull_rows.iter().map(row).collect()
}

/// Compiles body and subject alone, so that an error that only the engine notices has its place in the draft, too.
fn compile_error(draft: &Draft, fields: &BTreeSet<String>) -> Option<Diagnostic> {
    let (body, subject) = (draft.document.body.as_ref().ok()?, draft.document.subject.as_ref().ok()?);
    let in_body = body.source.validate().err().map(|error| syntax_error_in_body(draft, &error, fields));
    in_body.or_else(|| subject.validate().err().map(|error| syntax_error_at_key(draft, "subject", &error, fields)))
}

/// Checks a composition for unknown fields, unreadable tags and a missing way out: the templates may have been changed.
pub(super) fn check_composition(
    draft: &Draft,
    composition: &Composition,
    fields: &BTreeSet<String>,
) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (template, source) in [(HTML_TEMPLATE, &composition.html), (TEXT_TEMPLATE, &composition.text)] {
        let source = match TemplateSource::parse(source.as_str()) {
            Ok(source) => source,
            Err(error) => {
                findings.push(at_template(syntax_error(draft, &error, 0, 0, fields), template));
                continue;
            }
        };
        let names = source.references();
        let unknown = names.iter().filter_map(|name| unknown_field(draft, fields, name, 0, 0));
        findings.extend(unknown.map(|finding| at_template(finding, template)));
        if template == HTML_TEMPLATE {
            findings.extend(source.fields_in_markup().map(|field| tag_checks::field_in_markup(draft, field)));
        }
        let has_unsubscribe_link = if template == HTML_TEMPLATE {
            source.has_link_to(UNSUBSCRIBE_FIELD)
        } else {
            names.iter().any(|name| name.path == UNSUBSCRIBE_FIELD)
        };
        if !has_unsubscribe_link {
            findings.push(missing_unsubscribe_link(template));
        }
    }
    if findings.is_empty() {
        let error = TemplateRenderer::new(composition, fields).err();
        findings.extend(error.map(|error| syntax_error(draft, &error, 0, 0, fields)));
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
        suggestion: None,
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
    if draft.asks_answers() && (path == ANSWERS_PLACE || path.starts_with(template::ANSWER_LINK_PREFIX)) {
        return None;
    }
    let constant = TEMPLATE_CONSTANTS.contains(&path) || matches!(path, "issue" | "society" | "list") || own.is_some();
    if constant || fields.contains(path) || BUILT_IN_FIELDS.contains(&path) {
        return None;
    }
    let issue = draft.issue.keys().filter(|key| !matches!(key.as_str(), "event" | "statutory"));
    let issue: Vec<_> = issue.map(|key| format!("issue.{key}")).collect();
    let known: Vec<&str> = fields
        .iter()
        .map(String::as_str)
        .chain(BUILT_IN_FIELDS)
        .chain(TEMPLATE_CONSTANTS.iter().copied())
        .chain(issue.iter().map(String::as_str))
        .collect();
    let mut finding =
        draft.blocking_diagnostic("field-unknown", line, column, format!("`{{{{{path}}}}}` is not a field"));
    let close = closest_match(path, known.iter().copied()).or_else(|| field_meant(path, known.iter().copied()));
    if let Some(name) = close.filter(|_| typographic_hint(path).is_none() && path != ANSWERS_PLACE) {
        finding = finding.with_suggestion(path, name);
    }
    finding.help = Some(match close {
        _ if typographic_hint(path).is_some() => typographic_hint(path).unwrap_or_default(),
        _ if path == ANSWERS_PLACE => "add a line `answers: [yes, no, apologies]` to the front matter".to_owned(),
        Some(name) => format!("did you mean `{name}`?"),
        None if path.starts_with("issue.") => {
            format!("put it under `issue:` in the front matter of {}", draft.file.display())
        }
        None => {
            let constants = ["society.name", "list.title", "issue.subject", "issue.date"];
            let fields = fields.iter().map(String::as_str).chain([ADDRESS_FIELD]).chain(constants);
            format!("known fields are {}", fields.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        }
    });
    Some(finding)
}

fn syntax_error_at_key(draft: &Draft, key: &str, error: &template::Error, fields: &BTreeSet<String>) -> Diagnostic {
    let (line, column) = draft.value_position(key, "{{");
    syntax_error(draft, error, line, column, fields)
}

fn syntax_error_in_body(draft: &Draft, error: &template::Error, fields: &BTreeSet<String>) -> Diagnostic {
    let (line, column) = match error {
        template::Error::Source { line, column, .. } => (*line, *column),
        _ => (0, 0),
    };
    syntax_error(draft, error, draft.body_line_offset + line, column, fields)
}

fn syntax_error(
    draft: &Draft,
    error: &template::Error,
    line: usize,
    column: usize,
    fields: &BTreeSet<String>,
) -> Diagnostic {
    let mut finding = draft.blocking_diagnostic("syntax", line, column, error.to_string());
    let source = draft.front_matter.lines().chain(["---"]).chain(draft.body.lines()).nth(line.wrapping_sub(2));
    let tag = source.and_then(|line| line.get(line.char_indices().nth(column.saturating_sub(1))?.0..));
    let tag = tag.and_then(|rest| rest.get(rest.find("{{")?..));
    finding.help = tag
        .and_then(|tag| typographic_hint(tag).or_else(|| unreadable_tag_hint(tag, fields.iter().map(String::as_str))));
    finding
}

/// Finds tags that ask whether a value under `issue:` is there, where the value says no in words.
fn unasked_denials(draft: &Draft) -> Vec<Diagnostic> {
    let Ok(body) = &draft.document.body else { return Vec::new() };
    let denial = |tag: &TemplateTag| {
        let name = tag.expression.strip_prefix("if ").or_else(|| tag.expression.strip_prefix("unless "))?;
        let name = name.trim().strip_prefix("issue.")?;
        let value = draft.issue.get(name)?.as_str()?;
        DENIALS.iter().any(|no| value.trim().eq_ignore_ascii_case(no)).then_some((name.to_owned(), value.to_owned()))
    };
    let found = body.source.tags().iter().filter_map(|tag| Some((tag.start, denial(tag)?)));
    let found = found.map(|(start, (name, value))| {
        let (line, column) = line_and_column(&draft.body, start);
        let sentence = format!("`issue.{name}` is the word `{value}`, which counts as something for `if` and `unless`");
        let mut finding = draft.blocking_diagnostic("syntax", draft.body_line_offset + line, column, sentence);
        finding.help =
            Some(format!("write `{name}: false` in the front matter, or `(eq issue.{name} \"{value}\")` here"));
        finding
    });
    found.collect()
}
