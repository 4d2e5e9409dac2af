//! Promises that the letter does not keep: below, following, attached.

use super::page::{Block, Kind, Page};
use super::words::{sentences, words};
use crate::model::{Finding, Severity};

/// What stands right before `enclosed` when it speaks of something that is.
const BEFORE_ENCLOSED: &[&str] = &["is", "are", "find", "please", "the", "have"];
/// What stands right before `attached` when it speaks of something else.
const OTHERS: &[&str] = &["strings", "string", "conditions", "importance", "value", "deeply", "stigma", "very", "so"];
/// What a letter calls itself.
const LETTERS: &[&str] = &["letter", "email", "e-mail", "mail", "message", "circular", "newsletter"];

/// Finds what is announced at the end of a paragraph with nothing behind it.
pub(super) fn empty(page: &Page<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut level = 1;
    for (number, block) in page.body() {
        if let Kind::Heading(this) = block.kind {
            level = this;
        }
        if !matches!(block.kind, Kind::Paragraph | Kind::Item) || block.quoted {
            continue;
        }
        let next = page.blocks.get(number + 1).map(|block| block.kind);
        let over = matches!(next, None | Some(Kind::Heading(_)));
        // Headings of a lower level may be what was announced.
        let holds = matches!(next, Some(Kind::Heading(below)) if below > level);
        let text = block.text.trim_end();
        let all = words(text);
        let Some(last) = all.last() else { continue };
        let small = last.text.to_lowercase();
        let linked = page.links.iter().any(|link| link.block == number && link.range.end >= last.start);
        let points = matches!(small.as_str(), "here" | "at" | "below" | "link" | "links");
        let colon = text.ends_with(':') && all.len() > 2 && (points || !holds);
        let hanging = !linked && matches!(small.as_str(), "at" | "here") && last.end == text.len() && all.len() > 3;
        let urls = small == "below" && names_links(block) && !page.links.iter().any(|link| link.block > number);
        if (over && (colon || hanging)) || (urls && !follows_address(page, number)) {
            let sentence = format!("“{}” announces something, and nothing follows", tail(text));
            let finding = page.at_words("promise-empty", Severity::Warning, block, &last.range(), sentence);
            findings.push(finding.with_hint("put it there, or take the announcement out"));
        }
    }
    findings
}

/// Tells whether the last words of a block speak of addresses on the web.
fn names_links(block: &Block) -> bool {
    let all = words(&block.text);
    all.iter().rev().take(4).any(|word| {
        matches!(
            word.text.to_lowercase().as_str(),
            "link" | "links" | "url" | "urls" | "address" | "addresses" | "website"
        )
    })
}

fn follows_address(page: &Page<'_>, number: usize) -> bool {
    page.blocks.iter().skip(number + 1).any(|block| block.text.contains("://") || block.text.contains("www."))
}

/// Returns the last few words of a text.
fn tail(text: &str) -> String {
    let all = words(text);
    let from = all.get(all.len().saturating_sub(4)).map_or(0, |word| word.start);
    text[from..].replace('\n', " ").replace(super::page::FIELD, "…")
}

/// Finds what is said to be attached while nothing is.
pub(super) fn attached(page: &Page<'_>) -> Vec<Finding> {
    if !page.around.attached.is_empty() {
        return Vec::new();
    }
    for (number, block) in page.body().filter(|(_, block)| !block.quoted) {
        for sentence in sentences(&block.text) {
            for (at, (word, start)) in sentence.words.iter().enumerate() {
                let near = |steps: isize| {
                    let at = at.checked_add_signed(steps)?;
                    sentence.words.get(at).map(|(word, _)| word.as_str())
                };
                let (before, after) = (near(-1).unwrap_or_default(), near(1).unwrap_or_default());
                let to_us = after == "to" && near(3).is_some_and(|word| LETTERS.contains(&word));
                let says = match word.as_str() {
                    "attached" => !OTHERS.contains(&before) && (after != "to" || to_us),
                    "attach" => matches!(before, "i" | "we"),
                    "enclosed" => {
                        BEFORE_ENCLOSED.contains(&before) && !matches!(after, "by" | "in" | "space" | "within")
                    }
                    "enclose" => matches!(before, "i" | "we"),
                    "attachment" | "attachments" => {
                        matches!(before, "the" | "see" | "this")
                            && sentence.says_one(&[
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
                    let finding = page.at_words("attach-missing", Severity::Warning, block, &range, sentence);
                    return vec![finding.with_hint("name the file under `attachments:` in the head")];
                }
            }
        }
    }
    Vec::new()
}
