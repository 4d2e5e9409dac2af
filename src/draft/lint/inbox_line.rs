//! The line in the inbox: the subject and what stands behind it.

use super::lint_document::{BlockKind, FIELD_PLACEHOLDER, LintDocument};
use super::sentences::words;
use crate::model::{Diagnostic, Severity};

/// Characters that a field counts as: a first name.
const FIELD_CHARS: usize = 6;
/// From how many words on a letter needs a preheader: below, its first line says it.
const SHORT_MESSAGE_WORDS: usize = 80;

/// Finds subjects and preheaders that the inbox does not show well.
pub(super) fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let text = |kind| page.blocks.iter().find(|block| block.kind == kind).map_or("", |block| block.text.trim());
    let (subject, preheader) = (text(BlockKind::Subject), text(BlockKind::Preheader));
    let mut findings = Vec::new();
    let long = visible_chars(subject);
    if !(10..=78).contains(&long) {
        let sentence = match long {
            0..10 => format!("the subject has only {long} characters"),
            _ => format!("the subject has {long} characters, and most programs show about 70"),
        };
        findings.push(
            page.diagnostic_at_key("subject-len", Severity::Note, "subject", sentence).with_help("10 to 78 are good"),
        );
    }
    let note = |sentence: String| page.diagnostic_at_key("preheader", Severity::Note, "preheader", sentence);
    let count: usize = page.body_blocks().map(|(_, block)| words(&block.text).len()).sum();
    match visible_chars(preheader) {
        0 if count < SHORT_MESSAGE_WORDS => {}
        0 => findings.push(
            note("the letter has no preheader: its first words stand behind the subject".to_owned())
                .with_help("write `preheader: …` in the head, 40 to 130 characters"),
        ),
        _ if preheader.eq_ignore_ascii_case(subject) => {
            findings.push(note("the preheader says what the subject says".to_owned()).with_help("say more with it"));
        }
        long if !(40..=130).contains(&long) => {
            findings.push(note(format!("the preheader has {long} characters")).with_help("40 to 130 are good"));
        }
        _ => {}
    }
    findings
}

fn visible_chars(text: &str) -> usize {
    text.chars().map(|c| if c == FIELD_PLACEHOLDER { FIELD_CHARS } else { 1 }).sum()
}
