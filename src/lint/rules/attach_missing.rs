//! Attachments that the letter speaks of and does not have.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::sentences;
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "attach-missing",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "the letter speaks of an attachment, and there is none",
    help: "Name the file under `attachments:` in the front matter.",
    example: RuleExample { bad: "We enclose the minutes.", good: "The minutes are on our web site." },
    check: Some(check),
};

/// What stands right before `enclosed` when it speaks of something that is.
const BEFORE_ENCLOSED: &[&str] = &["is", "are", "find", "please", "the", "have"];

/// What stands right before `attached` when it speaks of something else.
const FIGURATIVE_WORDS: &[&str] =
    &["strings", "string", "conditions", "importance", "value", "deeply", "stigma", "very", "so"];

/// What a letter calls itself.
const MESSAGE_WORDS: &[&str] = &["letter", "email", "e-mail", "mail", "message", "circular", "newsletter"];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    if !page.context.attachment_sizes.is_empty() {
        return Vec::new();
    }
    for (number, block) in page.body_blocks().filter(|(_, block)| !block.quoted) {
        for sentence in sentences(&block.text) {
            for (at, (word, start)) in sentence.words.iter().enumerate() {
                let near = |steps: isize| {
                    let at = at.checked_add_signed(steps)?;
                    sentence.words.get(at).map(|(word, _)| word.as_str())
                };
                let (before, after) = (near(-1).unwrap_or_default(), near(1).unwrap_or_default());
                let to_us = after == "to" && near(3).is_some_and(|word| MESSAGE_WORDS.contains(&word));
                let says = match word.as_str() {
                    "attached" => !FIGURATIVE_WORDS.contains(&before) && (after != "to" || to_us),
                    "attach" => matches!(before, "i" | "we"),
                    "enclosed" => {
                        BEFORE_ENCLOSED.contains(&before) && !matches!(after, "by" | "in" | "space" | "within")
                    }
                    "enclose" => matches!(before, "i" | "we"),
                    "attachment" | "attachments" => {
                        matches!(before, "the" | "see" | "this")
                            && sentence.contains_any(&[
                                "see the attachment",
                                "see attachment",
                                "open the attachment",
                                "in the attachment",
                                "see the attachments",
                                "in the attachments",
                            ])
                    }
                    _ => false,
                };
                let range = *start..*start + word.len();
                let linked = page.is_linked(number, *start);
                if says && !linked {
                    let sentence = format!("the letter says `{word}`, and no file goes with it");
                    let finding = RULE.diagnostic_at_text(page, block, &range, sentence);
                    return vec![finding.with_help("name the file under `attachments:` in the front matter")];
                }
            }
        }
    }
    Vec::new()
}
