//! Letters of which nothing is left for some readers; found by the dry run.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "letter-empty",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "some readers, or all, get a letter without a word or without a subject",
    help: "Write something for them behind `{{else}}`, or leave them out by `where:`.",
    example: RuleExample {
        bad: "{{#if town}}The meeting of {{town}} is on 17 June.{{/if}}",
        good: "{{#if town}}The meeting of {{town}} is on 17 June.{{else}}We meet on 17 June.{{/if}}",
    },
    check: None,
};
