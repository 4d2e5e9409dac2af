//! The report of a year as a draft: figures as sentences and as tables that mail programs show.

use super::annual_page::annual_title;
use super::annual_words::{AnnualTable, annual_sentences, annual_tables, short_period};
use super::markdown_table::markdown_table;
use crate::documents::escape_markdown;
use crate::draft::{front_matter_value, plain_subject};
use crate::model::{format_number, single_line};
use crate::report::AnnualReport;

/// A draft that is not written yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnualDraft {
    /// The subject of the letter; the file is named after it.
    pub title: String,
    /// The front matter and the text, with `{{title}}` in place of the subject.
    pub text: String,
}

/// Writes the report of a year as a draft to the list `to`, signed by the sender.
#[must_use]
pub fn annual_draft(year: &AnnualReport, to: Option<&str>, sender: &str) -> AnnualDraft {
    let sentences = annual_sentences(year);
    let preheader = sentences.first().map(|first| front_matter_value(first)).unwrap_or_default();
    let to = to.map(|list| format!("to: {list}\n")).unwrap_or_default();
    let mut tables: Vec<String> = annual_tables(year).iter().map(|table| figures(table, year)).collect();
    tables.extend(each_meeting(year));
    let text = format!(
        "---\nsubject: {{{{title}}}}\npreheader: {preheader}\n{to}template: report\n---\n\n\
         Dear {{{{default first_name \"friend\"}}}},\n\n\
         {}\n\n{}\n\nWith thanks and good wishes,\\\n{}\n",
        sentences.join(" "),
        tables.join("\n\n"),
        plain(sender),
    );
    AnnualDraft { title: annual_title(year), text }
}

/// Writes a text so that a draft prints it as it is: none of its signs is Markdown or a tag.
fn plain(text: &str) -> String {
    escape_markdown(&single_line(text).replace("{{", "{ {"))
}

/// Writes who said that they come to each meeting, if there were several.
fn each_meeting(year: &AnnualReport) -> Option<String> {
    let meetings = &year.current.meetings;
    if meetings.len() < 2 {
        return None;
    }
    let head = ["Said that they come", "People"].map(str::to_owned);
    let rows =
        meetings.iter().map(|meeting| [plain(&plain_subject(&meeting.subject)), format_number(meeting.attending())]);
    let rows = markdown_table(&std::iter::once(head).chain(rows).collect::<Vec<_>>());
    Some(format!("## Each meeting\n\n{rows}"))
}

/// Returns whether a row of a table says something: a letter leaves out what was nothing in both years.
fn is_something(row: &[String; 4]) -> bool {
    let [_, now, before, _] = row;
    now != "0" || !matches!(before.as_str(), "0" | "–")
}

/// Writes a table with its heading; without a column for the year before if nothing is known about it.
fn figures(table: &AnnualTable, year: &AnnualReport) -> String {
    let (now, before) = (year.current.members.period, year.previous.members.period);
    let title = plain(&table.title);
    let label = |label: &str| match label.strip_prefix("– ") {
        Some(part) => format!("of these {}", part.trim_start_matches("of these ")),
        None => label.to_owned(),
    };
    let rows = if year.previous.is_known() {
        let head = ["In the year".to_owned(), short_period(now), short_period(before)];
        let rows = table
            .rows
            .iter()
            .filter(|row| is_something(row))
            .map(|[name, now, before, _]| [label(name), now.clone(), before.clone()]);
        markdown_table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
    } else {
        let head = ["In the year".to_owned(), short_period(now)];
        let rows = table.rows.iter().filter(|row| is_something(row)).map(|[name, now, ..]| [label(name), now.clone()]);
        markdown_table(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
    };
    format!("## {title}\n\n{rows}")
}
