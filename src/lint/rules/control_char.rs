//! Characters that nobody sees.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity, SourceLocation};

pub(super) const RULE: LintRule = LintRule {
    id: "control-char",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "there is an invisible character, usually from Word; one is enough for Gmail to cut the letter off",
    help: "Delete it and type the quotation mark or dash again.",
    example: RuleExample { bad: "Its spring.", good: "It’s spring." },
    check: Some(check),
};

/// Finds C1 controls (U+0080 to U+009F): one of them makes Gmail cut the letter off.
fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let draft = page.draft;
    let odd = |c: char| ('\u{80}'..='\u{9f}').contains(&c);
    let told = |c: char| format!("there is a character here that nobody sees (U+{:04X})", u32::from(c));
    let hint = "delete it and type the quotation mark or dash again: it comes from Word";
    let mut findings = Vec::new();
    for (number, line) in draft.front_matter.lines().enumerate() {
        if let Some((at, c)) = line.chars().enumerate().find(|(_, c)| odd(*c)) {
            let place = Some(SourceLocation { file: draft.file.clone(), line: number + 2, column: at + 1 });
            let finding =
                Diagnostic { id: RULE.id, severity: RULE.severity, location: place, message: told(c), help: None };
            findings.push(finding.with_help(hint));
        }
    }
    let mut start = 0;
    for line in draft.body.split_inclusive('\n') {
        if let Some((at, c)) = line.char_indices().find(|(_, c)| odd(*c)) {
            let finding = RULE.diagnostic_at_byte(page, start + at, told(c));
            findings.push(finding.with_help(hint));
        }
        start += line.len();
    }
    findings.truncate(3);
    findings
}
