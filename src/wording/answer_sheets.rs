//! The answers to a letter on paper: the list for the door, the one for the minutes, and a table for spreadsheets.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::format_time;
use crate::documents::escape_markdown;
use crate::model::{
    Answer, AnswerChoice, AnswerOutcome, AnswerSource, AnswerStanding, format_count, format_number, formula,
};
use crate::replies::{AnswerList, ListedPerson};

/// The word of a choice that is an apology for absence.
const APOLOGIES: &str = "apologies";

/// Returns the lines of a list for the door: everybody who comes by last name, with a box for each head.
#[must_use]
pub fn door_lines(list: &AnswerList) -> Vec<String> {
    let Some(attending) = list.asked.question.choices.first() else { return Vec::new() };
    list.with_choice(attending).map(|(person, answer)| door_line(person, answer)).collect()
}

fn door_line(person: &ListedPerson, answer: &Answer) -> String {
    let boxes = "☐ ".repeat(1 + usize::from(answer.guests));
    format!("{boxes}{}{}", person.sorted_name, guest_words(answer.guests))
}

/// Says how many guests somebody brings: ` + 2 guests`, or nothing.
#[must_use]
pub fn guest_words(guests: u8) -> String {
    if guests == 0 { String::new() } else { format!(" + {}", format_count(guests.into(), "guest", "guests")) }
}

/// Writes the paragraphs about attendance for the minutes, as Markdown.
#[must_use]
pub fn minutes_markdown(list: &AnswerList) -> String {
    let mut paragraphs = Vec::new();
    for (position, counted) in list.counts().into_iter().enumerate() {
        let heading = minutes_heading(position, counted.choice);
        let members = format_count(counted.people as u64, "member", "members");
        let count = match counted.guests {
            0 => members,
            guests => format!("{members}, {}", format_count(guests as u64, "guest", "guests")),
        };
        let names: Vec<String> = list
            .with_choice(counted.choice)
            .map(|(person, answer)| {
                let guests = guest_words(answer.guests).replacen(" + ", "with ", 1);
                let guests = if guests.is_empty() { guests } else { format!(" ({guests})") };
                format!("{}{guests}", escape_markdown(&person.name))
            })
            .collect();
        let names = if names.is_empty() { "nobody".to_owned() } else { names.join(", ") };
        paragraphs.push(format!("**{heading}** ({count}): {names}.\n"));
    }
    paragraphs.join("\n")
}

fn minutes_heading(position: usize, choice: &AnswerChoice) -> String {
    match position {
        0 => "Present".to_owned(),
        _ if choice.word.to_lowercase() == APOLOGIES => "Apologies for absence".to_owned(),
        _ => format!("Answered “{}”", escape_markdown(&choice.word)),
    }
}

/// Writes everybody who was asked or answered as CSV, one row per person, with the present answer.
#[must_use]
pub fn answers_csv(list: &AnswerList, zone: &TimeZone) -> String {
    let mut text = "name,address,answer,guests,note,answered_at,by,remark\r\n".to_owned();
    for listed in &list.answered {
        let mut remarks = Vec::new();
        if let Some(uncounted) = listed.uncounted() {
            remarks.push(uncounted_words(uncounted));
        }
        if listed.is_contradictory() {
            let all: Vec<&str> = listed.answers.iter().map(|answer| answer.choice.as_str()).collect();
            remarks.push(format!("answered {}", all.join(", then ")));
        }
        write_csv_row(&mut text, &listed.person, listed.current(), &remarks.join("; "), zone);
    }
    let answered: BTreeSet<_> = list.answered.iter().map(|listed| listed.person.subscriber).collect();
    for person in list.silent.iter().filter(|person| !answered.contains(&person.subscriber)) {
        write_csv_row(&mut text, person, None, "has not answered", zone);
    }
    text
}

fn write_csv_row(text: &mut String, person: &ListedPerson, answer: Option<&Answer>, remark: &str, zone: &TimeZone) {
    let guests = answer.map(|answer| answer.guests.to_string()).unwrap_or_default();
    let at = answer.map(|answer| format_time(answer.answered_at, zone)).unwrap_or_default();
    let cells = [
        person.name.as_str(),
        person.address.as_str(),
        answer.map_or("", |answer| answer.choice.as_str()),
        &guests,
        answer.and_then(|answer| answer.note.as_deref()).unwrap_or_default(),
        &at,
        answer.map_or("", |answer| answer.source.into()),
        remark,
    ];
    for (column, cell) in cells.into_iter().enumerate() {
        if column > 0 {
            text.push(',');
        }
        formula::write_cell(&formula::guard(cell), text);
    }
    text.push_str("\r\n");
}

/// Says why an answer does not count: `“yes” came too late`.
#[must_use]
pub fn uncounted_words(answer: &Answer) -> String {
    match answer.standing {
        AnswerStanding::Counted => format!("“{}”", answer.choice),
        AnswerStanding::Late => format!("“{}” came too late", answer.choice),
        AnswerStanding::Full => format!("“{}” found no place left", answer.choice),
    }
}

/// Says how an answer came.
#[must_use]
pub const fn answer_source_words(source: AnswerSource) -> &'static str {
    match source {
        AnswerSource::Link => "on the page",
        AnswerSource::Mail => "by mail",
        AnswerSource::Calendar => "by calendar",
        AnswerSource::Owner => "written down by you",
    }
}

/// Says how many come, as the chair reports it: `48 come with 6 guests, 54 people in all; 29 apologies; 60 have not answered.`
#[must_use]
pub fn attendance_sentence(list: &AnswerList) -> String {
    let mut parts = Vec::new();
    for (position, counted) in list.counts().into_iter().enumerate() {
        let people = counted.people as u64;
        if position > 0 {
            parts.push(format!("{} answered “{}”", format_number(people), counted.choice.word));
            continue;
        }
        let come = format_count(people, "member comes", "members come");
        parts.push(match counted.guests as u64 {
            0 => come,
            guests => format!(
                "{come} with {}, {} people in all",
                format_count(guests, "guest", "guests"),
                format_number(people + guests)
            ),
        });
    }
    parts.push(format_count(list.silent.len() as u64, "has not answered", "have not answered"));
    parts.join("; ") + "."
}

/// Says why an answer that the society wrote down does not count.
#[must_use]
pub fn answer_refusal(outcome: AnswerOutcome) -> String {
    match outcome {
        AnswerOutcome::Recorded | AnswerOutcome::Unchanged => "it is written down".to_owned(),
        AnswerOutcome::Outdated => "a newer answer is known, and counts".to_owned(),
        AnswerOutcome::Late => "the deadline is over: it is noted as late and does not count".to_owned(),
        AnswerOutcome::Full => "there are not enough places left".to_owned(),
        AnswerOutcome::UnknownChoice => "the letter does not offer this answer".to_owned(),
        AnswerOutcome::NoQuestion => "the letter asked for no answers".to_owned(),
        AnswerOutcome::NoSubscriber => "nobody has this address any more".to_owned(),
        AnswerOutcome::TooMany => "they changed their answer too often".to_owned(),
    }
}
