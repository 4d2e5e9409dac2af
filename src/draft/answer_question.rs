//! What a letter asks, as it is frozen and as its readers see it: labels, deadline, buttons.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::answer_draft::AnswerDraft;
use super::letter_templates::{BodyPart, PartialFrame, WorkspaceTemplates};
use crate::model::{
    AnswerChoice, AnswerQuestion, Diagnostic, EventTime, IssueEvent, LocalTimeError, SentenceSource as _, capitalize,
    resolve_local_time,
};
use crate::template::ANSWER_LINK_PREFIX;
use crate::translation::Translator;

/// What templates read of the answers, as `{{issue.answers.…}}`.
pub(super) const TEMPLATE_FIELDS: &[&str] = &["until", "places"];

/// The words of an invitation that have a sentence of the catalogue on their buttons.
const INVITATION_WORDS: &[(&str, &str)] =
    &[("yes", "answer-yes"), ("no", "answer-no"), ("apologies", "answer-apologies"), ("maybe", "answer-maybe")];

/// Returns the name under which templates read the link of an answer, by its number from 1.
pub(super) fn link_field(number: usize) -> String {
    format!("{ANSWER_LINK_PREFIX}{number}")
}

/// Returns what is asked; `told` is the event of the letter.
///
/// # Errors
/// The clocks do not show the deadline, or show it twice.
pub(super) fn build_question(
    draft: &AnswerDraft,
    told: Option<&IssueEvent>,
    zone: &TimeZone,
    sentences: &Translator,
) -> Result<AnswerQuestion, (DateTime, LocalTimeError)> {
    let choice =
        |word: &String| AnswerChoice { word: word.clone(), label: choice_label(word, told.is_some(), sentences) };
    let deadline = match draft.until {
        Some(until) => deadline(until, zone)?,
        None => told.and_then(|told| match told.event.starts {
            EventTime::Time(time) => zone.to_ambiguous_timestamp(time).compatible().ok(),
            EventTime::Day(first) => end_of_day(first, zone),
        }),
    };
    Ok(AnswerQuestion {
        choices: draft.words.iter().map(choice).collect(),
        deadline,
        places: draft.places,
        accepts_guests: told.is_some() || draft.places.is_some(),
    })
}

/// Returns the moment at which a deadline has passed: a day is the last one.
///
/// # Errors
/// The clocks do not show the deadline, or show it twice.
pub(super) fn deadline(until: EventTime, zone: &TimeZone) -> Result<Option<Timestamp>, (DateTime, LocalTimeError)> {
    match until {
        EventTime::Time(time) => resolve_local_time(time, zone).map(Some).map_err(|error| (time, error)),
        EventTime::Day(last) => Ok(end_of_day(last, zone)),
    }
}

/// Returns the moment at which a day is over.
fn end_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    Some(day.tomorrow().ok()?.to_zoned(zone.clone()).ok()?.timestamp())
}

/// Returns what stands on the button of an answer.
fn choice_label(word: &str, is_invitation: bool, sentences: &Translator) -> String {
    let known = INVITATION_WORDS.iter().find(|(known, _)| is_invitation && known.eq_ignore_ascii_case(word));
    known.map_or_else(|| capitalize(word), |(_, sentence)| sentences.say(sentence, &[]))
}

/// Tells in words until when people can answer, and for how many there is room, for templates.
pub(super) fn answer_words(draft: &AnswerDraft, sentences: &Translator) -> Map<String, Value> {
    let day = |day| sentences.language().format_long_date(day);
    let until = match draft.until {
        Some(EventTime::Day(last)) => day(last),
        Some(EventTime::Time(time)) => {
            let clock = time.strftime("%H:%M").to_string();
            sentences.say("event-at", &[("day", &day(time.date())), ("time", &clock)])
        }
        None => String::new(),
    };
    let places = draft.places.map(|places| sentences.language().format_integer(places.into())).unwrap_or_default();
    json!({ "until": until, "places": places }).as_object().cloned().unwrap_or_default()
}

/// Tells the same of a question that an earlier letter asked.
pub(super) fn question_words(question: &AnswerQuestion, zone: &TimeZone, sentences: &Translator) -> Map<String, Value> {
    let language = sentences.language();
    let until = question.deadline.map(|at| {
        let at = at.to_zoned(zone.clone());
        match at.date().yesterday() {
            Ok(last) if at.time() == Time::midnight() => language.format_long_date(last),
            _ => {
                let (day, clock) = (language.format_long_date(at.date()), at.strftime("%H:%M").to_string());
                sentences.say("event-at", &[("day", &day), ("time", &clock)])
            }
        }
    });
    let places = question.places.map(|places| language.format_integer(places.into()));
    let words = json!({ "until": until.unwrap_or_default(), "places": places.unwrap_or_default() });
    words.as_object().cloned().unwrap_or_default()
}

