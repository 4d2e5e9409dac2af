//! Tags that cannot be read; found while the draft is composed.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "syntax",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "a brace or a block is not closed, or asks for something that letters may not do",
    help: "Close `{{#if …}}` with `{{/if}}`, and each `{{` with `}}`.",
    example: RuleExample { bad: "{{#if town}}Come to {{town}}.", good: "{{#if town}}Come to {{town}}.{{/if}}" },
    check: None,
};
