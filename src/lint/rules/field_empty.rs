//! Fields that some readers lack; found by the dry run.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "field-empty",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a field is printed that some readers lack, and nothing is printed instead",
    help: "Write `{{default first_name \"friend\"}}`, or put the sentence between `{{#if …}}` and `{{/if}}`.",
    example: RuleExample { bad: "Dear {{first_name}},", good: "Dear {{default first_name \"friend\"}}," },
    check: None,
};
