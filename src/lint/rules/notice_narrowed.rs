//! Statutory notices that do not go to all members; found by the dry run.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "notice-narrowed",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a statutory notice has a `where` or an `exclude`, which keeps it from members",
    help: "Remove it, unless your rules allow you to leave members out.",
    example: RuleExample { bad: "notice: statutory\nwhere: town == \"Leeds\"", good: "notice: statutory" },
    check: None,
};
