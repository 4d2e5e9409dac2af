//! Paragraphs that became code because they are indented.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::pasted_text::name_clean_command;
use crate::model::{Diagnostic, Severity, is_prose};

pub(super) const RULE: LintRule = LintRule {
    id: "indented-text",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a paragraph is indented by four spaces or a tab, and becomes a grey box in typewriter letters",
    help: "Delete the spaces at the beginning of its lines.",
    example: RuleExample {
        bad: "We met.\n\n    Six of us had never been there before.",
        good: "We met.\n\nSix of us had never been there before.",
    },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (line, _) in page.body.indented_code().into_iter().filter(|(_, text)| is_prose(text)) {
        let sentence = "this paragraph is indented, and becomes a grey box in typewriter letters".to_owned();
        let line = page.draft.body_line_offset + line + 1;
        let finding = page.draft.blocking_diagnostic(RULE.id, line, 0, sentence);
        let finding = Diagnostic { severity: RULE.severity, ..finding };
        findings.push(finding.with_help("delete the spaces at the beginning of its lines"));
    }
    name_clean_command(page, &mut findings);
    findings
}
