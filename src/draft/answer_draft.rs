//! The keys `answers`, `answers_until` and `places` of a draft: what the letter asks, until when, for how many.

use std::fmt::Display;

use serde_json::Value;

use super::calendar_event;
use super::front_matter::{FrontMatter, key_position};
use crate::model::{Diagnostic, EventTime, MAX_CHOICES, Severity, SourceLocation, single_line};

/// The rule of the diagnostics.
pub(super) const RULE_ID: &str = "answers";

/// The longest word of an answer, in characters: it stands on a button.
const MAX_WORD: usize = 40;

/// The largest number of places.
const MAX_PLACES: u32 = 1_000_000;

/// What a draft asks its readers, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AnswerDraft {
    /// The words of the answers, in their order.
    pub(super) words: Vec<String>,
    /// The deadline; a day is the last one.
    pub(super) until: Option<EventTime>,
    /// How many can come, guests included.
    pub(super) places: Option<u32>,
}

/// Where a draft says what is wrong.
struct KeyFault<'f> {
    head: &'f str,
    at: &'f dyn Fn(usize, usize) -> SourceLocation,
}

impl KeyFault<'_> {
    fn at(&self, key: &str, word: &str, message: impl Display, help: impl Into<String>) -> Diagnostic {
        let (line, column) = key_position(self.head, key, if word.is_empty() { key } else { word });
        Diagnostic {
            id: RULE_ID,
            severity: Severity::Block,
            location: Some((self.at)(line, column)),
            message: message.to_string(),
            help: Some(help.into()),
            suggestion: None,
        }
    }
}

/// Understands what a draft asks; `None` if it asks nothing.
pub(super) fn parse_answers(
    front: &FrontMatter,
    head: &str,
    at: &dyn Fn(usize, usize) -> SourceLocation,
) -> Result<Option<AnswerDraft>, Diagnostic> {
    let fault = KeyFault { head, at };
    let Some(answers) = &front.answers else {
        let others = [("answers_until", &front.answers_until), ("places", &front.places)];
        return match others.into_iter().find(|(_, value)| value.is_some()) {
            None => Ok(None),
            Some((key, _)) => {
                let message = format!("`{key}` is about answers, but the letter does not ask for any");
                Err(fault.at(key, "", message, "add a line `answers: [yes, no, apologies]`, or delete this one"))
            }
        };
    };
    if front.asks_again.as_deref().is_some_and(|slug| !slug.trim().is_empty()) {
        let message = "a letter asks a question of its own or that of an earlier letter, not both";
        return Err(fault.at("asks_again", "", message, "delete the line `answers`, or this one"));
    }
    let words = parse_words(answers, &fault)?;
    let until = front.answers_until.as_deref().filter(|text| !text.trim().is_empty());
    let until = until.map(|text| parse_deadline(text, &fault)).transpose()?;
    let places = front.places.as_deref().filter(|text| !text.trim().is_empty());
    let places = places.map(|text| parse_places(text, &fault)).transpose()?;
    let has_people = places.is_some() || front.event.as_ref().is_some_and(|event| !event.is_null());
    if has_people && let Some(yes) = words.iter().skip(1).find(|word| word.eq_ignore_ascii_case("yes")) {
        let message = "the first answer is that of people who come, and `yes` is not the first";
        return Err(fault.at("answers", yes, message, "write `yes` first, as in `answers: [yes, no, apologies]`"));
    }
    Ok(Some(AnswerDraft { words, until, places }))
}

/// Reads the answers: a list, or words with commas between them.
fn parse_words(answers: &Value, fault: &KeyFault<'_>) -> Result<Vec<String>, Diagnostic> {
    const HINT: &str = "write `answers: [yes, no, apologies]`, or words of your own";
    let items: Vec<String> = match answers {
        Value::String(text) => text.split(',').map(str::to_owned).collect(),
        Value::Array(items) => items.iter().filter_map(item_text).collect(),
        _ => return Err(fault.at("answers", "", "`answers` is no list of words", HINT)),
    };
    let mut words: Vec<String> = Vec::new();
    for item in &items {
        let word = single_line(item.trim()).into_owned();
        if word.is_empty() {
            continue;
        }
        if word.contains("{{") {
            let message = format!("the answer `{word}` has a field in it, but the answers are the same for all");
            return Err(fault.at("answers", "{{", message, "write the words themselves"));
        }
        if word.chars().count() > MAX_WORD {
            let message = format!("the answer `{word}` is longer than {MAX_WORD} characters and fits on no button");
            return Err(fault.at("answers", &word, message, "make it shorter, and explain it in the letter"));
        }
        if words.iter().any(|known| known.to_lowercase() == word.to_lowercase()) {
            let message = format!("the answer `{word}` stands twice");
            return Err(fault.at("answers", &word, message, "delete one of the two"));
        }
        words.push(word);
    }
    let count = match items.len() {
        _ if matches!(answers, Value::Array(all) if all.len() != items.len()) => "an answer that is no word",
        _ if words.is_empty() => "no answer",
        _ if words.len() == 1 => "one answer alone",
        _ if words.len() > MAX_CHOICES => "too many answers",
        _ => return Ok(words),
    };
    let message = format!("`answers` has {count}: it takes two to {MAX_CHOICES}");
    Err(fault.at("answers", "", message, HINT))
}

