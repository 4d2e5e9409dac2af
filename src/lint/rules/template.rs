//! Templates that cannot be used; found while the draft is composed.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "template",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "one of your own templates cannot be used",
    help: "Fix it, or delete it: the built-in one takes its place.",
    example: RuleExample { bad: "template: newsletter", good: "template: letter" },
    check: None,
};
