//! Paragraphs that became code because they are indented.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

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

/// From how many words on a text is prose.
const MIN_PROSE_WORDS: usize = 5;

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (line, _) in page.body.indented_code().into_iter().filter(|(_, text)| is_prose(text)) {
        let sentence = "this paragraph is indented, and becomes a grey box in typewriter letters".to_owned();
        let line = page.draft.body_line_offset + line + 1;
        let finding = page.draft.blocking_diagnostic(RULE.id, line, 0, sentence);
        let finding = Diagnostic { severity: RULE.severity, ..finding };
        findings.push(finding.with_help("delete the spaces at the beginning of its lines"));
    }
    findings
}

/// Tells whether a text consists of words, not of commands or figures.
fn is_prose(text: &str) -> bool {
    let all: Vec<_> = text.split_whitespace().collect();
    let is_word = |word: &&&str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation() || "“”‘’–—…".contains(c));
        word.chars().count() > 1 && word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'))
    };
    let words = all.iter().filter(is_word).count();
    let code = text.contains(['{', '}', '=', '|', '\\', '$', '<']) || text.contains("--");
    words >= MIN_PROSE_WORDS && words * 10 >= all.len() * 7 && !code
}

#[cfg(test)]
mod tests {
    use super::is_prose;

    #[test]
    fn prose_is_told_from_code() {
        assert!(is_prose("Six of us had never been there, and we said so."));
        for text in ["https://y.example/", "circular check spring", "let a = b + c where d is e", "1 2 3 4 5 6 7"] {
            assert!(!is_prose(text), "{text}");
        }
    }
}
