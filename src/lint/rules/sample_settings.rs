//! Settings that are still as `circular init` wrote them.

use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "sample-settings",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "a relay is set, and the society's name, its address or the address for leaving is still the one that `circular init` wrote",
    help: "Write your own into `circular.toml`.",
    example: RuleExample { bad: "name = \"Our Society\"", good: "name = \"Norfolk Walking Society\"" },
    check: Some(check),
};

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let keys: Vec<_> = page.context.settings.sample_keys.iter().map(|key| format!("`{key}`")).collect();
    if keys.is_empty() {
        return Vec::new();
    }
    let (verb, pronoun) = if keys.len() == 1 { ("is", "it") } else { ("are", "them") };
    let sentence = format!("{} in `circular.toml` {verb} as `circular init` wrote {pronoun}", keys.join(", "));
    vec![RULE.diagnostic_at_settings(sentence).with_help("write your own: every letter shows it")]
}
