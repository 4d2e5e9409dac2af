//! Headings that do not follow one another.

use crate::draft::BlockKind;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity, Suggestion};

pub(super) const RULE: LintRule = LintRule {
    id: "heading-order",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "there is more than one heading of the first level, or a level is skipped",
    help: "The subject is the first level; go on with `##`, then `###`.",
    example: RuleExample { bad: "# Spring\n\n# Summer", good: "## Spring\n\n## Summer" },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    // Without a heading of its own the letter has the subject's.
    let mut last = 1;
    let mut first_level = false;
    for (_, block) in page.body_blocks() {
        let BlockKind::Heading(level) = block.kind else { continue };
        if level == 1 && first_level {
            let sentence = "this is the second heading of the first level".to_owned();
            let finding = RULE.diagnostic_at_text(page, block, &(0..1), sentence).with_help("write it with `##`");
            findings.push(with_level(finding, level, 2));
        } else if level > last + 1 {
            let sentence = format!("this heading is of level {level}, and the one before of level {last}");
            let hint = format!("write it with `{}`", "#".repeat(usize::from(last) + 1));
            let finding = RULE.diagnostic_at_text(page, block, &(0..1), sentence).with_help(hint);
            findings.push(with_level(finding, level, last + 1));
        }
        first_level |= level == 1;
        last = level;
    }
    findings
}

/// Suggests another level for a heading that begins its line with `#`.
fn with_level(finding: Diagnostic, level: u8, right: u8) -> Diagnostic {
    let line = finding.location.as_ref().map_or(0, |place| place.line);
    let signs = |level: u8| format!("{} ", "#".repeat(usize::from(level)));
    let suggestion = Suggestion { line, column: 1, from: signs(level), to: signs(right) };
    Diagnostic { suggestion: Some(Box::new(suggestion)), ..finding }
}
