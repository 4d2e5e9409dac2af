//! HTML that hides the rest of the letter; found while the draft is composed.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "html-open",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "a comment `<!--` or an element such as `<style>` is never closed and hides the rest",
    help: "Close it.",
    example: RuleExample { bad: "<!-- until May", good: "<!-- until May -->" },
    check: None,
};
