//! Whether the readers of a draft can answer what it asks, in time.

use jiff::Timestamp;

use crate::config::Settings;
use crate::delivery::AnswerLinks;
use crate::draft::Draft;
use crate::model::{
    AnswerQuestion, Diagnostic, EventTime, IssueEvent, SETTINGS_FILE, Severity, SourceLocation, deadline_words,
};

/// The rule of the diagnostics.
const RULE_ID: &str = "answers";

/// Says what keeps readers from answering a question, and what is worth a look; `told` is the event of the letter.
pub(super) fn answer_diagnostics(
    settings: &Settings,
    draft: &Draft,
    question: Option<&AnswerQuestion>,
    told: Option<&IssueEvent>,
    now: Timestamp,
) -> Vec<Diagnostic> {
    let Some(question) = question else { return Vec::new() };
    let at = |key, severity, message: String, help: &str| Diagnostic {
        id: RULE_ID,
        severity,
        location: Some(draft.key_location(key)),
        message,
        help: Some(help.to_owned()),
        suggestion: None,
    };
    let mut found = Vec::new();
    if AnswerLinks::from_settings(settings).is_empty() {
        found.push(no_answer_link());
    }
    if told.is_some_and(|told| told.event.is_cancelled) {
        let message = "the letter cancels the event and asks who comes".to_owned();
        found.push(at("answers", Severity::Block, message, "delete the line `answers`"));
        return found;
    }
    let day = |at| deadline_words(at, &settings.society.time_zone(), &settings.society.language);
    if draft.asks_again.is_some() {
        let passed = question.deadline.filter(|deadline| *deadline <= now);
        let message = passed.map(|deadline| format!("people could answer until {}, which has passed", day(deadline)));
        let help = "delete the line: every answer would be late";
        found.extend(message.map(|message| at("asks_again", Severity::Block, message, help)));
        return found;
    }
    let begins = told.and_then(|told| beginning(told, settings));
    let finding = deadline_finding(question.deadline, draft.has_answer_deadline(), begins, now, day);
    found.extend(finding.map(|finding| at(finding.key, finding.severity, finding.message, finding.help)));
    found
}

/// What is to be said about the day by which to answer, at a key of the front matter.
struct DeadlineFinding {
    key: &'static str,
    severity: Severity,
    message: String,
    help: &'static str,
}

fn deadline_finding(
    deadline: Option<Timestamp>,
    is_written: bool,
    begins: Option<Timestamp>,
    now: Timestamp,
    day: impl Fn(Timestamp) -> String,
) -> Option<DeadlineFinding> {
    let finding = |key, severity, message: String, help| Some(DeadlineFinding { key, severity, message, help });
    match deadline {
        Some(deadline) if deadline <= now && is_written => finding(
            "answers_until",
            Severity::Block,
            format!("people could answer until {}, which has passed", day(deadline)),
            "write a later day, or delete the line",
        ),
        Some(deadline) if deadline <= now => finding(
            "answers",
            Severity::Block,
            "the event has begun, so that every answer would be late".to_owned(),
            "delete the line `answers`, or see whether `starts` is right",
        ),
        Some(deadline) if is_written && begins.is_some_and(|begins| deadline > begins) => finding(
            "answers_until",
            Severity::Warning,
            format!("people can answer until {}, after the event has begun", day(deadline)),
            "see whether the day is right",
        ),
        Some(deadline) if !is_written => finding(
            "answers",
            Severity::Note,
            format!("the letter says no day by which to answer: answers count until {}", day(deadline)),
            "if you need them earlier, add a line `answers_until: …`",
        ),
        None => finding(
            "answers",
            Severity::Note,
            "the letter asks for answers and says no day by which to answer".to_owned(),
            "add a line `answers_until: …`: without a day it is put off",
        ),
        Some(_) => None,
    }
}

/// Returns the moment at which an event begins; a whole day begins when it is over, as far as answers are concerned.
fn beginning(told: &IssueEvent, settings: &Settings) -> Option<Timestamp> {
    let zone = settings.society.time_zone();
    match told.event.starts {
        EventTime::Time(time) => zone.to_ambiguous_timestamp(time).compatible().ok(),
        EventTime::Day(day) => Some(day.tomorrow().ok()?.to_zoned(zone).ok()?.timestamp()),
    }
}

fn no_answer_link() -> Diagnostic {
    let help = "set `public_url` in `[web]`, or `answers = \"answers+{token}@example.org\"` in `[sender]`";
    Diagnostic {
        id: RULE_ID,
        severity: Severity::Block,
        location: Some(SourceLocation { file: SETTINGS_FILE.into(), line: 0, column: 0 }),
        message: "nobody could answer: there are no public pages, and there is no address for answers".to_owned(),
        help: Some(help.to_owned()),
        suggestion: None,
    }
}
