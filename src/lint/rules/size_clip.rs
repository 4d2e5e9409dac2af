//! HTML parts that Gmail cuts off; found by the dry run.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "size-clip",
    severity: Severity::Block,
    other_severity: "from 100 kB, warning from 80 kB",
    mandatory: false,
    description: "the HTML part is larger than 80 kB; at 100 kB Gmail cuts it off, with the link to unsubscribe",
    help: "Shorten the letter, or put the whole of it on the web.",
    example: RuleExample { bad: "(an HTML part of 110 kB)", good: "(an HTML part of 40 kB)" },
    check: None,
};

/// Octets of the HTML part as it goes; Gmail cuts at 102,400.
const WARN_HTML_BYTES: usize = 80_000;

const MAX_HTML_BYTES: usize = 100_000;

/// Finds an HTML part that Gmail cuts off; `octets` are those of the largest as it goes.
#[must_use]
pub fn clipped_html(octets: usize) -> Option<Diagnostic> {
    let severity = if octets >= MAX_HTML_BYTES { Severity::Block } else { Severity::Warning };
    let sentence = format!("the HTML part has {} kB, and Gmail cuts it off at 102", octets.div_ceil(1_000));
    (octets >= WARN_HTML_BYTES).then(|| Diagnostic {
        id: RULE.id,
        severity,
        location: None,
        message: sentence,
        help: Some("shorten the letter, or put the whole of it on the web".to_owned()),
        suggestion: None,
    })
}
