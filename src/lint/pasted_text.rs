//! Names the command that corrects pasted text, where it does.

use super::MAX_RULE_DIAGNOSTICS;
use super::lint_document::LintDocument;
use crate::documents::{ChangeKind, clean_markdown};
use crate::model::Diagnostic;

/// Adds `circular clean` to the help of each finding that it would correct.
pub(super) fn name_clean_command(page: &LintDocument<'_>, findings: &mut [Diagnostic]) {
    let lines: Vec<&str> = page.draft.body.split('\n').collect();
    for finding in findings.iter_mut().take(MAX_RULE_DIAGNOSTICS) {
        let line = finding.location.as_ref().map_or(0, |location| location.line);
        let at = line.saturating_sub(page.draft.body_line_offset + 1);
        if let (true, Some(help)) = (is_cleaned(&lines, at), &mut finding.help) {
            help.extend(["; or see what `circular clean ", &page.draft.slug, "` would change"]);
        }
    }
}

/// Returns whether cleaning changes the lines between empty ones around a line.
fn is_cleaned(lines: &[&str], at: usize) -> bool {
    let is_empty = |line: &&str| line.trim().is_empty();
    let before = lines.get(..at).unwrap_or_default();
    let behind = lines.get(at..).unwrap_or_default();
    let start = before.iter().rposition(is_empty).map_or(0, |empty| empty + 1);
    let end = behind.iter().position(is_empty).map_or(lines.len(), |empty| at + empty);
    let paragraph = lines.get(start..end).unwrap_or_default().join("\n");
    clean_markdown(&paragraph).changes.iter().any(|change| {
        use ChangeKind::{IndentedText, LineBreak, ListNumber, TypedList};
        matches!(change.kind, TypedList | ListNumber | IndentedText | LineBreak)
    })
}
