//! Images that cannot be sent; found while the draft is read.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "image",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "an image is not beside the draft, is on the web, is written in HTML, or differs from reader to reader",
    help: "Put the file into the draft's own folder and write `![What it shows](file.png)`.",
    example: RuleExample {
        bad: "![Eighteen of us](https://www.example.org/meeting.png)",
        good: "![Eighteen of us](meeting.png)",
    },
    check: None,
};
