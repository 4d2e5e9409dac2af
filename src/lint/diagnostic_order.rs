//! The order in which diagnostics are shown.

use std::cmp::Reverse;

use super::rules::LINT_RULES;
use crate::model::Diagnostic;

/// Sorts diagnostics: the most severe first, then in the order of the rules and of the text.
pub fn sort_diagnostics(findings: &mut [Diagnostic]) {
    sort_by_diagnostic(findings, |finding| finding);
}

/// Sorts values by the diagnostics that they hold.
pub fn sort_by_diagnostic<T>(found: &mut [T], of: impl Fn(&T) -> &Diagnostic) {
    let rank = |finding: &Diagnostic| LINT_RULES.iter().position(|check| check.id == finding.id);
    let line = |finding: &Diagnostic| finding.location.as_ref().map(|place| (place.line, place.column));
    found.sort_by_key(|one| {
        let finding = of(one);
        (Reverse(finding.severity), rank(finding), line(finding))
    });
}
