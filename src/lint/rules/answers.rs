//! Questions that nobody could answer in time; found while the draft is read and prepared.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "answers",
    severity: Severity::Block,
    other_severity: "warning if the deadline is after the beginning of the event; note if there is no deadline",
    mandatory: true,
    description: "the letter asks for answers, but cannot be answered: the answers, the deadline or the places cannot be read, the deadline has passed, the event is cancelled, or there is neither a page nor an address for answers",
    help: "Write `answers: [yes, no, apologies]` and `answers_until: 2017-05-10 18:00`.",
    example: RuleExample {
        bad: "answers: [yes]",
        good: "answers: [yes, no, apologies]\nanswers_until: 2037-05-10 18:00",
    },
    check: None,
};
