//! Subjects that the inbox does not show well.

use crate::draft::BlockKind;
use crate::lint::lint_document::{LintDocument, visible_chars};
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "subject-len",
    severity: Severity::Note,
    other_severity: "",
    mandatory: false,
    description: "the subject is shorter than 10 or longer than 78 characters",
    help: "Telephones show about 40 characters, most programs about 70.",
    example: RuleExample { bad: "subject: News", good: "subject: Our spring meeting in Leeds" },
    check: Some(check),
};

fn check(document: &LintDocument<'_>) -> Vec<Diagnostic> {
    let length = visible_chars(document.text_of(BlockKind::Subject));
    let sentence = match length {
        10..=78 => return Vec::new(),
        0..10 => format!("the subject has only {length} characters"),
        _ => format!("the subject has {length} characters, and most programs show about 70"),
    };
    vec![RULE.diagnostic_at_key(document, "subject", sentence).with_help("10 to 78 are good")]
}
