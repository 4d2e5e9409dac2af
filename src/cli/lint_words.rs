//! Lint rules, and counts of what they found, in words.

use super::error::CommandError;
use super::output::format_count;
use crate::lint::{self, LintRule};
use crate::model::{Diagnostic, closest_match};

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
