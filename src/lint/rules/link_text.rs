//! Link texts that do not say where the link leads.

use crate::draft::{BlockKind, DocumentLink};
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "link-text",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "the words of a link do not say where it leads, it has none, or an address is written out",
    help: "Say what is there: `[the report](https://…)`.",
    example: RuleExample {
        bad: "Read it [here](https://www.example.org/report).",
        good: "Read [the report](https://www.example.org/report).",
    },
    check: Some(check),
};

/// Words that say nothing of where a link leads.
const VAGUE_LINK_TEXTS: &[&str] = &[
    "here",
    "click here",
    "click",
    "this",
    "link",
    "this link",
    "the link",
    "more",
    "read more",
    "see here",
    "go here",
    "click this link",
    "follow this link",
];

/// The longest address that can stand for itself, in characters.
const MAX_BARE_URL_CHARS: usize = 40;

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (at, link) in page.links.iter().enumerate().filter(|(_, link)| !link.is_image) {
        let words = link.text.trim().trim_end_matches(['.', ':', '!', '…']).to_lowercase().replace('\n', " ");
        let address = words.contains("://") || (link.is_autolink && !words.contains('@'));
        let sentence = if words.is_empty() && !is_image_link(page, at, link) {
            "this link has no words, so nobody sees it".to_owned()
        } else if VAGUE_LINK_TEXTS.contains(&words.as_str()) {
            format!("the words `{words}` do not say where the link leads")
        } else if address && words.chars().count() > MAX_BARE_URL_CHARS {
            "the link's words are a long address".to_owned()
        } else {
            continue;
        };
        let finding = RULE.diagnostic_at_link(page, link, sentence);
        findings.push(finding.with_help("say what is there: `[the report](https://…)`"));
    }
    findings.extend(unlinked_urls(page));
    findings
}

/// Tells whether a link has an image in place of words, or may have one: one of HTML is not looked into.
fn is_image_link(page: &LintDocument<'_>, at: usize, link: &DocumentLink) -> bool {
    if page.draft.body.get(link.start..).is_some_and(|written| written.starts_with('<')) {
        return true;
    }
    page.links.get(at + 1).is_some_and(|next| next.is_image && next.block == link.block && next.range == link.range)
}

/// Finds addresses on the web that are no links.
fn unlinked_urls(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (number, block) in page.body_blocks().filter(|(_, block)| block.kind != BlockKind::Other) {
        let Some(at) = ["https://", "http://"].iter().filter_map(|scheme| block.text.find(scheme)).min() else {
            continue;
        };
        if page.is_linked(number, at) {
            continue;
        }
        let end = block.text[at..].find(char::is_whitespace).map_or(block.text.len(), |length| at + length);
        let sentence = "this address is no link in the HTML part".to_owned();
        let finding = RULE.diagnostic_at_text(page, block, &(at..end), sentence);
        findings.push(finding.with_help("give it words, `[the report](https://…)`, or put it between `<` and `>`"));
    }
    findings
}
