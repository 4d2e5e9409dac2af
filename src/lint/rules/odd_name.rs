//! Names that look wrong; found by the dry run.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "odd-name",
    severity: Severity::Note,
    other_severity: "",
    mandatory: false,
    description: "a name that the letter prints is in capitals or small letters only, or is not a name",
    help: "Fix it: `circular subscriber edit ADDRESS --field first_name=…`.",
    example: RuleExample { bad: "dan@example.org,DAN,Cole", good: "dan@example.org,Dan,Cole" },
    check: None,
};
