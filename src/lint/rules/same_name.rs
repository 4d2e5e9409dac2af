//! Two recipients who may be one person; found by the dry run.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "same-name",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "two people with the same name get the same letter",
    help: "If it is one person, remove one of the addresses from the list. If they are two, say so once: `circular subscriber edit ADDRESS --field namesake=yes`.",
    example: RuleExample {
        bad: "eve@example.org,Eve,Smith\neve.smith@example.com,Eve,Smith",
        good: "eve@example.org,Eve,Smith",
    },
    check: None,
};
