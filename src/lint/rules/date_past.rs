//! Deadlines and meetings that are over.

use crate::lint::date_parser::find_dates;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::rules::date_weekday::weekday_mismatch;
use crate::lint::sentences::{Sentence, sentences};
use crate::lint::written_date::WrittenDate;
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "date-past",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "a deadline or a meeting is before the letter's own date, or before today",
    help: "Fix the date, or write about it in the past tense.",
    example: RuleExample { bad: "Please reply by 3 April 2017.", good: "Please reply by 3 May 2037." },
    check: Some(check),
};

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

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let today = page.context.reference_date(page.draft);
    let mut findings = Vec::from_iter(past_event(page));
    for block in page.blocks {
        let sentences: Vec<_> = sentences(&block.text).into_iter().map(SentenceView::new).collect();
        for day in find_dates(&block.text, page.context.month_first) {
            if weekday_mismatch(page, block, &day).is_some() {
                continue;
            }
            let at = sentences.partition_point(|view| view.sentence.range.end <= day.range.start);
            let within = sentences.get(at).filter(|view| view.sentence.range.contains(&day.range.start));
            let Some(date) = day.resolve(today).filter(|date| *date < today && !block.quoted) else { continue };
            let days = date.until(today).map_or(0, |span| span.get_days());
            let Some(kind) = within.and_then(|view| view.expected_future(&day)) else { continue };
            if day.year.is_none() && days > MAX_PAST_DAYS {
                continue;
            }
            let from = match page.draft.date {
                Some(_) => "before the date of the letter",
                None => "before today",
            };
            let sentence = format!("the {kind} of {} is {from}, {}", day.describe(), today.strftime("%-d %B %Y"));
            let finding = RULE.diagnostic_at_text(page, block, &day.range, sentence);
            findings.push(finding.with_help("fix the date, or write about it in the past tense"));
        }
    }
    findings
}

/// Finds an event that is over: the letter and calendars announce it.
fn past_event(page: &LintDocument<'_>) -> Option<Diagnostic> {
    let today = page.context.reference_date(page.draft);
    let last = *page.draft.event_days().filter(|days| *days.end() < today)?.end();
    let (day, from) =
        (last.strftime("%-d %B %Y"), if page.draft.date.is_some() { "the date of the letter" } else { "today" });
    Some(Diagnostic {
        id: RULE.id,
        severity: RULE.severity,
        location: Some(page.draft.event_key_location("starts")),
        message: format!("the event of {day} is before {from}, {}", today.strftime("%-d %B %Y")),
        help: Some("fix the date, or delete `event:` and write about it in the past tense".to_owned()),
        suggestion: None,
    })
}

/// A sentence and what its words say about time.
#[expect(clippy::struct_excessive_bools, reason = "each is a question about the sentence")]
struct SentenceView {
    sentence: Sentence,
    is_past: bool,
    is_deadline: bool,
    asks: bool,
    is_announcement: bool,
}

impl SentenceView {
    fn new(sentence: Sentence) -> Self {
        Self {
            is_past: sentence.contains_any(PAST_WORDS),
            is_deadline: sentence.contains_any(DEADLINE_WORDS),
            asks: sentence.contains_any(REQUEST_WORDS),
            is_announcement: sentence.contains_any(FUTURE_WORDS) && !sentence.contains_phrase("held")
                || sentence.contains_phrase("will be held"),
            sentence,
        }
    }

    /// Tells what it looks ahead to at a day: a deadline, a date of something coming, or nothing.
    fn expected_future(&self, day: &WrittenDate) -> Option<&'static str> {
        if self.is_past {
            return None;
        }
        let before: Vec<_> = self.sentence.words_before(day.range.start).rev().take(3).collect();
        let by = before.first().is_some_and(|word| UNTIL_WORDS.contains(word)) || before == ["than", "later", "no"];
        if self.is_deadline || (by && self.asks) {
            return Some("deadline");
        }
        self.is_announcement.then_some("meeting")
    }
}