/// Draws the buttons of a question for the HTML part; their links are fields of each reader.
pub(super) fn draw_html(templates: WorkspaceTemplates<'_>, choices: &[AnswerChoice]) -> Result<String, Diagnostic> {
    let row = templates.split_partial("button-row", BodyPart::Html, &[])?;
    let mut buttons = Vec::new();
    for (choice, number) in choices.iter().zip(1..) {
        let partial = if number == 1 { "button" } else { "quiet-button" };
        let url = format!("{{{{{}}}}}", link_field(number));
        let PartialFrame { before, after } = templates.split_partial(partial, BodyPart::Html, &[("url", &url)])?;
        buttons.push(format!("{before}{}{after}", escape_words(&choice.label)));
    }
    let buttons = format!("{}{}{}", row.before, buttons.join("\n"), row.after);
    templates.draw_partial("answers", BodyPart::Html, &[("buttons", &buttons)])
}

/// Writes the answers for the text part, each with its link on a line of its own.
pub(super) fn draw_text(templates: WorkspaceTemplates<'_>, choices: &[AnswerChoice]) -> Result<String, Diagnostic> {
    let line = |(choice, number): (&AnswerChoice, usize)| {
        format!("{}: {{{{{}}}}}", choice.label.replace("{{", "\\{{"), link_field(number))
    };
    let lines: Vec<_> = choices.iter().zip(1..).map(line).collect();
    templates.draw_partial("answers", BodyPart::Text, &[("buttons", &lines.join("\n"))])
}

/// Escapes words for HTML.
fn escape_words(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;
    use crate::model::{CalendarEvent, Language};

    fn english() -> Translator {
        crate::translation::Catalog::default().translator(&Language::default())
    }

    fn draft(until: &str) -> AnswerDraft {
        AnswerDraft {
            words: vec!["yes".to_owned(), "by bus".to_owned()],
            until: until.parse().ok(),
            places: Some(1_200),
        }
    }

    fn event(starts: &str) -> IssueEvent {
        let (title, place) = ("A".to_owned(), String::new());
        let event = CalendarEvent { title, starts: starts.parse().unwrap(), ends: None, place, is_cancelled: false };
        IssueEvent { uid: "a".to_owned(), sequence: 0, made_at: Timestamp::UNIX_EPOCH, event }
    }

    #[test]
    fn deadline_is_a_moment_on_the_clocks_of_the_society() {
        let zone = TimeZone::get("Europe/London").unwrap();
        for (until, starts, deadline) in [
            ("2026-06-10 18:00", "2026-06-17 18:30", Some("2026-06-10T17:00:00Z")),
            ("2026-06-10", "2026-06-17 18:30", Some("2026-06-10T23:00:00Z")),
            ("", "2026-12-17 18:30", Some("2026-12-17T18:30:00Z")),
            ("", "2026-12-17", Some("2026-12-18T00:00:00Z")),
        ] {
            let question = build_question(&draft(until), Some(&event(starts)), &zone, &english()).unwrap();
            assert_eq!(question.deadline.map(|at| at.to_string()).as_deref(), deadline, "{until} {starts}");
        }
        assert_eq!(build_question(&draft(""), None, &zone, &english()).unwrap().deadline, None);
        assert!(build_question(&draft("2026-03-29 01:30"), None, &zone, &english()).is_err());
    }

    #[test]
    fn known_words_have_labels_in_an_invitation() {
        let zone = TimeZone::UTC;
        let labels = |told: Option<&IssueEvent>| {
            let question = build_question(&draft(""), told, &zone, &english()).unwrap();
            question.choices.into_iter().map(|choice| choice.label).collect::<Vec<_>>()
        };
        assert_eq!(labels(Some(&event("2026-12-17"))), ["I will come", "By bus"]);
        assert_eq!(labels(None), ["Yes", "By bus"]);
    }

    #[test]
    fn answers_are_told_in_words() {
        let words = answer_words(&draft("2026-12-10 18:00"), &english());
        assert_eq!(words["until"], "Thursday 10 December 2026, 18:00");
        assert_eq!(words["places"], "1,200");
        assert!(TEMPLATE_FIELDS.iter().all(|field| words.contains_key(*field)) && words.len() == TEMPLATE_FIELDS.len());
    }
}
