//! A sender's domain that takes no mail; found in the DNS before an issue is sent.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "sender-domain",
    severity: Severity::Block,
    other_severity: "only `send` looks it up, and `circular doctor`",
    mandatory: false,
    description: "the sender's domain takes no mail, so many servers refuse mail from it",
    help: "Correct `from` in `[sender]`, or publish an MX record for the domain. `circular doctor` shows all that it found.",
    example: RuleExample { bad: "from = \"Chair <chair@exmaple.org>\"", good: "from = \"Chair <chair@example.org>\"" },
    check: None,
};
