//! Long letters.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::words;
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "long-letter",
    severity: Severity::Note,
    other_severity: "",
    mandatory: false,
    description: "the letter has more than 1,500 words",
    help: "Begin with a summary, and link to the whole on the web or attach it.",
    example: RuleExample { bad: "(a letter of 2,000 words)", good: "(a letter of 300 words, and a link to the whole)" },
    check: Some(check),
};

/// The longest letter, in words.
const MAX_MESSAGE_WORDS: usize = 1_500;

fn check(document: &LintDocument<'_>) -> Vec<Diagnostic> {
    let count: usize = document.body_blocks().map(|(_, block)| words(&block.text).len()).sum();
    if count <= MAX_MESSAGE_WORDS {
        return Vec::new();
    }
    let finding = RULE.diagnostic_at_key(document, "", format!("the letter has {count} words"));
    vec![finding.with_help("begin with a summary, and link to the whole on the web or attach it")]
}
