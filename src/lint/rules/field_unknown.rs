//! Names that are not fields; found while the draft is composed.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "field-unknown",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "a name is neither a field of the list nor one of the draft",
    help: "Check the spelling; put a field of your own under `issue:`.",
    example: RuleExample { bad: "Dear {{frist_name}},", good: "Dear {{first_name}}," },
    check: None,
};
