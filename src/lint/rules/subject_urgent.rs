//! Subjects that hurry the reader without a day.

use crate::draft::BlockKind;
use crate::lint::date_parser::find_dates;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::sentences;
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "subject-urgent",
    severity: Severity::Note,
    other_severity: "",
    mandatory: false,
    description: "the subject says that time is short, and the letter names no day that is still to come; in Washington State an untrue subject is against the law",
    help: "Name the day, or say it calmly.",
    example: RuleExample { bad: "subject: Last chance to join us", good: "subject: Join us by the end of the month" },
    check: Some(check),
};

/// What says that time is short.
const URGENT_PHRASES: &[&str] = &[
    "last chance",
    "final chance",
    "final notice",
    "last notice",
    "final reminder",
    "final call",
    "last call",
    "ends today",
    "ends tonight",
    "ends soon",
    "expires today",
    "expires soon",
    "only today",
    "today only",
    "act now",
    "hurry",
    "urgent",
    "don't miss out",
    "before it's too late",
    "last day",
    "final day",
    "final hours",
    "last hours",
    "ending soon",
    "time is running out",
    "immediate action",
    "action required",
];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let today = page.context.reference_date(page.draft);
    let Some(block) = page.blocks.iter().find(|block| block.kind == BlockKind::Subject) else { return Vec::new() };
    let said = sentences(&block.text)
        .into_iter()
        .find_map(|sentence| URGENT_PHRASES.iter().find(|phrase| sentence.contains_phrase(phrase)));
    let Some(phrase) = said else { return Vec::new() };
    let dated = page.blocks.iter().any(|block| {
        let days = find_dates(&block.text, page.context.month_first);
        days.iter().any(|day| day.resolve(today).is_some_and(|date| date >= today))
    });
    if dated
        || page.draft.issue.get("event").is_some_and(|event| event["day"].as_str().is_some_and(|day| !day.is_empty()))
    {
        return Vec::new();
    }
    let sentence = format!("the subject says `{phrase}`, and the letter names no day");
    vec![RULE.diagnostic_at_key(page, "subject", sentence).with_help("name the day, or say it calmly")]
}
