//! Copies that cannot be rendered; found by the dry run.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "unprintable",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "somebody's copy cannot be made",
    help: "The message says why; usually it is a value of that reader.",
    example: RuleExample {
        bad: "{{#each issue.a}}{{#each @root.issue.a}}{{#each @root.issue.a}}{{#each @root.issue.a}}x{{/each}}{{/each}}{{/each}}{{/each}}",
        good: "{{#each issue.a}}x{{/each}}",
    },
    check: None,
};
