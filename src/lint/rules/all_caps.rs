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

/// How much of them is shown, in bytes.
const MAX_SHOWN_BYTES: usize = 200;

/// Words in capitals, one behind the other.
#[derive(Default)]
struct ShoutedRun {
    /// Where the first one begins.
    start: Option<usize>,
    /// How many have letters.
    words: usize,
    /// How many have more than two.
    long_words: usize,
}

impl ShoutedRun {
    fn add(&mut self, start: usize, letters: usize) {
        self.start.get_or_insert(start);
        self.words += usize::from(letters > 0);
        self.long_words += usize::from(letters > 2);
    }
}

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for block in page.blocks.iter().filter(|block| block.kind != BlockKind::TableCell) {
        let all = words(&block.text);
        let mut run = ShoutedRun::default();
        let mut last = 0;
        for word in &all {
            // Many scripts have no capitals.
            let letters = word.text.chars().filter(|c| c.is_uppercase()).count();
            let capital = !word.text.chars().any(|c| c.is_alphabetic() && !c.is_uppercase());
            // Names in capitals, one behind the other, have commas between them.
            let apart = block.text[last..word.start].contains([',', ';', '/', FIELD_PLACEHOLDER]);
            last = word.end;
            if !capital || apart {
                run = ShoutedRun::default();
            }
            if capital {
                run.add(word.start, letters);
            }
            if run.words >= MIN_SHOUTED_WORDS && run.long_words * 2 >= MIN_SHOUTED_WORDS {
                let range = run.start.unwrap_or(word.start)..word.end;
                let shown = block.text[block
                    .text
                    .ceil_char_boundary(range.end.saturating_sub(MAX_SHOWN_BYTES).max(range.start))
                    ..range.end]
                    .replace('\n', " ");
                let words = format!("“{shown} …” is in capitals");
                let finding = RULE.diagnostic_at_text(page, block, &range, words);
                findings.push(finding.with_help("make it **bold**: capitals read as shouting"));
                break;
            }
        }
    }
    findings
}
