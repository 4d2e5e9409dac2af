//! One event with two dates.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::draft::{BlockKind, TextBlock};
use crate::lint::date_parser::find_dates;
use crate::lint::event_words::EVENT_WORDS;
use crate::lint::lint_document::LintDocument;
use crate::lint::lint_rule::{LintRule, RuleExample};
use crate::lint::sentences::{Sentence, sentences};
use crate::lint::written_date::WrittenDate;
use crate::model::{Diagnostic, Severity};

pub(super) const RULE: LintRule = LintRule {
    id: "date-clash",
    severity: Severity::Warning,
    other_severity: "",
    mandatory: false,
    description: "one meeting or deadline has two dates",
    help: "Make them the same.",
    example: RuleExample {
        bad: "The AGM is on 3 May at 2 pm in Leeds.\n\nCome to the AGM on 4 May.",
        good: "The AGM is on 3 May at 2 pm in Leeds.\n\nCome to the AGM on 3 May.",
    },
    check: Some(check),
};

/// The longest line that is a heading without a sign, in words.
const MAX_TITLE_WORDS: usize = 8;

/// How far a day in the subject may be from the event and still be meant as its day.
const MAX_CLASH_DAYS: i32 = 7;

/// What stands between an article and the event and makes it another one.
const EVENT_QUALIFIERS: &[&str] = &["annual", "general", "spring", "summer", "autumn", "winter", "members'", "closing"];

fn check(page: &LintDocument<'_>) -> Vec<Diagnostic> {
    let near = page.context.reference_date(page.draft);
    let mut first: BTreeMap<String, (Date, WrittenDate)> = BTreeMap::new();
    let mut findings = Vec::from_iter(event_clash(page));
    let mut heading = HeadingDate::default();
    for (number, block) in page.blocks.iter().enumerate().filter(|(_, block)| !block.quoted) {
        let all = find_dates(&block.text, page.context.month_first);
        findings.extend(heading.check(page, block, &all));
        for sentence in sentences(&block.text) {
            let from = all.partition_point(|day| day.range.start < sentence.range.start);
            let mut within = all.iter().skip(from).take_while(|day| day.range.start < sentence.range.end);
            let (Some(day), None) = (within.next(), within.next()) else { continue };
            let (Some(name), Some(date)) = (event_name(&sentence, number < 2), day.resolve(near)) else { continue };
            match first.get(&name) {
                None => drop(first.insert(name, (date, day.clone()))),
                Some((other, said)) if *other != date => {
                    let sentence =
                        format!("the {name} is on {} here, and on {} before", day.describe(), said.describe());
                    let finding = RULE.diagnostic_at_text(page, block, &day.range, sentence);
                    findings.push(finding.with_help("make the two dates the same"));
                }
                Some(_) => {}
            }
        }
    }
    findings
}

/// Finds a day in the subject that is not that of the event, where nothing in the letter names that of the event.
fn event_clash(page: &LintDocument<'_>) -> Option<Diagnostic> {
    let days = page.draft.event_days()?;
    let near = page.context.reference_date(page.draft);
    let dates = |block: &TextBlock| find_dates(&block.text, page.context.month_first);
    let subject = page.blocks.iter().find(|block| block.kind == BlockKind::Subject)?;
    let [day] = &dates(subject)[..] else { return None };
    let date = day.resolve(near)?;
    let away = |from: Date| from.until(date).map_or(i32::MAX, |span| span.get_days().abs());
    let named = page.blocks.iter().flat_map(dates).filter_map(|day| day.resolve(near)).any(|day| days.contains(&day));
    if named || away(*days.start()) > MAX_CLASH_DAYS {
        return None;
    }
    let event = days.start().strftime("%-d %B %Y");
    let sentence = format!("the subject says {}, and the event is on {event}", day.describe());
    Some(RULE.diagnostic_at_text(page, subject, &day.range, sentence).with_help("make the two dates the same"))
}

/// The one day in a heading, until a paragraph below it names that day of another month.
#[derive(Default)]
struct HeadingDate {
    day: Option<WrittenDate>,
}

impl HeadingDate {
    /// Compares the days of a block with that of the heading above it: the same day of another month is a slip.
    fn check(&mut self, page: &LintDocument<'_>, block: &TextBlock, days: &[WrittenDate]) -> Option<Diagnostic> {
        let words = block.text.split_whitespace().take(MAX_TITLE_WORDS + 1).count();
        let is_title = matches!(block.kind, BlockKind::Heading(_))
            || (block.kind == BlockKind::Paragraph
                && words <= MAX_TITLE_WORDS
                && !block.text.trim_end().ends_with('.'));
        if let (true, [day]) = (is_title, days) {
            self.day = Some(day.clone()).filter(|day| day.year.is_some());
            return None;
        }
        if matches!(block.kind, BlockKind::Heading(_)) {
            self.day = None;
        }
        if self
            .day
            .as_ref()
            .is_some_and(|title| days.iter().any(|day| day.month == title.month && day.day == title.day))
        {
            self.day = None;
        }
        let title = self.day.as_ref()?;
        let other = days
            .iter()
            .find(|day| day.day == title.day && day.year == title.year && (day.month - title.month).abs() == 1)?;
        let sentence = format!("it is {} here, and {} in the heading", other.describe(), title.describe());
        let finding =
            RULE.diagnostic_at_text(page, block, &other.range, sentence).with_help("make the two dates the same");
        self.day = None;
        Some(finding)
    }
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
