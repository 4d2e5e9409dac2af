//! Preheaders that the inbox does not show well.

use crate::draft::BlockKind;
use crate::lint::lint_document::{LintDocument, visible_chars};
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::words;
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "preheader",
    severity: Severity::Note,
    other_severity: "",
    mandatory: false,
    description: "the preheader is missing in a letter of some length, repeats the subject, or is too short or long",
    help: "Write `preheader:` in the front matter, 40 to 130 characters: it stands behind the subject in the inbox.",
    example: RuleExample {
        bad: "preheader: News",
        good: "preheader: Tea at two in the Town Hall, and a vote on the new rules",
    },
    check: Some(check),
};

/// From how many words on a letter needs a preheader: in a shorter one the first line serves.
const SHORT_MESSAGE_WORDS: usize = 80;

fn check(document: &LintDocument<'_>) -> Vec<Diagnostic> {
    let (subject, preheader) = (document.text_of(BlockKind::Subject), document.text_of(BlockKind::Preheader));
    let note = |sentence: String| RULE.diagnostic_at_key(document, "preheader", sentence);
    let finding = match visible_chars(preheader) {
        0 if word_count(document) < SHORT_MESSAGE_WORDS => return Vec::new(),
        0 => note("the letter has no preheader: its first words stand behind the subject".to_owned())
            .with_help("write `preheader: …` in the front matter, 40 to 130 characters"),
        _ if preheader.eq_ignore_ascii_case(subject) => {
            note("the preheader says what the subject says".to_owned()).with_help("say more with it")
        }
        40..=130 => return Vec::new(),
        length => note(format!("the preheader has {length} characters")).with_help("40 to 130 are good"),
    };
    vec![finding]
}

fn word_count(document: &LintDocument<'_>) -> usize {
    document.body_blocks().map(|(_, block)| words(&block.text).len()).sum()
}
