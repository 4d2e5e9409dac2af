//! Meetings that are announced without a time or a place.

use crate::draft::{FIELD_PLACEHOLDER, TextBlock};
use crate::lint::date_parser::find_dates;
use crate::lint::event_words::EVENT_WORDS;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::{sentences, words};
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "event-thin",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a meeting has no time, or no place",
    help: "Say when it begins and where it is.",
    example: RuleExample {
        bad: "The meeting takes place on 17 May 2037.",
        good: "The meeting takes place on 17 May 2037 at 2 pm in Leeds.",
    },
    check: Some(check),
};

/// What says that it is going to.
const FUTURE_WORDS: &[&str] = &[
    "will be held",
    "will take place",
    "takes place",
    "is on",
    "will be on",
    "join us",
    "come to",
    "are invited",
    "meets on",
];

/// What says where, or that it is nowhere in the world.
const ONLINE_WORDS: &[&str] = &["online", "zoom", "teams", "telephone", "phone", "video", "webinar"];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let near = page.context.reference_date(page.draft);
    let (time, place) = (page.body_blocks().any(|(_, block)| has_time(block)), has_place(page));
    let lack = match (time, place) {
        (true, true) => return Vec::new(),
        (true, false) => "no place",
        (false, true) => "no time",
        (false, false) => "neither a time nor a place",
    };
    for (_, block) in page.body_blocks().filter(|(_, block)| !block.quoted) {
        let all = find_dates(&block.text, page.context.month_first);
        for sentence in sentences(&block.text) {
            let from = all.partition_point(|day| day.range.start < sentence.range.start);
            let Some(day) = all.get(from).filter(|day| day.range.start < sentence.range.end) else { continue };
            let Some(name) = EVENT_WORDS.iter().find(|name| sentence.contains_phrase(name)) else { continue };
            if !sentence.contains_any(FUTURE_WORDS) || day.resolve(near).is_none_or(|date| date < near) {
                continue;
            }
            let name = if *name == "agm" { "AGM" } else { name };
            let sentence = format!("the {name} of {} has {lack}", day.describe());
            let finding = RULE.diagnostic_at_text(page, block, &day.range, sentence);
            return vec![finding.with_help("say when it begins and where it is")];
        }
    }
    Vec::new()
}

/// Tells whether a clock is named: `14:00`, `2.30 pm`, `2pm`, noon, `two o'clock`.
fn has_time(block: &TextBlock) -> bool {
    let text = block.text.to_lowercase();
    let all = words(&text);
    all.iter().enumerate().any(|(at, word)| {
        let digits = word.text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let numeric = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let ending = &word.text[digits.len()..];
        let rest = &text[word.end..];
        let minutes = rest
            .strip_prefix(':')
            .is_some_and(|rest| rest.as_bytes().get(..2).is_some_and(|two| two.iter().all(u8::is_ascii_digit)));
        let named = matches!(word.text, "noon" | "midday" | "o'clock" | "o’clock");
        let next = all.get(at + 1).map_or("", |next| next.text);
        named
            || (numeric
                && (minutes
                    || matches!(ending, "am" | "pm" | "h")
                    || (ending.is_empty() && matches!(next, "am" | "pm"))))
            || (numeric
                && ending.is_empty()
                && (rest.trim_start().starts_with("p.m") || rest.trim_start().starts_with("a.m")))
    })
}

/// Tells whether a place is named: a key of the head, `in` or `at` before a name or a field, or a way to meet online.
fn has_place(page: &LintDocument<'_>) -> bool {
    let keyed = ["place", "venue", "where", "room"].iter().any(|key| page.draft.issue.contains_key(*key));
    keyed
        || page.body_blocks().any(|(_, block)| {
            let all = words(&block.text);
            all.iter().enumerate().any(|(at, word)| {
                let small = word.text.to_lowercase();
                let mut next = all.get(at + 1);
                if next.is_some_and(|next| next.text == "the") {
                    next = all.get(at + 2);
                }
                let month = |word: &str| find_dates(&format!("1 {word} 2020"), false).len() == 1;
                let name = next.is_some_and(|next| next.text.starts_with(char::is_uppercase) && !month(next.text));
                let field = block.text[word.end..].trim_start().starts_with(FIELD_PLACEHOLDER);
                ONLINE_WORDS.contains(&small.as_str()) || (matches!(small.as_str(), "in" | "at") && (name || field))
            })
        })
}
