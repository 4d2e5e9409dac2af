//! Date sense: weekdays that do not fit, and what lies behind us.

use super::day::{Day, days, nearest, weekday_name};
use super::page::{Block, Page};
use super::words::{Sentence, sentences};
use crate::model::{Finding, Severity};

/// How far back a date without a year may lie and still be meant as past: beyond it, next year's may be meant.
const RECENT: i32 = 60;

/// What says that something must be done by a day.
const DEADLINES: &[&str] = &["deadline", "closing date", "closes", "closing", "rsvp"];
const ASKS: &[&str] = &[
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
const UNTIL: &[&str] = &["by", "before", "until", "till"];
/// What says that something is going to be.
const COMING: &[&str] = &[
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
const PAST: &[&str] =
    &["was", "were", "had", "did", "met", "took", "passed", "ended", "expired", "closed", "came", "sent", "ago"];

/// Finds weekdays that do not fit their dates, days that their months have not, and days that are over.
pub(super) fn find(page: &Page<'_>) -> Vec<Finding> {
    let today = page.around.day_of(page.draft);
    let mut findings = Vec::new();
    for block in &page.blocks {
        let sentences = sentences(&block.text);
        for day in days(&block.text, page.around.month_first) {
            if let Some(finding) = misfit(page, block, &day) {
                findings.push(finding);
                continue;
            }
            let within = sentences.iter().find(|sentence| sentence.range.contains(&day.range.start));
            let Some(date) = day.date(today).filter(|date| *date < today && !block.quoted) else { continue };
            let days = date.until(today).map_or(0, |span| span.get_days());
            let Some(kind) = within.and_then(|sentence| ahead(sentence, &day)) else { continue };
            if day.year.is_none() && days > RECENT {
                continue;
            }
            let from = match page.draft.date {
                Some(_) => "before the day that the letter bears",
                None => "before today",
            };
            let sentence = format!("the {kind} of {} lies {from}, {}", day.words(), today.strftime("%-d %B %Y"));
            let finding = page.at_words("date-past", Severity::Warning, block, &day.range, sentence);
            findings.push(finding.with_hint("mend the date, or tell it as something that was"));
        }
    }
    findings
}

fn misfit(page: &Page<'_>, block: &Block, day: &Day) -> Option<Finding> {
    const ID: &str = "date-weekday";
    const SEVERITY: Severity = Severity::Block;
    if !day.exists() {
        let sentence = format!("there is no {}", day.words());
        return Some(page.at_words(ID, SEVERITY, block, &day.range, sentence).with_hint("look the day up"));
    }
    let near = page.around.day_of(page.draft);
    let (weekday, date) = (day.weekday?, day.date(near)?);
    if date.weekday() == weekday {
        return None;
    }
    let days = near.until(date).map_or(0, |span| span.get_days().abs());
    if day.year.is_none() && days > 2 * RECENT {
        // Half a year away it is open which year is meant.
        let other = |years: i16| jiff::civil::Date::new(date.year() + years, day.month, day.of_month).ok();
        if [-1, 1].into_iter().filter_map(other).any(|date| date.weekday() == weekday) {
            return None;
        }
    }
    let (is, said) = (weekday_name(date.weekday()), weekday_name(weekday));
    let day_said = date.strftime("%-d %B %Y");
    let sentence = format!("{day_said} is a {is}, not a {said}");
    let other = nearest(date, weekday).map(|date| format!("; {said} is {}", date.strftime("%-d %B")));
    let hint = format!("look it up: {day_said} is a {is}{}", other.unwrap_or_default());
    Some(page.at_words(ID, SEVERITY, block, &day.range, sentence).with_hint(hint))
}

/// Tells what a sentence looks ahead to at a day: a deadline, a date of something coming, or nothing.
fn ahead(sentence: &Sentence, day: &Day) -> Option<&'static str> {
    if sentence.says_one(PAST) {
        return None;
    }
    let by = sentence.before(day.range.start).next_back().is_some_and(|word| UNTIL.contains(&word))
        || sentence.says("no later than");
    if sentence.says_one(DEADLINES) || (by && sentence.says_one(ASKS)) {
        return Some("deadline");
    }
    (sentence.says_one(COMING) && !sentence.says("held") || sentence.says("will be held")).then_some("meeting")
}
