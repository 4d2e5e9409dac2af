//! What a letter does not say on the web; found while the web copy is composed.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "web-copy",
    severity: Severity::Note,
    other_severity: "warning if the letter cannot be shown on the web at all",
    mandatory: false,
    description: "the list has its letters on the web, and there this one leaves words out, greets readers without their name, or is missing",
    help: "Give the field a fallback, such as `{{default town \"your town\"}}`; write `web: yes` or `web: no` for the whole letter.",
    example: RuleExample {
        bad: "Is there anything on in {{town}}?",
        good: "Is there anything on in {{default town \"your town\"}}?",
    },
    check: None,
};
