//! Links: where they lead, and what their words say of it.

use super::lint_document::{BlockKind, LintDocument};
use crate::draft::local_links::local_links;
use crate::model::{Diagnostic, Severity};

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
/// The hosts of shorteners.
const SHORTENER_HOSTS: &[&str] = &[
    "bit.ly",
    "bitly.com",
    "t.co",
    "tinyurl.com",
    "goo.gl",
    "ow.ly",
    "is.gd",
    "buff.ly",
    "rebrand.ly",
    "lnkd.in",
    "tiny.cc",
    "cutt.ly",
    "t.ly",
    "rb.gy",
    "shorturl.at",
    "fb.me",
    "dlvr.it",
    "trib.al",
    "v.gd",
    "tiny.one",
];
/// The longest address that can stand for itself, in characters.
const MAX_BARE_URL_CHARS: usize = 40;

/// Finds links that lead nowhere, through a shortener, or do not say where.
pub(super) fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = local_links(page.draft);
    let beside = page.links.iter().filter(|link| link.is_image && page.context.read_file(&link.target).is_some());
    for picture in beside {
        let named = format!("`{}`", picture.target);
        findings.retain(|finding| !finding.message.contains(&named));
    }
    for link in page.links.iter().filter(|link| !link.is_image) {
        if let Some(host) = target_host(&link.target).filter(|host| SHORTENER_HOSTS.contains(&host.as_str())) {
            let sentence = format!("the link through `{host}` does not show where it leads");
            let finding = page.diagnostic_at_link("link-shortener", Severity::Warning, link, sentence);
            findings.push(finding.with_help("write the address to which it leads"));
        }
        let words = link.text.trim().trim_end_matches(['.', ':', '!', '…']).to_lowercase().replace('\n', " ");
        let address = words.contains("://") || (link.is_autolink && !words.contains('@'));
        let sentence = if VAGUE_LINK_TEXTS.contains(&words.as_str()) {
            format!("the words `{words}` do not say where the link leads")
        } else if address && words.chars().count() > MAX_BARE_URL_CHARS {
            "the link's words are a long address".to_owned()
        } else {
            continue;
        };
        let finding = page.diagnostic_at_link("link-text", Severity::Warning, link, sentence);
        findings.push(finding.with_help("say what is there: `[the report](https://…)`"));
    }
    findings.extend(unlinked_urls(page));
    findings
}

/// Finds addresses on the web that are no links.
fn unlinked_urls(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for (number, block) in page.body_blocks().filter(|(_, block)| block.kind != BlockKind::Other) {
        let Some(at) = ["https://", "http://"].iter().filter_map(|scheme| block.text.find(scheme)).min() else {
            continue;
        };
        if page.links.iter().any(|link| link.block == number && link.range.contains(&at)) {
            continue;
        }
        let end = block.text[at..].find(char::is_whitespace).map_or(block.text.len(), |length| at + length);
        let sentence = "this address is no link in the HTML part".to_owned();
        let finding = page.diagnostic_at_text("link-text", Severity::Warning, block, &(at..end), sentence);
        findings.push(finding.with_help("give it words, `[the report](https://…)`, or put it between `<` and `>`"));
    }
    findings
}

fn target_host(target: &str) -> Option<String> {
    let host = url::Url::parse(target).ok()?.host_str()?.to_lowercase();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}
