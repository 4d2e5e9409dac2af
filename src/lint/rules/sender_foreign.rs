//! A draft's sender in a domain that neither the settings nor a relay name.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "sender-foreign",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "the draft's `from` is in a domain that is neither the one in `[sender]` nor one that a relay is for",
    help: "Write an address of your own domain, or name the domain in `from` of the relay that sends for it, such as `[relays.youth]`.",
    example: RuleExample {
        bad: "from: \"The camp <camp@youth.example.net>\"",
        good: "from: \"The camp <camp@example.org>\"",
    },
    check: None,
};
