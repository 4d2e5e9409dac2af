//! Requests for answers in a letter without any date.

use crate::draft::BlockKind;
use crate::lint::date_parser::find_dates;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::sentences;
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "deadline-missing",
    severity: Severity::Note,
    other_severity: "",
    mandatory: false,
    description: "the letter asks for comments, views or the like and gives no date",
    help: "Say by when: people put off what has no date.",
    example: RuleExample { bad: "Please send us your comments.", good: "Please send us your comments by 3 May." },
    check: Some(check),
};

/// What answers are called.
const ANSWER_WORDS: &[&str] =
    &["comments", "views", "view", "responses", "feedback", "nominations", "opinions", "submissions", "suggestions"];

const REQUEST_WORDS: &[&str] = &["send", "give", "let", "tell", "need", "want", "welcome", "submit", "share"];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let dated = page.blocks.iter().any(|block| !find_dates(&block.text, page.context.month_first).is_empty());
    if dated {
        return Vec::new();
    }
    for (_, block) in page.body_blocks().filter(|(_, block)| !block.quoted && block.kind != BlockKind::TableCell) {
        for sentence in sentences(&block.text) {
            let asks = sentence.words.iter().position(|(word, _)| REQUEST_WORDS.contains(&word.as_str()));
            let Some(asks) = asks else { continue };
            let ours = |word: &str| matches!(word, "your" | "you" | "us" | "any");
            let answer =
                sentence.words.iter().skip(asks).take(7).find(|(word, _)| ANSWER_WORDS.contains(&word.as_str()));
            let addressed = sentence.words.iter().skip(asks).take(7).any(|(word, _)| ours(word));
            let when =
                ["before the", "by the", "until the", "any time", "at any time", "this week", "by monday", "by friday"];
            if let Some((word, at)) = answer.filter(|_| addressed && !sentence.contains_any(&when)) {
                let words = format!("the letter asks for {} and says no date", normalize_plural(word));
                let range = *at..*at + word.len();
                let finding = RULE.diagnostic_at_text(page, block, &range, words);
                return vec![finding.with_help("say by when: without a day it is put off")];
            }
        }
    }
    Vec::new()
}

fn normalize_plural(word: &str) -> &str {
    if word == "view" { "views" } else { word }
}
