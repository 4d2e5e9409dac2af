//! Images that are too large; found while the draft is read.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "img-big",
    severity: Severity::Block,
    other_severity: "beyond 1 MB or 3 MB together, else a warning",
    mandatory: true,
    description: "an image is larger than 200 kB or wider than 1,200 pixels; above 1 MB it cannot go with the letter",
    help: "Scale it down: letters show 600 pixels, and twice as many are enough.",
    example: RuleExample {
        bad: "![Eighteen of us](photo-12-megapixels.jpg)",
        good: "![Eighteen of us](photo-1200.jpg)",
    },
    check: None,
};
