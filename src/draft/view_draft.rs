//! The keys `views` and `views_until` of a draft: what its readers shall say in their own words, and until when.

use std::fmt::Display;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::answer_question::deadline;
use super::calendar_event::parse_moment;
use super::front_matter::{FrontMatter, key_position};
use crate::model::{Diagnostic, EventTime, LocalTimeError, Severity, SourceLocation, ViewCall, single_line};

/// The rule of the diagnostics.
pub(super) const RULE_ID: &str = "view-call";

/// The most questions, and the longest one in characters.
const MAX_QUESTIONS: usize = 20;
const MAX_QUESTION: usize = 300;

/// What a draft asks its readers to say, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ViewDraft {
    /// The questions, in their order.
    pub(super) questions: Vec<String>,
    /// The deadline; a day is the last one.
    pub(super) until: Option<EventTime>,
}

impl ViewDraft {
    /// Returns the call with its deadline as a moment.
    ///
    /// # Errors
    /// The clocks do not show the deadline, or show it twice.
    pub(super) fn build_call(&self, zone: &TimeZone) -> Result<ViewCall, (DateTime, LocalTimeError)> {
        let deadline = self.until.map(|until| deadline(until, zone)).transpose()?.flatten();
        Ok(ViewCall { questions: self.questions.clone(), deadline })
    }
}

/// Understands what a draft calls for; `None` if it calls for no views.
pub(super) fn parse_views(
    front: &FrontMatter,
    head: &str,
    at: &dyn Fn(usize, usize) -> SourceLocation,
) -> Result<Option<ViewDraft>, Diagnostic> {
    let fault = |key: &str, word: &str, message: &dyn Display, help: &str| {
        let (line, column) = key_position(head, key, if word.is_empty() { key } else { word });
        Diagnostic {
            id: RULE_ID,
            severity: Severity::Block,
            location: Some(at(line, column)),
            message: message.to_string(),
            help: Some(help.to_owned()),
            suggestion: None,
        }
    };
    let until = front.views_until.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let Some(views) = &front.views else {
        return if until.is_none() {
            Ok(None)
        } else {
            let message = "`views_until` is about views, but the letter does not ask for any";
            Err(fault("views_until", "", &message, "add a line `views: [Slate or zinc?]`, or delete this one"))
        };
    };
    let questions = questions(views);
    let hint = "write `views: [Slate or zinc?]`, or one question a line below, each behind `- `";
    if questions.is_empty() || questions.len() > MAX_QUESTIONS {
        let message = format!("`views` takes one question to {MAX_QUESTIONS}");
        return Err(fault("views", "", &message, hint));
    }
    for question in &questions {
        if question.contains("{{") {
            let message =
                format!("the question `{question}` has a field in it, but the questions are the same for all");
            return Err(fault("views", "{{", &message, "write the words themselves"));
        }
        if question.chars().count() > MAX_QUESTION {
            let message = format!("a question is longer than {MAX_QUESTION} characters");
            return Err(fault("views", "", &message, "make it shorter, and explain it in the letter"));
        }
    }
    let until = until.map(|text| {
        let help = "write it as `2026-12-10 18:00`, or as `2026-12-10` for the end of that day";
        let message = format!("`{text}` is no time until which people can write");
        parse_moment(text).ok_or_else(|| fault("views_until", text, &message, help))
    });
    Ok(Some(ViewDraft { questions, until: until.transpose()? }))
}

/// Returns the questions as they were typed: a list, or one question. A question has commas.
fn questions(views: &Value) -> Vec<String> {
    let items: Vec<String> = match views {
        Value::Array(items) => items.iter().filter_map(item_text).collect(),
        other => item_text(other).into_iter().collect(),
    };
    let plain = items.iter().map(|item| single_line(item.trim()).into_owned());
    plain.filter(|item| !item.is_empty()).collect()
}

fn item_text(item: &Value) -> Option<String> {
    match item {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::draft::front_matter::parse_front_matter;

    fn read(lines: &str) -> Result<Option<ViewDraft>, Diagnostic> {
        let at = |line, column| SourceLocation { file: "newsletters/x.md".into(), line, column };
        let head = format!("subject: A\n{lines}\n");
        parse_views(&parse_front_matter(&head, &at)?, &head, &at)
    }

    #[test]
    fn deadlines_are_read_as_those_of_events() {
        let until =
            |text: &str| read(&format!("views: [Slate?]\nviews_until: {text}")).map(|draft| draft.unwrap().until);
        let evening = until("2026-12-10 18:00").unwrap();
        assert!(matches!(evening, Some(EventTime::Time(_))));
        for text in ["2026-12-10 18.00", "2026-12-10T18:00", "\"2026-12-10 18:00\""] {
            assert_eq!(until(text).unwrap(), evening, "{text}");
        }
        assert!(matches!(until("2026-12-10").unwrap(), Some(EventTime::Day(_))));
        assert!(until("next week").unwrap_err().message.contains("`next week` is no time"));
    }

    #[test]
    fn questions_are_read_in_every_form() {
        for lines in [
            "views: [Slate or zinc?, A higher fee?]",
            "views:\n  - Slate or zinc?\n  - A higher fee?",
            "views:\n- \"Slate or zinc?\"\n- 'A higher fee?'",
        ] {
            assert_eq!(read(lines).unwrap().unwrap().questions, ["Slate or zinc?", "A higher fee?"], "{lines}");
        }
        assert_eq!(read("views: Slate, or zinc?").unwrap().unwrap().questions, ["Slate, or zinc?"]);
        assert_eq!(read("views:\n  - Roof: slate?").unwrap().unwrap().questions, ["Roof: slate?"]);
        let call = read("views: Roof?\nviews_until: 2026-06-10 18:00").unwrap().unwrap();
        let zone = TimeZone::get("Europe/London").unwrap();
        assert_eq!(call.build_call(&zone).unwrap().deadline.unwrap().to_string(), "2026-06-10T17:00:00Z");
        let call = read("views: Roof?\nviews_until: 2026-06-10").unwrap().unwrap();
        assert_eq!(call.build_call(&zone).unwrap().deadline.unwrap().to_string(), "2026-06-10T23:00:00Z");
        assert_eq!(read("to: members").unwrap(), None);
    }

    #[test]
    fn what_is_wrong_with_views_has_its_place() {
        for (lines, place, words) in [
            ("views: []", (3, 1), "takes one question"),
            ("views_until: 2026-12-10", (3, 1), "does not ask for any"),
            ("views: Roof?\nviews_until: Friday", (4, 14), "`Friday` is no time"),
            ("views: [\"Roof, {{first_name}}?\"]", (3, 16), "has a field in it"),
            ("view: Roof?", (3, 1), "`view` is no key of a draft"),
        ] {
            let finding = read(lines).unwrap_err();
            let found = finding.location.unwrap();
            assert_eq!((found.line, found.column), place, "{lines}: {}", finding.message);
            assert!(finding.message.contains(words), "{lines}: {}", finding.message);
        }
    }
}
