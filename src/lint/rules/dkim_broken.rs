//! Signatures that nobody can verify; found in the DNS before an issue is sent.

use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::model::Severity;

pub(super) const RULE: LintRule = LintRule {
    id: "dkim-broken",
    severity: Severity::Block,
    other_severity: "only `send` looks it up",
    mandatory: false,
    description: "letters are signed with keys that are not published, or published otherwise, so nobody can verify them",
    help: "Publish the records that `circular dkim show` shows, or take the keys out of the settings until they are published.",
    example: RuleExample {
        bad: "circular202611._domainkey.example.org: no record",
        good: "circular202611._domainkey.example.org: v=DKIM1; k=rsa; p=MIIBIjANBgkq…",
    },
    check: None,
};
