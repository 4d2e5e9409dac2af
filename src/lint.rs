//! Finds mistakes in a draft before it is sent: one rule per file in `rules/`, from which `docs/checks.md` is written.

mod date_parser;
mod date_tokens;
mod diagnostic_order;
mod event_words;
mod field_usage;
mod lint_context;
mod lint_document;
mod lint_rule;
mod rules;
mod sentences;
mod written_date;

use crate::draft::Draft;
use crate::model::Diagnostic;

pub use diagnostic_order::{sort_by_diagnostic, sort_diagnostics};
pub use field_usage::{FieldUsage, field_usage};
pub use lint_context::LintContext;
pub use lint_document::LintDocument;
pub use lint_rule::{LintCheck, LintRule, RuleExample};
pub use rules::size_clip::clipped_html;
pub use rules::{LINT_RULES, find_rule};

/// Runs every rule on a draft and adds what was noted while it was read; nothing if its tags cannot be read, which
/// composing it reports.
#[must_use]
pub fn lint_draft(draft: &Draft, context: &LintContext) -> Vec<Diagnostic> {
    let Some(document) = LintDocument::new(draft, context) else { return Vec::new() };
    let checks = LINT_RULES.iter().filter_map(|rule| rule.check);
    let mut findings: Vec<_> = checks.flat_map(|check| check(&document)).collect();
    findings.extend(draft.diagnostics.iter().cloned());
    sort_diagnostics(&mut findings);
    findings
}
