//! Letters without recipients; found by the dry run.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "nobody",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "nobody would get this letter",
    help: "Look at `to` and `where`: they may ask for too much.",
    example: RuleExample { bad: "where: category == \"nobody\"", good: "where: category == \"member\"" },
    check: None,
};
