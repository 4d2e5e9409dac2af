//! Links of which nothing is left for some readers; found by the dry run.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "link-empty",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a link is made of a field that some readers lack, or that is no address for them",
    help: "Correct the field, or put the link between `{{#if …}}` and `{{/if}}`.",
    example: RuleExample { bad: "[Your page]({{town}})", good: "[Your page](https://www.example.org/{{town}})" },
    check: None,
};
