//! Attachments that many providers refuse.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "attach-big",
    severity: Severity::Block,
    other_severity: "from 10 MB, warning from 5 MB",
    mandatory: false,
    description: "the attachments make each copy larger than 5 MB; many providers refuse 10 MB",
    help: "Put the files on the web and link to them.",
    example: RuleExample { bad: "attachments:\n  - film.mp4", good: "[The film](https://www.example.org/film)" },
    check: Some(check),
};

/// Attachments as they go are longer by this: base64 and its line ends.
const BASE64_FACTOR: f64 = 1.37;

const WARN_TOTAL_BYTES: f64 = 5e6;

const MAX_TOTAL_BYTES: f64 = 10e6;

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let octets: usize = page.context.attachment_sizes.iter().sum();
    #[expect(clippy::cast_precision_loss, reason = "a size in megabytes needs no more digits")]
    let sent = octets as f64 * BASE64_FACTOR;
    if sent < WARN_TOTAL_BYTES {
        return Vec::new();
    }
    let severity = if sent >= MAX_TOTAL_BYTES { Severity::Block } else { Severity::Warning };
    let sentence = format!("the attachments make each copy {:.1} MB", sent / 1e6);
    let finding = RULE.diagnostic_at_key(page, "attachments", sentence);
    vec![Diagnostic { severity, ..finding }.with_help("put the files on the web and link to them")]
}
