//! Checks what the tags of a draft do: the helpers that they call, and values that cannot be printed.

use std::collections::BTreeSet;

use serde_json::Value;

use super::draft_file::Draft;
use super::tag_hints::field_meant;
use crate::model::Diagnostic;
use crate::template::{TagRole, TemplateSource};

/// What in a template has parts and nothing to print itself, with parts of it.
const GROUPS: &[(&str, &str)] = &[
    ("society", "society.name"),
    ("list", "list.title"),
    ("issue", "issue.subject"),
    ("issue.event", "issue.event.day"),
];

/// Finds the calls that cannot be made and the values that cannot be printed; `place` returns where a word stands in
/// the file, by its line and column in the source.
pub(super) fn tag_faults(
    draft: &Draft,
    source: &TemplateSource,
    fields: &BTreeSet<String>,
    place: impl Fn(&str, (usize, usize)) -> (usize, usize),
) -> Vec<Diagnostic> {
    let calls = source.call_faults().into_iter().map(|fault| {
        let word = fault.message.split('`').nth(1).unwrap_or_default();
        let (line, column) = place(word, (fault.line, fault.column));
        // Words where one name belongs: `{{First Name}}`.
        let mut tags =
            source.tags().iter().filter(|tag| tag.role == TagRole::Value && tag.expression.starts_with(word));
        let meant = tags.find_map(|tag| {
            let name = field_meant(&tag.expression, fields.iter().map(String::as_str))?;
            Some((tag.expression.clone(), name))
        });
        let finding = draft.blocking_diagnostic("syntax", line, column, fault.message.clone());
        match meant {
            Some((written, name)) => {
                finding.with_help(format!("did you mean `{{{{{name}}}}}`?")).with_suggestion(written, name)
            }
            None => finding.with_help(fault.help),
        }
    });
    let groups = source.tags().iter().filter(|tag| tag.role == TagRole::Value).filter_map(|tag| {
        let mut words = tag.expression.split_whitespace().map(|word| word.trim_matches(['(', ')']));
        let (word, help) = words.find_map(|word| Some((word, unprintable_group(draft, word)?)))?;
        let offset = tag.start + source.text()[tag.start..tag.end].find(word).unwrap_or_default();
        let (line, column) = place(word, crate::model::line_and_column(source.text(), offset));
        let sentence = format!("`{word}` has several parts: one of them can be printed, not all");
        Some(draft.blocking_diagnostic("syntax", line, column, sentence).with_help(help))
    });
    calls.chain(groups).collect()
}

/// Returns what to write for a value that has parts.
fn unprintable_group(draft: &Draft, word: &str) -> Option<String> {
    if let Some((_, part)) = GROUPS.iter().find(|(group, _)| *group == word) {
        return Some(format!("write a part of it, such as `{{{{{part}}}}}`"));
    }
    let mut value = draft.issue.get(word.strip_prefix("issue.")?.split('.').next()?)?;
    for part in word.split('.').skip(2) {
        value = value.get(part).or_else(|| value.get(part.parse::<usize>().ok()?))?;
    }
    match value {
        Value::Object(parts) => {
            let part = parts.keys().next().map_or("", String::as_str);
            Some(format!("write a part of it, such as `{{{{{word}.{part}}}}}`"))
        }
        Value::Array(_) => Some(format!("go through it with `{{{{#each {word}}}}}{{{{this}}}} {{{{/each}}}}`")),
        _ => None,
    }
}

/// Says that a field would become part of a tag of HTML.
pub(super) fn field_in_markup(draft: &Draft, expression: &str) -> Diagnostic {
    let sentence = format!("`{{{{{expression}}}}}` stands within a tag of HTML, where it could change the letter");
    let body = draft.document.body.as_ref().ok();
    let at = body.and_then(|body| {
        let fits = body.source.tags().iter().filter(|tag| tag.expression == expression);
        // The last `<` before it is not closed.
        let within =
            |start: usize| body.source.text()[..start].rfind(['<', '>']).map(|at| &body.source.text()[at..=at]);
        let tags: Vec<_> = fits.collect();
        let tag = tags.iter().find(|tag| within(tag.start) == Some("<")).or(tags.first())?;
        Some(body.line_and_column(tag.start))
    });
    let (line, column) = at.map_or((0, 0), |(line, column)| (draft.body_line_offset + line, column));
    let finding = draft.blocking_diagnostic("syntax", line, column, sentence);
    finding.with_help("put it between two tags, or into the quotation marks of an attribute")
}
