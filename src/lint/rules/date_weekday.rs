//! Weekdays that do not fit their dates.

use crate::draft::TextBlock;
use crate::lint::date_parser::find_dates_in;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::written_date::{WrittenDate, nearest_weekday};
use crate::model::{Diagnostic, Severity, weekday_name};

pub(super) const RULE: LintRule = LintRule {
    id: "date-weekday",
    severity: Severity::Block,
    other_severity: "",
    mandatory: false,
    description: "a weekday does not fit its date, or a month has no such day",
    help: "Look the day up and fix one of the two.",
    example: RuleExample {
        bad: "We meet on Thursday 17 May 2017 at 2 pm in Leeds.",
        good: "We meet on Wednesday 17 May 2017 at 2 pm in Leeds.",
    },
    check: Some(check),
};

/// Up to how many days away a date without a year surely means this one.
const MAX_CLOSE_DAYS: i32 = 120;

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for block in page.blocks {
        let days = find_dates_in(&block.text, page.context.month_first, &page.context.date_words);
        let is_doubtful = |day: &WrittenDate| day.year.is_none() && days.iter().any(|other| fits_year_of(day, other));
        findings
            .extend(days.iter().filter(|day| !is_doubtful(day)).filter_map(|day| weekday_mismatch(page, block, day)));
    }
    let title = find_dates_in(page.draft.event_title(), page.context.month_first, &page.context.date_words);
    findings.extend(title.iter().filter_map(|day| mismatch_words(page, day)).map(|(message, help)| {
        let location = Some(page.draft.event_key_location("title"));
        Diagnostic { id: RULE.id, severity: RULE.severity, location, message, help: Some(help), suggestion: None }
    }));
    findings
}

/// Tells whether a day without a year has its weekday in the year of another one, or in the year beside it.
fn fits_year_of(day: &WrittenDate, other: &WrittenDate) -> bool {
    let fits = |year: i16| {
        jiff::civil::Date::new(year, day.month, day.day).is_ok_and(|date| Some(date.weekday()) == day.weekday)
    };
    other.year.is_some_and(|year| [year - 1, year, year + 1].into_iter().any(fits))
}

/// Finds a day that does not exist, or is not the weekday that is written with it.
pub(super) fn weekday_mismatch(page: &LintDocument<'_>, block: &TextBlock, day: &WrittenDate) -> Option<Diagnostic> {
    let (sentence, help) = mismatch_words(page, day)?;
    let finding = RULE.diagnostic_at_text(page, block, &day.range, sentence).with_help(help);
    Some(match right_weekday(page, day, block.text.get(day.range.clone()).unwrap_or_default()) {
        Some((written, right)) => finding.with_suggestion(written, right),
        None => finding,
    })
}

/// Returns the weekday as a date has it and the right one, if the date begins with its whole name.
fn right_weekday(page: &LintDocument<'_>, day: &WrittenDate, written: &str) -> Option<(String, String)> {
    let date = day.resolve(page.context.reference_date(page.draft))?;
    let said = weekday_name(day.weekday?);
    let right = weekday_name(date.weekday());
    (written.starts_with(&said) && said != right).then_some((said, right))
}

/// Says what is wrong with a day, and what to do.
fn mismatch_words(page: &LintDocument<'_>, day: &WrittenDate) -> Option<(String, String)> {
    if !day.is_valid() {
        return Some((format!("there is no {}", day.describe()), "look the day up".to_owned()));
    }
    let near = page.context.reference_date(page.draft);
    let (weekday, date) = (day.weekday?, day.resolve(near)?);
    if date.weekday() == weekday {
        return None;
    }
    let days = near.until(date).map_or(0, |span| span.get_days().abs());
    if day.year.is_none() && days > MAX_CLOSE_DAYS {
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
    Some((sentence, format!("look it up: {day_said} is a {is}{}", other.unwrap_or_default())))
}