/// Returns an item of the list as it was typed.
fn item_text(item: &Value) -> Option<String> {
    match item {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null => Some(String::new()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

fn parse_deadline(text: &str, fault: &KeyFault<'_>) -> Result<EventTime, Diagnostic> {
    let text = text.trim();
    calendar_event::parse_moment(text).ok_or_else(|| {
        let help = "write it as `2026-12-10 18:00`, or as `2026-12-10` for the end of that day";
        fault.at("answers_until", text, format!("`{text}` is no time until which people can answer"), help)
    })
}

fn parse_places(text: &str, fault: &KeyFault<'_>) -> Result<u32, Diagnostic> {
    let text = text.trim();
    let number = text.parse().ok().filter(|places| (1..=MAX_PLACES).contains(places));
    number.ok_or_else(|| {
        let help = "write a number, such as `places: 60`, or leave the line out if there are enough";
        fault.at("places", text, format!("`{text}` is no number of places"), help)
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::draft::front_matter::parse_front_matter;

    fn read(lines: &str) -> Result<Option<AnswerDraft>, Diagnostic> {
        let at = |line, column| SourceLocation { file: "newsletters/x.md".into(), line, column };
        let head = format!("subject: A\n{lines}\n");
        parse_answers(&parse_front_matter(&head, &at)?, &head, &at)
    }

    #[test]
    fn answers_are_read_in_every_form() {
        for lines in [
            "answers: [yes, no, I am not sure]",
            "answers: yes, no, I am not sure",
            "answers:\n  - yes\n  - no\n  - I am not sure",
            "answers:\n- \"yes\"\n- 'no'\n- I am not sure",
            "answers: [\"yes\", no , 'I am not sure'] # a note",
        ] {
            assert_eq!(read(lines).unwrap().unwrap().words, ["yes", "no", "I am not sure"], "{lines}");
        }
        assert_eq!(read("answers: [1, true, 007, 2.50]").unwrap().unwrap().words, ["1", "true", "007", "2.50"]);
        assert_eq!(read("answers: [Yes: with a guest, No]").unwrap().unwrap().words, ["Yes: with a guest", "No"]);
        let full = read("answers: yes, no\nanswers_until: 2026-12-10 18:00\nplaces: 60").unwrap().unwrap();
        assert_eq!(
            (full.until.map(|until| until.to_string()).as_deref(), full.places),
            (Some("2026-12-10 18:00"), Some(60))
        );
        assert_eq!(read("answers: yes, no\nanswers_until:\nplaces:").unwrap().unwrap().until, None);
        assert_eq!(read("to: members").unwrap(), None);
    }

    #[test]
    fn what_is_wrong_with_answers_has_its_place() {
        for (lines, place, words) in [
            ("answers:", (3, 1), "has no answer"),
            ("answers: []", (3, 1), "has no answer"),
            ("answers: [yes]", (3, 1), "one answer alone"),
            ("answers: [a, b, c, d, e, f, g]", (3, 1), "too many answers: it takes two to 6"),
            ("answers: [yes, Yes]", (3, 16), "`Yes` stands twice"),
            ("answers: [yes, \"no, {{first_name}}\"]", (3, 21), "has a field in it"),
            ("answers: [[yes], no]", (3, 1), "an answer that is no word"),
            ("places: 60", (3, 1), "the letter does not ask for any"),
            ("answers_until: 2026-12-10", (3, 1), "the letter does not ask for any"),
            ("answers: yes, no\nplaces: many", (4, 9), "`many` is no number of places"),
            ("answers: yes, no\nplaces: 0", (4, 9), "`0` is no number of places"),
            ("answers: yes, no\nplaces: -3", (4, 9), "`-3` is no number of places"),
            ("answers: yes, no\nanswers_until: Friday", (4, 16), "`Friday` is no time"),
            ("answers: yes, no\nanswers_until: 2026-02-30", (4, 16), "`2026-02-30` is no time"),
            ("answers: no, yes\nplaces: 3", (3, 14), "`yes` is not the first"),
            ("answer: yes, no", (3, 1), "`answer` is no key of a draft"),
        ] {
            let finding = read(lines).unwrap_err();
            let found = finding.location.unwrap();
            assert_eq!((found.line, found.column), place, "{lines}: {}", finding.message);
            assert!(finding.message.contains(words), "{lines}: {}", finding.message);
            assert!(finding.help.is_some(), "{lines}");
        }
        assert!(read("answers: no, yes").is_ok());
    }
}
