//! A sender's domain for which nothing vouches, though it asks receivers to refuse such mail; found in the DNS.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "sender-unaligned",
    severity: Severity::Block,
    other_severity: "only `send` looks it up, and `circular doctor`",
    mandatory: false,
    description: "the sender's domain asks receivers to refuse mail for which neither SPF nor DKIM vouches, and neither does",
    help: "Send with an address in a domain of your own, let its SPF record allow your relay, and sign with DKIM. `circular doctor` shows the records.",
    example: RuleExample {
        bad: "from = \"Chair <our.society@yahoo.com>\"",
        good: "from = \"Chair <chair@example.org>\"",
    },
    check: None,
};
