//! Meetings and deadlines: two dates for one, no time, no place, no day at all.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::date_parser::{WrittenDate, find_dates};
use super::lint_document::{BlockKind, FIELD_PLACEHOLDER, LintDocument, TextBlock};
use super::sentences::{Sentence, sentences, words};
use crate::model::{Diagnostic, Severity};

/// What takes place at a time and in a place.
const EVENT_WORDS: &[&str] = &[
    "meeting",
    "agm",
    "conference",
    "workshop",
    "lecture",
    "reception",
    "dinner",
    "lunch",
    "seminar",
    "rally",
    "debate",
    "hustings",
];
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
/// What stands between an article and the event and makes it another one.
const EVENT_QUALIFIERS: &[&str] = &["annual", "general", "spring", "summer", "autumn", "winter", "members'", "closing"];
/// What answers are called.
const ANSWER_WORDS: &[&str] =
    &["comments", "views", "view", "responses", "feedback", "nominations", "opinions", "submissions", "suggestions"];
const REQUEST_WORDS: &[&str] = &["send", "give", "let", "tell", "need", "want", "welcome", "submit", "share"];
/// What says where, or that it is nowhere in the world.
const ONLINE_WORDS: &[&str] = &["online", "zoom", "teams", "telephone", "phone", "video", "webinar"];

/// Finds one event with two dates.
pub(super) fn conflicting_dates(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let near = page.context.reference_date(page.draft);
    let mut first: BTreeMap<String, (Date, WrittenDate)> = BTreeMap::new();
    let mut findings = Vec::new();
    for (number, block) in page.blocks.iter().enumerate().filter(|(_, block)| !block.quoted) {
        let all = find_dates(&block.text, page.context.month_first);
        for sentence in sentences(&block.text) {
            let mut within = all.iter().filter(|day| sentence.range.contains(&day.range.start));
            let (Some(day), None) = (within.next(), within.next()) else { continue };
            let (Some(name), Some(date)) = (event_name(&sentence, number < 2), day.resolve(near)) else { continue };
            match first.get(&name) {
                None => drop(first.insert(name, (date, day.clone()))),
                Some((other, said)) if *other != date => {
                    let sentence =
                        format!("the {name} is on {} here, and on {} before", day.describe(), said.describe());
                    let finding = page.diagnostic_at_text("date-clash", Severity::Warning, block, &day.range, sentence);
                    findings.push(finding.with_help("make the two dates one"));
                }
                Some(_) => {}
            }
        }
    }
    findings
}

/// Returns the name of the one event that a sentence is about: `the annual meeting`, `our AGM`, `deadline for papers`.
fn event_name(sentence: &Sentence, in_head: bool) -> Option<String> {
    let words: Vec<&str> = sentence.words.iter().map(|(word, _)| word.as_str()).collect();
    let is = |word: &str| EVENT_WORDS.contains(&word) || word == "deadline" || word == "date";
    let mut found = None;
    for (at, word) in words.iter().enumerate().filter(|(_, word)| is(word)) {
        let mut from = at;
        while from > 0 && EVENT_QUALIFIERS.contains(&words[from - 1]) {
            from -= 1;
        }
        let article = from.checked_sub(1).and_then(|at| words.get(at));
        let definite = article.is_some_and(|word| matches!(*word, "the" | "our")) || (in_head && *word != "date");
        let mut name = words[from..=at].join(" ");
        // One among several, or a word that says something else, such as `the date`.
        if !definite || name == "date" || words.get(at + 1).is_some_and(|next| *next == "of") {
            continue;
        }
        if let Some("for") = words.get(at + 1).copied() {
            name = format!("{name} for {}", words.get(at + 2..(at + 4).min(words.len()))?.join(" "));
        }
        let name = if matches!(name.as_str(), "agm" | "annual general meeting") { "annual meeting" } else { &name };
        if found.as_deref().is_some_and(|other| other != name) {
            return None;
        }
        found = Some(name.to_owned());
    }
    found
}

/// Finds a meeting that is announced without a time or without a place.
pub(super) fn missing_details(page: &LintDocument<'_>) -> Vec<Diagnostic> {
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
            let Some(day) = all.iter().find(|day| sentence.range.contains(&day.range.start)) else { continue };
            let Some(name) = EVENT_WORDS.iter().find(|name| sentence.contains_phrase(name)) else { continue };
            if !sentence.contains_any(FUTURE_WORDS) || day.resolve(near).is_none_or(|date| date < near) {
                continue;
            }
            let name = if *name == "agm" { "AGM" } else { name };
            let sentence = format!("the {name} of {} has {lack}", day.describe());
            let finding = page.diagnostic_at_text("event-thin", Severity::Warning, block, &day.range, sentence);
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

/// Finds an appeal for answers without any day in the whole letter.
pub(super) fn missing_deadline(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let dated = page.blocks.iter().any(|block| !find_dates(&block.text, page.context.month_first).is_empty());
    if dated {
        return Vec::new();
    }
    for (_, block) in page.body_blocks().filter(|(_, block)| !block.quoted && block.kind != BlockKind::TableCell) {
        for sentence in sentences(&block.text) {
            let asks = sentence.words.iter().position(|(word, _)| REQUEST_WORDS.contains(&word.as_str()));
            let Some(asks) = asks else { continue };
            let ours = |word: &str| matches!(word, "your" | "you" | "us" | "any");
            let answer =
                sentence.words.iter().skip(asks).take(7).find(|(word, _)| ANSWER_WORDS.contains(&word.as_str()));
            let addressed = sentence.words.iter().skip(asks).take(7).any(|(word, _)| ours(word));
            let when =
                ["before the", "by the", "until the", "any time", "at any time", "this week", "by monday", "by friday"];
            if let Some((word, at)) = answer.filter(|_| addressed && !sentence.contains_any(&when)) {
                let words = format!("the letter asks for {} and says no date", normalize_plural(word));
                let range = *at..*at + word.len();
                let finding = page.diagnostic_at_text("deadline-missing", Severity::Note, block, &range, words);
                return vec![finding.with_help("say by when: without a day it is put off")];
            }
        }
    }
    Vec::new()
}

fn normalize_plural(word: &str) -> &str {
    if word == "view" { "views" } else { word }
}
