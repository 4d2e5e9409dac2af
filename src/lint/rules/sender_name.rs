//! Names of the sender that some mail programs answer wrongly.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "sender-name",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "the sender's name has a comma and a letter beyond ASCII: some mail programs answer to two people, and one does not exist",
    help: "Write the first name first, without a comma.",
    example: RuleExample {
        bad: "from = '\"Müller, Anna\" <chair@example.org>'",
        good: "from = 'Anna Müller <chair@example.org>'",
    },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let names = page.context.settings.sender_names.iter();
    let split = names.filter(|name| name.contains([',', ';']) && !name.is_ascii());
    split
        .map(|name| {
            let sentence = format!("some mail programs answer `{name}` as two people, because of its comma");
            RULE.diagnostic_at_settings(sentence).with_help("write the name without a comma, the first name first")
        })
        .collect()
}
