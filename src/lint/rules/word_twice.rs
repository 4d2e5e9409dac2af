//! A small word that is there twice in a row.

use std::ops::Range;

use crate::draft::{BlockKind, TextBlock};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "word-twice",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a small word is there twice in a row",
    help: "Take one of the two out.",
    example: RuleExample { bad: "We meet at the the station.", good: "We meet at the station." },
    check: Some(check),
};

/// Words that are never right twice in a row; `that that` and `had had` can be.
const WORDS: &[&str] = &["the", "an", "and", "our", "your", "their", "my", "we", "you", "they"];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for block in page.blocks.iter().filter(|block| block.kind != BlockKind::Other) {
        for (range, word) in twins(&block.text) {
            let sentence = format!("`{word}` is there twice");
            let finding = RULE.diagnostic_at_text(page, block, &range, sentence).with_help("take one of the two out");
            findings.push(finding.with_suggestion(&block.text[range.clone()], suggested(block, &range)));
        }
    }
    findings
}

/// Returns the first of the two words alone.
fn suggested(block: &TextBlock, range: &Range<usize>) -> String {
    block.text[range.clone()].split_whitespace().next().unwrap_or_default().to_owned()
}

/// Finds the pairs, each with the word: one space or one end of a line between them.
fn twins(text: &str) -> Vec<(Range<usize>, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '_' | '/');
    let mut found = Vec::new();
    let mut before: Option<Range<usize>> = None;
    let mut from = 0;
    while let Some(start) = text[from..].find(is_word).map(|at| from + at) {
        let end = text[start..].find(|c| !is_word(c)).map_or(text.len(), |at| start + at);
        let word = &text[start..end];
        if let Some(before) = before.filter(|before| matches!(&text[before.end..start], " " | "\n"))
            && WORDS.contains(&word)
            && text[before.clone()].eq_ignore_ascii_case(word)
        {
            found.push((before.start..end, word));
        }
        before = Some(start..end);
        from = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::twins;

    #[test]
    fn only_small_words_next_to_each_other_are_twins() {
        for (text, count) in [
            ("at the the station", 1),
            ("The the station", 1),
            ("at the\nthe station", 1),
            ("at the, the station", 0),
            ("I know that that had had no end", 0),
            ("the The Hague", 0),
            ("and/or and", 0),
            ("The-the the", 0),
            ("what you, you know", 0),
            ("", 0),
        ] {
            assert_eq!(twins(text).len(), count, "{text}");
        }
    }
}
