//! Date sense: weekdays that do not fit, and what lies behind us.

use super::date_parser::{WrittenDate, find_dates, nearest_weekday, weekday_name};
use super::lint_document::{LintDocument, TextBlock};
use super::sentences::{Sentence, sentences};
use crate::model::{Diagnostic, Severity};

/// How far back a date without a year may lie and still be meant as past: beyond it, next year's may be meant.
const MAX_PAST_DAYS: i32 = 60;

/// What says that something must be done by a day.
const DEADLINE_WORDS: &[&str] = &["deadline", "closing date", "closes", "closing", "rsvp"];
const REQUEST_WORDS: &[&str] = &[
    "send",
    "reply",
    "respond",
    "return",
    "register",
    "book",
    "tell",
    "submit",
    "write",
    "apply",
    "answer",
    "sign",
    "vote",
    "pay",
    "let",
    "comments",
    "responses",
    "nominations",
    "please",
];
const UNTIL_WORDS: &[&str] = &["by", "before", "until", "till"];
/// What says that something is going to be.
const FUTURE_WORDS: &[&str] = &[
    "will be held",
    "will take place",
    "takes place",
    "will meet",
    "will be on",
    "join us",
    "come to",
    "are invited",
    "save the date",
    "come and",
];
/// What says that it has been.
const PAST_WORDS: &[&str] =
    &["was", "were", "had", "did", "met", "took", "passed", "ended", "expired", "closed", "came", "sent", "ago"];

/// Finds weekdays that do not fit their dates, days that their months have not, and days that are over.
pub(super) fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let today = page.context.reference_date(page.draft);
    let mut findings = Vec::new();
    for block in &page.blocks {
        let sentences = sentences(&block.text);
        for day in find_dates(&block.text, page.context.month_first) {
            if let Some(finding) = weekday_mismatch(page, block, &day) {
                findings.push(finding);
                continue;
            }
            let within = sentences.iter().find(|sentence| sentence.range.contains(&day.range.start));
            let Some(date) = day.resolve(today).filter(|date| *date < today && !block.quoted) else { continue };
            let days = date.until(today).map_or(0, |span| span.get_days());
            let Some(kind) = within.and_then(|sentence| expected_future(sentence, &day)) else { continue };
            if day.year.is_none() && days > MAX_PAST_DAYS {
                continue;
            }
            let from = match page.draft.date {
                Some(_) => "before the day that the letter bears",
                None => "before today",
            };
            let sentence = format!("the {kind} of {} lies {from}, {}", day.describe(), today.strftime("%-d %B %Y"));
            let finding = page.diagnostic_at_text("date-past", Severity::Warning, block, &day.range, sentence);
            findings.push(finding.with_help("mend the date, or tell it as something that was"));
        }
    }
    findings
}

fn weekday_mismatch(page: &LintDocument<'_>, block: &TextBlock, day: &WrittenDate) -> Option<Diagnostic> {
    const ID: &str = "date-weekday";
    const SEVERITY: Severity = Severity::Block;
    if !day.is_valid() {
        let sentence = format!("there is no {}", day.describe());
        return Some(page.diagnostic_at_text(ID, SEVERITY, block, &day.range, sentence).with_help("look the day up"));
    }
    let near = page.context.reference_date(page.draft);
    let (weekday, date) = (day.weekday?, day.resolve(near)?);
    if date.weekday() == weekday {
        return None;
    }
    let days = near.until(date).map_or(0, |span| span.get_days().abs());
    if day.year.is_none() && days > 2 * MAX_PAST_DAYS {
        // Half a year away it is open which year is meant.
        let other = |years: i16| jiff::civil::Date::new(date.year() + years, day.month, day.day).ok();
        if [-1, 1].into_iter().filter_map(other).any(|date| date.weekday() == weekday) {
            return None;
        }
    }
    let (is, said) = (weekday_name(date.weekday()), weekday_name(weekday));
    let day_said = date.strftime("%-d %B %Y");
    let sentence = format!("{day_said} is a {is}, not a {said}");
    let other = nearest_weekday(date, weekday).map(|date| format!("; {said} is {}", date.strftime("%-d %B")));
    let hint = format!("look it up: {day_said} is a {is}{}", other.unwrap_or_default());
    Some(page.diagnostic_at_text(ID, SEVERITY, block, &day.range, sentence).with_help(hint))
}

/// Tells what a sentence looks ahead to at a day: a deadline, a date of something coming, or nothing.
fn expected_future(sentence: &Sentence, day: &WrittenDate) -> Option<&'static str> {
    if sentence.contains_any(PAST_WORDS) {
        return None;
    }
    let by = sentence.words_before(day.range.start).next_back().is_some_and(|word| UNTIL_WORDS.contains(&word))
        || sentence.contains_phrase("no later than");
    if sentence.contains_any(DEADLINE_WORDS) || (by && sentence.contains_any(REQUEST_WORDS)) {
        return Some("deadline");
    }
    (sentence.contains_any(FUTURE_WORDS) && !sentence.contains_phrase("held")
        || sentence.contains_phrase("will be held"))
    .then_some("meeting")
}
