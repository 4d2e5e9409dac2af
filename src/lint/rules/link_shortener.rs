//! Links through shorteners.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "link-shortener",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a link goes through a shortener, which hides where it leads and is typical of junk mail",
    help: "Write the address to which it leads.",
    example: RuleExample {
        bad: "[the report](https://bit.ly/x)",
        good: "[the report](https://www.example.org/report)",
    },
    check: Some(check),
};

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

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let links = page.links.iter().filter(|link| !link.is_image);
    let shortened = links.filter_map(|link| {
        let host = target_host(&link.target).filter(|host| SHORTENER_HOSTS.contains(&host.as_str()))?;
        let sentence = format!("the link through `{host}` does not show where it leads");
        Some(RULE.diagnostic_at_link(page, link, sentence).with_help("write the address to which it leads"))
    });
    shortened.collect()
}

fn target_host(target: &str) -> Option<String> {
    let host = url::Url::parse(target).ok()?.host_str()?.to_lowercase();
    Some(host.strip_prefix("www.").unwrap_or(&host).to_owned())
}
