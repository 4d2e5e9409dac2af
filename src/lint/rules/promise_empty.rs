//! Announcements at the end of a paragraph with nothing behind them.

use std::ops::Range;

use crate::draft::{BlockKind, FIELD_PLACEHOLDER};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::{TextWord, words};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "promise-empty",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a paragraph announces something, and nothing follows",
    help: "Add it, or remove the announcement.",
    example: RuleExample {
        bad: "We did three things this year:",
        good: "We did three things this year:\n\n- one\n- two\n- three",
    },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    let last_address = page.blocks.iter().rposition(|block| block.text.contains("://") || block.text.contains("www."));
    let last_linked = page.links.last().map(|link| link.block);
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
        let linked = page.links_in(number).iter().any(|link| link.range.end >= last.start);
        let points = matches!(small.as_str(), "here" | "at" | "below" | "link" | "links");
        let colon = text.ends_with(':') && all.len() > 2 && (points || !holds);
        let hanging = !linked && matches!(small.as_str(), "at" | "here") && last.end == text.len() && all.len() > 3;
        let word = if over && (colon || hanging) {
            Some(last.range())
        } else {
            let follows = last_linked.max(last_address).is_some_and(|block| block > number);
            promised_links(page, number, &all, follows).or_else(|| lost_link(page, number, text, &all))
        };
        if let Some(range) = word {
            let said = last_words(&text[..range.end]);
            let sentence = format!("“{said}” announces something, and nothing follows");
            let finding = RULE.diagnostic_at_text(page, block, &range, sentence);
            findings.push(finding.with_help("put it there, or take the announcement out"));
        }
    }
    findings
}

/// Finds `at the urls below` at the end of a sentence, with no address behind it.
fn promised_links(page: &LintDocument<'_>, number: usize, all: &[TextWord<'_>], follows: bool) -> Option<Range<usize>> {
    let block = page.blocks.get(number).filter(|_| !follows)?;
    let ends = |word: &TextWord<'_>| {
        block.text[word.end..].chars().next().is_none_or(|c| matches!(c, '.' | '!' | ':' | ';' | ',' | '\n'))
    };
    let found = all.iter().enumerate().find(|(at, word)| {
        word.text.eq_ignore_ascii_case("below") && ends(word) && mentions_links(&all[at.saturating_sub(4)..*at])
    });
    let (_, word) = found?;
    let behind = &block.text[word.end..];
    let within = page.links_in(number).iter().any(|link| link.range.end > word.end);
    (!within && !behind.contains("://") && !behind.contains("www.")).then(|| word.range())
}

/// Finds `Look it up at .`: the address between the word and the full stop was lost.
fn lost_link(page: &LintDocument<'_>, number: usize, text: &str, all: &[TextWord<'_>]) -> Option<Range<usize>> {
    let word = all.iter().find(|word| {
        let behind = text[word.end..].trim_start_matches([' ', '\u{a0}']);
        let parted = behind.len() < text.len() - word.end;
        parted
            && behind.starts_with('.')
            && !behind.starts_with("..")
            && matches!(word.text, "at" | "from" | "on" | "to" | "see" | "here")
    })?;
    let linked =
        page.links_in(number).iter().any(|link| link.range.end >= word.start && link.range.start <= word.end + 1);
    (!linked).then(|| word.range())
}

/// Tells whether words speak of addresses on the web.
fn mentions_links(words: &[TextWord<'_>]) -> bool {
    words.iter().any(|word| {
        matches!(
            word.text.to_lowercase().as_str(),
            "link" | "links" | "url" | "urls" | "address" | "addresses" | "website"
        )
    })
}

/// Returns the last few words of a text.
fn last_words(text: &str) -> String {
    let all = words(text);
    let from = all.get(all.len().saturating_sub(4)).map_or(0, |word| word.start);
    text[from..].replace('\n', " ").replace(FIELD_PLACEHOLDER, "…")
}
