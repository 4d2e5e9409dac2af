//! Long paragraphs.

use crate::draft::BlockKind;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::words;
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "long-para",
    severity: Severity::Note,
    other_severity: "a warning from 400",
    mandatory: false,
    description: "a paragraph has more than 120 words",
    help: "Split it where the thought turns.",
    example: RuleExample { bad: "(one paragraph of 140 words)", good: "(two paragraphs of 70 words)" },
    check: Some(check),
};

/// The longest paragraph, in words.
const MAX_PARAGRAPH_WORDS: usize = 120;

/// A paragraph of so many words was several before it was pasted.
const ENDLESS_WORDS: usize = 400;

fn check(document: &LintDocument<'_>) -> Vec<Diagnostic> {
    let paragraphs = document.body_blocks().filter(|(_, block)| block.kind == BlockKind::Paragraph);
    let long = paragraphs.filter_map(|(_, block)| {
        let count = words(&block.text).len();
        let sentence = format!("this paragraph has {count} words");
        let severity = if count >= ENDLESS_WORDS { Severity::Warning } else { RULE.severity };
        (count > MAX_PARAGRAPH_WORDS).then(|| {
            let finding = RULE.diagnostic_at_text(document, block, &(0..1), sentence);
            let help = "split it where the thought turns: an empty line begins a new paragraph";
            Diagnostic { severity, ..finding }.with_help(help)
        })
    });
    long.collect()
}
