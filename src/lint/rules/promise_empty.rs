//! Announcements at the end of a paragraph with nothing behind them.

use crate::draft::{BlockKind, FIELD_PLACEHOLDER, TextBlock};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::words;
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
            let finding = RULE.diagnostic_at_text(page, block, &last.range(), sentence);
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
    text[from..].replace('\n', " ").replace(FIELD_PLACEHOLDER, "…")
}
