//! Promises that the letter does not keep: below, following, attached.

use super::lint_document::{BlockKind, LintDocument, TextBlock};
use super::sentences::{sentences, words};
use crate::model::{Diagnostic, Severity};

/// What stands right before `enclosed` when it speaks of something that is.
const BEFORE_ENCLOSED: &[&str] = &["is", "are", "find", "please", "the", "have"];
/// What stands right before `attached` when it speaks of something else.
const FIGURATIVE_WORDS: &[&str] =
    &["strings", "string", "conditions", "importance", "value", "deeply", "stigma", "very", "so"];
/// What a letter calls itself.
const MESSAGE_WORDS: &[&str] = &["letter", "email", "e-mail", "mail", "message", "circular", "newsletter"];

/// Finds what is announced at the end of a paragraph with nothing behind it.
pub(super) fn empty_announcements(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let mut level = 1;
    for (number, block) in page.body_blocks() {
        if let BlockKind::Heading(this) = block.kind {
            level = this;
        }
        if !matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem) || block.quoted {
            continue;
        }
        let next = page.blocks.get(number + 1).map(|block| block.kind);
        let over = matches!(next, None | Some(BlockKind::Heading(_)));
        // Headings of a lower level may be what was announced.
        let holds = matches!(next, Some(BlockKind::Heading(below)) if below > level);
        let text = block.text.trim_end();
        let all = words(text);
        let Some(last) = all.last() else { continue };
        let small = last.text.to_lowercase();
        let linked = page.links.iter().any(|link| link.block == number && link.range.end >= last.start);
        let points = matches!(small.as_str(), "here" | "at" | "below" | "link" | "links");
        let colon = text.ends_with(':') && all.len() > 2 && (points || !holds);
        let hanging = !linked && matches!(small.as_str(), "at" | "here") && last.end == text.len() && all.len() > 3;
        let urls = small == "below" && mentions_links(block) && !page.links.iter().any(|link| link.block > number);
        if (over && (colon || hanging)) || (urls && !follows_address(page, number)) {
            let sentence = format!("“{}” announces something, and nothing follows", last_words(text));
            let finding = page.diagnostic_at_text("promise-empty", Severity::Warning, block, &last.range(), sentence);
            findings.push(finding.with_help("put it there, or take the announcement out"));
        }
    }
    findings
}

/// Tells whether the last words of a block speak of addresses on the web.
fn mentions_links(block: &TextBlock) -> bool {
    let all = words(&block.text);
    all.iter().rev().take(4).any(|word| {
        matches!(
            word.text.to_lowercase().as_str(),
            "link" | "links" | "url" | "urls" | "address" | "addresses" | "website"
        )
    })
}

fn follows_address(page: &LintDocument<'_>, number: usize) -> bool {
    page.blocks.iter().skip(number + 1).any(|block| block.text.contains("://") || block.text.contains("www."))
}

/// Returns the last few words of a text.
fn last_words(text: &str) -> String {
    let all = words(text);
    let from = all.get(all.len().saturating_sub(4)).map_or(0, |word| word.start);
    text[from..].replace('\n', " ").replace(super::lint_document::FIELD_PLACEHOLDER, "…")
}

/// Finds what is said to be attached while nothing is.
pub(super) fn missing_attachments(page: &LintDocument<'_>) -> Vec<Diagnostic> {
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
                let linked = page.links.iter().any(|link| link.block == number && link.range.contains(start));
                if says && !linked {
                    let sentence = format!("the letter says `{word}`, and no file goes with it");
                    let finding = page.diagnostic_at_text("attach-missing", Severity::Warning, block, &range, sentence);
                    return vec![finding.with_help("name the file under `attachments:` in the head")];
                }
            }
        }
    }
    Vec::new()
}
