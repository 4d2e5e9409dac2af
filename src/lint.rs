//! Finds mistakes in a draft before it is sent: one rule per file in `rules/`, from which `docs/checks.md` is written.

mod date_lists;
mod date_parser;
mod date_tokens;
mod date_weekdays;
mod date_words;
mod date_years;
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
mod pasted_text;
mod quotations;
mod rules;
mod sentences;
mod template_images;
mod written_date;

use std::collections::BTreeMap;

use crate::draft::Draft;
use crate::model::{Diagnostic, format_count};

pub use diagnostic_order::{sort_by_diagnostic, sort_diagnostics};
pub use field_usage::{FieldUsage, default_words, field_usage};
pub use lint_context::LintContext;
pub use lint_document::LintDocument;
pub use lint_rule::{LintCheck, LintRule, RuleExample};
pub use lint_settings::LintSettings;
pub use rules::size_clip::clipped_html;
pub use rules::{LINT_RULES, find_rule};
pub use template_images::TemplateImage;

/// How many diagnostics of one rule are shown: nobody reads more.
const MAX_RULE_DIAGNOSTICS: usize = 25;

/// Runs every rule on a draft and adds what was noted while it was read; nothing if its tags cannot be read, which
/// composing it reports.
#[must_use]
pub fn lint_draft(draft: &Draft, context: &LintContext) -> Vec<Diagnostic> {
    let Some(document) = LintDocument::new(draft, context) else { return Vec::new() };
    let checks = LINT_RULES.iter().filter_map(|rule| rule.check);
    let mut findings: Vec<_> = checks.flat_map(|check| check(&document)).collect();
    findings.extend(draft.diagnostics.iter().cloned());
    sort_diagnostics(&mut findings);
    limit_diagnostics(findings)
}

/// Keeps the first diagnostics of each rule; the last one that is kept says how many more there are.
#[must_use]
pub fn limit_diagnostics(found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut kept: Vec<Diagnostic> = Vec::new();
    for diagnostic in found {
        let count = counts.entry(diagnostic.id).or_default();
        *count += 1;
        if *count <= MAX_RULE_DIAGNOSTICS {
            kept.push(diagnostic);
        }
    }
    for (id, count) in counts {
        let more = count.saturating_sub(MAX_RULE_DIAGNOSTICS) as u64;
        if let Some(last) = kept.iter_mut().rev().find(|kept| kept.id == id).filter(|_| more > 0) {
            last.message.push_str(", and ");
            last.message.push_str(&format_count(more, "more place like this", "more places like this"));
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Severity;

    #[test]
    fn endless_diagnostics_are_counted() {
        let diagnostic = |number: usize| Diagnostic {
            id: if number == 0 { "syntax" } else { "date-past" },
            severity: Severity::Note,
            location: None,
            message: number.to_string(),
            help: None,
            suggestion: None,
        };
        let kept = limit_diagnostics((0..=1_025).map(diagnostic).collect());
        let messages: Vec<_> = kept.iter().map(|kept| kept.message.as_str()).collect();
        assert_eq!((kept.len(), messages[0], messages[1]), (26, "0", "1"));
        assert_eq!(messages[25], "25, and 1,000 more places like this");
    }
}
