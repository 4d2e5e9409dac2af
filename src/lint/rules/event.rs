//! Events without a usable time; found while the draft is read.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "event",
    severity: Severity::Block,
    other_severity: "note if calendars change an event, or it has no end",
    mandatory: true,
    description: "the event has no start, ends before it starts, is at a time that the clocks skip or show twice, replaces an unknown one, or is not the same for all readers",
    help: "Write `starts: 2017-05-17 18:30` below `event:`.",
    example: RuleExample {
        bad: "event:\n  place: Leeds",
        good: "event:\n  starts: 2017-05-17 18:30\n  ends: 20:30\n  place: Leeds",
    },
    check: None,
};
