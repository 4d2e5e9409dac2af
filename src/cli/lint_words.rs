//! Lint rules, and counts of what they found, in words.

use std::path::Path;

use super::error::{CommandError, format_diagnostic};
use super::output::{format_count, format_number};
use crate::lint::{self, LintRule};
use crate::model::{Diagnostic, closest_match};
use crate::sending::{RecipientDiagnostic, RecipientSample};

/// Finds a lint rule by the id that was typed.
pub(super) fn rule_by_id(id: &str) -> Result<&'static LintRule, CommandError> {
    lint::find_rule(id).ok_or_else(|| unknown_rule(id))
}

/// Explains that there is no such rule, and suggests one.
pub(super) fn unknown_rule(id: &str) -> CommandError {
    let error = CommandError::new(format!("there is no check `{id}`"));
    let ids = lint::LINT_RULES.iter().map(|rule| rule.id);
    match closest_match(id, ids.clone()) {
        Some(close) => error.with_hint(format!("did you mean `{close}`?")),
        None => {
            error.with_hint(format!("there are {}", ids.map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")))
        }
    }
}

/// Counts diagnostics by severity: notes, warnings, blocks.
pub(super) fn count_by_severity<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> [u64; 3] {
    let mut counts = [0; 3];
    for found in diagnostics {
        counts[found.severity as usize] += 1;
    }
    counts
}

/// Writes the counts, most severe first: `2 blocks, 1 warning`.
pub(super) fn severity_summary([notes, warnings, blocks]: [u64; 3]) -> String {
    let all = [(blocks, "block", "blocks"), (warnings, "warning", "warnings"), (notes, "note", "notes")];
    let some = all.into_iter().filter(|(count, ..)| *count > 0);
    some.map(|(count, one, many)| format_count(count, one, many)).collect::<Vec<_>>().join(", ")
}

/// Formats what a check found, with the recipients it concerns.
pub(super) fn format_found(found: &RecipientDiagnostic, root: &Path) -> String {
    let RecipientDiagnostic { diagnostic, recipients } = found;
    // The messages about copies that cannot be made name the recipients themselves.
    let who = recipients.as_ref().filter(|_| diagnostic.id != "unprintable").map(recipient_summary);
    format_diagnostic(diagnostic, who.as_deref(), root)
}

/// Names the recipients whom a diagnostic concerns, as far as there is room.
fn recipient_summary(readers: &RecipientSample) -> String {
    let named: Vec<_> = readers.examples.iter().map(ToString::to_string).collect();
    match readers.count.saturating_sub(named.len() as u64) {
        0 => named.join(", "),
        more => format!("{} and {} more", named.join(", "), format_number(more)),
    }
}
