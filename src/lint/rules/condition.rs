//! Conditions that cannot be used; found while the draft is composed.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "condition",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "`where` cannot be read, or names something that is not a field",
    help: "Write a condition such as `category == \"student\"`.",
    example: RuleExample { bad: "where: categry == \"student\"", good: "where: category == \"student\"" },
    check: None,
};
