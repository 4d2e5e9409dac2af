//! A draft that is missing or unreadable; found while it is read.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "draft",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "there is no such draft, or it cannot be read",
    help: "Check the spelling of its name, and save it in UTF-8.",
    example: RuleExample { bad: "circular check sprnig", good: "circular check spring" },
    check: None,
};
