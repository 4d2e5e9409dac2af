//! Finds mistakes in a draft before it is sent: one rule per file in `rules/`, from which `docs/checks.md` is written.

mod date_lists;
mod date_parser;
mod date_tokens;
mod diagnostic_order;
mod event_words;
mod field_usage;
mod line_starts;
mod link_faults;
mod lint_context;
mod lint_document;
mod lint_rule;
mod lint_settings;
mod merge_fields;
mod quotations;
mod rules;
mod sentences;
mod template_images;
mod written_date;

use crate::draft::Draft;
use crate::model::{Diagnostic, format_count};

pub use diagnostic_order::{sort_by_diagnostic, sort_diagnostics};
pub use field_usage::{FieldUsage, field_usage};
pub use lint_context::LintContext;
pub use lint_document::LintDocument;
pub use lint_rule::{LintCheck, LintRule, RuleExample};
pub use lint_settings::LintSettings;
pub use rules::size_clip::clipped_html;
pub use rules::{LINT_RULES, find_rule};
pub use template_images::TemplateImage;

/// How many findings of one rule are shown: nobody reads more.
const MAX_RULE_FINDINGS: usize = 25;

/// Runs every rule on a draft and adds what was noted while it was read; nothing if its tags cannot be read, which
/// composing it reports.
#[must_use]
pub fn lint_draft(draft: &Draft, context: &LintContext) -> Vec<Diagnostic> {
    let Some(document) = LintDocument::new(draft, context) else { return Vec::new() };
    let checks = LINT_RULES.iter().filter_map(|rule| rule.check);
    let mut findings: Vec<_> = checks.flat_map(|check| limit_findings(check(&document))).collect();
    findings.extend(draft.diagnostics.iter().cloned());
    sort_diagnostics(&mut findings);
    findings
}

/// Keeps the first findings of a rule; the last one says how many there are.
fn limit_findings(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let more = findings.len().saturating_sub(MAX_RULE_FINDINGS);
    findings.truncate(MAX_RULE_FINDINGS);
    if let Some(last) = findings.last_mut().filter(|_| more > 0) {
        last.message.push_str(&format!(", and {} like this", format_count(more as u64, "more place", "more places")));
    }
    findings
}
