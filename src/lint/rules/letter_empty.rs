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
        bad: "subject: \"{{#if (eq category 'student')}}News for students{{/if}}\"",
        good: "subject: \"{{#if (eq category 'student')}}News for students{{else}}News for all{{/if}}\"",
    },
    check: None,
};
