//! Runs of words in capitals.

use crate::draft::{BlockKind, FIELD_PLACEHOLDER};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::words;
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "all-caps",
    severity: Severity::Note,
    other_severity: "",
    mandatory: false,
    description: "four words or more are in capitals",
    help: "Make them **bold**: capitals read as shouting.",
    example: RuleExample { bad: "PLEASE DO COME ALONG.", good: "**Please do come along.**" },
    check: Some(check),
};

/// How many words in capitals are a shout.
const MIN_SHOUTED_WORDS: usize = 4;

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for block in page.blocks.iter().filter(|block| block.kind != BlockKind::TableCell) {
        let all = words(&block.text);
        let mut run = Vec::new();
        let mut last = 0;
        for (at, word) in all.iter().enumerate() {
            let letters = word.text.chars().filter(|c| c.is_alphabetic()).count();
            let capital = letters == 0 || word.text.chars().all(|c| !c.is_lowercase());
            // Names in capitals, one behind the other, have commas between them.
            let apart = block.text[last..word.start].contains([',', ';', '/', FIELD_PLACEHOLDER]);
            last = word.end;
            if !capital || apart {
                run.clear();
            }
            if capital {
                run.push((at, letters));
            }
            let shouted = run.iter().filter(|(_, letters)| *letters > 0).count();
            if shouted >= MIN_SHOUTED_WORDS
                && run.iter().filter(|(_, letters)| *letters > 2).count() * 2 >= MIN_SHOUTED_WORDS
            {
                let start = all[run[0].0].start;
                let words = format!("“{} …” is in capitals", block.text[start..word.end].replace('\n', " "));
                let finding = RULE.diagnostic_at_text(page, block, &(start..word.end), words);
                findings.push(finding.with_help("make it **bold**: capitals read as shouting"));
                break;
            }
        }
    }
    findings
}
