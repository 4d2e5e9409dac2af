//! Lists whose numbers or letters are broken.

use crate::draft::BlockKind;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "list-broken",
    severity: Severity::Note,
    other_severity: "",
    mandatory: false,
    description: "a numbered list begins again at the same number, or a letter comes twice",
    help: "Number it through.",
    example: RuleExample { bad: "1. one\n\nand then\n\n1. two", good: "1. one\n\n   and then\n\n1. two" },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    [restarted_lists(page), repeated_letters(page)].concat()
}

/// Finds numbered lists that begin again at the same number.
fn restarted_lists(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for pair in page.numbered_lists.windows(2) {
        let [one, two] = pair else { continue };
        let between = page.blocks.get(one.block..two.block).unwrap_or_default();
        let parted = between.iter().any(|block| matches!(block.kind, BlockKind::Heading(_)));
        let nested = between.is_empty();
        if one.items == 1 && one.first_number == two.first_number && !parted && !nested {
            let sentence = format!("this list begins with {} again", two.first_number);
            let finding = RULE.diagnostic_at_list(page, two, sentence);
            findings.push(finding.with_help("indent what stands between the items, or number them through"));
        }
    }
    findings
}

/// Finds letters that come twice.
fn repeated_letters(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut last = None;
    for (_, block) in page.body_blocks() {
        if matches!(block.kind, BlockKind::Heading(_)) {
            last = None;
        }
        let mut start = 0;
        for line in block.text.split('\n') {
            if let [letter @ b'a'..=b'z', b')', b' ', ..] = line.as_bytes() {
                if last == Some(*letter) {
                    let sentence = format!("`{})` comes twice", char::from(*letter));
                    let finding = RULE.diagnostic_at_text(page, block, &(start..start + 2), sentence);
                    findings.push(finding.with_help("letter them through"));
                }
                last = Some(*letter);
            }
            start += line.len() + 1;
        }
    }
    findings
}
