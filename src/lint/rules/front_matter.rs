//! Front matter that cannot be understood; found while the draft is read.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "front-matter",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "a line of the front matter cannot be understood, or there is no subject",
    help: "Fix the line. A field of your own belongs under `issue:`.",
    example: RuleExample { bad: "subjet: Our spring meeting", good: "subject: Our spring meeting" },
    check: None,
};
