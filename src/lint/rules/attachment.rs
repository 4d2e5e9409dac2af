//! Attachments that cannot be sent; found while the draft is read.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "attachment",
    severity: Severity::Block,
    other_severity: "",
    mandatory: true,
    description: "an attachment is not beside the draft, or is too large",
    help: "Put the file into the draft's own folder and write only its name.",
    example: RuleExample { bad: "attachments:\n  - ../minutes.pdf", good: "attachments:\n  - minutes.pdf" },
    check: None,
};
