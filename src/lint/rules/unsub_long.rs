//! Links for unsubscribing that some programs cannot read.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "unsub-long",
    severity: Severity::Note,
    other_severity: "",
    mandatory: false,
    description: "the link for unsubscribing is longer than 76 octets because of its host, and some programs break it",
    help: "Choose a shorter host for `unsubscribe` and `public_url`.",
    example: RuleExample {
        bad: "public_url = \"https://newsletter.mail.society-for-walking.example.org\"",
        good: "public_url = \"https://news.example.org\"",
    },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let long = page.context.settings.long_unsubscribe_link.map(|octets| {
        let sentence = format!("the link for unsubscribing has {octets} octets, and some programs break it after 76");
        RULE.diagnostic_at_settings(sentence).with_help("choose a shorter host for `unsubscribe` and `public_url`")
    });
    long.into_iter().collect()
}
