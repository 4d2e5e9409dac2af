//! A missing or unknown list; found while the draft is composed.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "no-list",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "the draft names no list, or one that does not exist",
    help: "Write `to: members` in the front matter.",
    example: RuleExample { bad: "to: membrs", good: "to: members" },
    check: None,
};
