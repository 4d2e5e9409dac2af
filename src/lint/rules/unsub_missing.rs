//! Letters without a way to unsubscribe; found while the draft is composed.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "unsub-missing",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "there is no way to leave the list",
    help: "Put `{{unsubscribe_url}}` into the template; set `public_url` in `[web]`, or `unsubscribe` in `[sender]`.",
    example: RuleExample {
        bad: "<p>{{society.name}}</p>",
        good: "<p>{{society.name}} · <a href=\"{{unsubscribe_url}}\">Unsubscribe</a></p>",
    },
    check: None,
};
