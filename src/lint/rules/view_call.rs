//! Calls for views that cannot be read; found while the draft is read.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "view-call",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "the letter asks for views, but the questions or the deadline cannot be read, or a question has a field in it",
    help: "Write `views: [Slate or zinc?]` and `views_until: 2017-05-10 18:00`.",
    example: RuleExample { bad: "views: []", good: "views: [Slate or zinc?]\nviews_until: 2037-05-10 18:00" },
    check: None,
};
