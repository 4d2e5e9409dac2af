//! What a dropped file holds and what its import would do, in words for the chair.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::form_input::{FormFault, FormInput};
use super::form_values::FormValues;
use super::history_words::people;
use super::import_choices::column_input;
use super::page_notices::PageNotice;
use crate::import::{
    self, Column, ColumnTarget, EncodingReading, ImportReport, Inspection, NameExample, OptOutDoubt, OptedOutMembers,
    SourceNote, SplitName,
};
use crate::model::{Address, FieldKind, List, capitalize, format_count, format_number};
use crate::wording;

/// The encodings that can be chosen.
const ENCODINGS: [(&str, &str); 6] = [
    ("", "as it seems to be"),
    ("utf-8", "UTF-8"),
    ("windows-1252", "Western Europe (Windows-1252)"),
    ("windows-1250", "Central Europe (Windows-1250)"),
    ("windows-1251", "Cyrillic (Windows-1251)"),
    ("macintosh", "Old Macintosh"),
];

/// The page of a file, and what an import of it would do.
pub(super) struct ImportReview {
    pub(super) context: Value,
    /// How many people would join or change; none if the file cannot be imported.
    touched: Option<u64>,
    faults: Vec<FormFault>,
}

impl ImportReview {
    pub(super) fn refused(context: Value) -> Self {
        Self { context, touched: None, faults: Vec::new() }
    }

    pub(super) fn of(mut context: Value, report: &ImportReport, faults: Vec<FormFault>) -> Self {
        let touched = report.new + report.joined + report.changed;
        context["shown"] = json!(touched.to_string());
        Self { context, touched: Some(touched), faults }
    }

    /// Says why the file cannot be imported now, given how many people the page promised.
    pub(super) fn objection(&self, shown: &str) -> Option<PageNotice> {
        let Some(touched) = self.touched else {
            return Some(PageNotice::refused("The file cannot be imported as it is. The reason is below."));
        };
        if let Some(fault) = self.faults.first() {
            return Some(PageNotice::refused(fault.message.clone()));
        }
        (touched.to_string() != shown).then(|| {
            PageNotice::refused(
                "Something was chosen or changed since the page was shown, so that other people would be imported. \
                 Nothing was written. Look at it again.",
            )
        })
    }
}

/// Writes text between typewriter quotes as pages do.
pub(in crate::web::admin) fn plain_quotes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for (index, part) in text.split('`').enumerate() {
        if index > 0 {
            plain.push(if index % 2 == 1 { '“' } else { '”' });
        }
        plain.push_str(part);
    }
    plain
}

/// Adds what is wrong with a file, and what can be chosen about it.
pub(super) fn refusal_context(mut context: Value, error: &import::Error, choices: &FormValues) -> Value {
    let (words, input) = match error {
        import::Error::SeveralLists { keys, .. } => (
            "The file holds several lists of people. Choose one.".to_owned(),
            Some(FormInput::select("sheet", "Which list?", choices.get("sheet"), pairs(keys))),
        ),
        import::Error::NoSpreadsheet { .. } => {
            ("The file has no sheets any more. Choose the file once more.".to_owned(), None)
        }
        import::Error::UnclearEncoding { doubt, .. } => {
            let reading = |EncodingReading { encoding, word }: &EncodingReading| ((*encoding).to_owned(), word.clone());
            let words = format!("The letters of the file can be read in several ways, as in line {}.", doubt.line);
            let options: Vec<(String, String)> = doubt.readings.iter().map(reading).collect();
            (words, Some(FormInput::select("encoding", "Which is right?", choices.get("encoding"), options)))
        }
        import::Error::NoAddressColumn { columns, candidates, .. } => {
            let words = if candidates.is_empty() {
                "No column of the file holds addresses of mail. Check that it is the right file."
            } else {
                "Several columns hold addresses of mail. Choose the one that letters go to."
            };
            let named: &[String] = if candidates.is_empty() { columns } else { candidates };
            context["address_columns"] = json!(named);
            (words.to_owned(), None)
        }
        import::Error::NoHeader { .. } => (
            "The first line of the file is already a member. Put a line with the names of the columns above it, such as \
             email, first name, town, and choose the file once more."
                .to_owned(),
            None,
        ),
        error => (format!("{}.", capitalize(&plain_quotes(&wording::error_chain(error)))), None),
    };
    context["refusal"] = json!(words);
    context["refusal_input"] = json!(input);
    context
}

fn pairs(values: &[String]) -> Vec<(String, String)> {
    values.iter().map(|value| (value.clone(), value.clone())).collect()
}

/// Adds how the file was read, its columns and its first rows.
pub(super) fn inspection_context<S>(
    mut context: Value,
    inspection: &Inspection<S>,
    rows: &[Vec<String>],
    choices: &FormValues,
    kinds: &BTreeMap<String, FieldKind>,
) -> Value {
    let column = |(position, column): (usize, &Column)| {
        let samples: Vec<&str> = rows
            .iter()
            .filter_map(|row| row.get(position))
            .map(String::as_str)
            .filter(|cell| !cell.is_empty())
            .collect();
        let note = match &column.target {
            ColumnTarget::Ignored(reason) => Some(wording::ignore_reason_words(*reason).to_owned()),
            _ => column.note.as_ref().map(|note| plain_quotes(&wording::column_note_words(note))),
        };
        json!({
            "header": if column.header.is_empty() { "(no name)" } else { &column.header },
            "samples": samples.iter().take(3).copied().collect::<Vec<_>>().join(" · "),
            "input": (!column.header.is_empty()).then(|| column_input(column, position, choices, kinds)),
            "note": note,
        })
    };
    let read = match &inspection.sheet {
        Some(sheet) => format!("The sheet “{sheet}” of a spreadsheet"),
        None => format!("{}, {}", inspection.encoding, wording::file_format_words(inspection.format)),
    };
    let mut notes: Vec<String> =
        wording::title_words(inspection).map(|words| format!("{}.", capitalize(&words))).into_iter().collect();
    notes.extend(
        inspection
            .notes
            .iter()
            .map(|note| format!("{}.", capitalize(&plain_quotes(&wording::source_note_words(note))))),
    );
    notes.retain(|note| note != ".");
    context["read"] = json!(read);
    context["columns"] = inspection.columns.iter().enumerate().map(column).collect();
    context["notes"] = json!(notes);
    context["sheet_input"] = json!(sheet_input(inspection, choices));
    context["encoding_input"] =
        json!(inspection.guessed.then(|| {
            FormInput::select("encoding", "How its letters are written", choices.get("encoding"), ENCODINGS)
        }));
    context["opt_outs"] = json!(opt_out_context(inspection, choices));
    context["names"] = json!(name_context(inspection));
    context
}

/// Returns the menu of sheets, if a file has several.
fn sheet_input<S>(inspection: &Inspection<S>, choices: &FormValues) -> Option<FormInput> {
    let chosen = inspection.notes.iter().find_map(|note| match note {
        SourceNote::SheetChosen { sheet, others } => Some((sheet, others)),
        _ => None,
    });
    let (sheet, others) = chosen?;
    let names: Vec<String> = std::iter::once(sheet).chain(others.iter().map(|(name, _)| name)).cloned().collect();
    let value = choices.filled("sheet").unwrap_or(sheet);
    Some(FormInput::select("sheet", "Which sheet?", value, pairs(&names)))
}

/// Describes who opted out in another program, and asks what becomes of them.
fn opt_out_context<S>(inspection: &Inspection<S>, choices: &FormValues) -> Option<Value> {
    let found = &inspection.opt_outs;
    let doubts: Vec<String> = found.doubts.iter().map(doubt_words).collect();
    let said: Vec<&str> = choices.with_prefix("not-opted-out:").map(|(header, _)| header).collect();
    if found.rows == 0 && doubts.is_empty() && said.is_empty() {
        return None;
    }
    let policy = choices.filled("opted-out").unwrap_or("skip");
    let options = [
        ("skip", "Leave them out"),
        ("suppress", "Leave them out, and never mail their addresses on any list"),
        ("subscribe", "Take them in: they have agreed again"),
    ];
    let about = |header: &str, checked: bool| {
        let label = format!("“{header}” is about something else");
        let id = format!(
            "other-{}",
            super::import_choices::list_name(header, &[]).map_or_else(String::new, |name| name.to_string())
        );
        FormInput { name: format!("not-opted-out:{header}"), ..FormInput::checkbox(&id, &label, checked) }
    };
    let mut boxes: Vec<FormInput> = found.columns.iter().map(|column| about(&column.header, false)).collect();
    boxes.extend(said.into_iter().map(|header| about(header, true)));
    let signs = if found.by_file_name { " The name of the file says so." } else { "" };
    Some(json!({
        "words": (found.rows > 0).then(|| {
            format!("{} opted out of letters in another program.{signs}", capitalize(&people(found.rows)))
        }),
        "input": (found.rows > 0).then(|| FormInput::select("opted-out", "What becomes of them?", policy, options)),
        "boxes": boxes,
        "doubts": doubts,
    }))
}

fn doubt_words(OptOutDoubt { header, rows, value, line }: &OptOutDoubt) -> String {
    let rows = format_count(*rows, "row", "rows");
    let found = if value.is_empty() {
        format!(
            "“{header}” says yes or nothing, and nothing in {rows}, first in line {line}: they may not have agreed."
        )
    } else {
        format!("“{header}” may mean that people opted out, in {rows}, first in line {line}: “{value}”.")
    };
    format!("{found} They are taken in, unless you choose “Marks people who opted out” for this column.")
}

/// Shows how whole names would be split.
fn name_context<S>(inspection: &Inspection<S>) -> Option<Value> {
    let split = inspection.name_split.as_ref()?;
    let example = |NameExample { line, whole, parts }: &NameExample| {
        let parts = match parts {
            Some(SplitName { first, last, .. }) => format!("{first} · {last}"),
            None => "stays whole".to_owned(),
        };
        json!({ "line": line, "whole": whole, "parts": parts })
    };
    Some(json!({
        "header": split.header,
        "is_split": inspection.splits_names(),
        "unsplit": format_number(split.unsplit),
        "doubtful": format_number(split.doubtful),
        "examples": split.examples.iter().take(10).map(example).collect::<Vec<_>>(),
    }))
}

/// Adds who would join, who is left out and why.
pub(super) fn report_context(
    mut context: Value,
    report: &ImportReport,
    members: &OptedOutMembers,
    list: &List,
) -> Value {
    let joined = report.new + report.joined;
    let addresses: Vec<&str> = members.addresses.iter().map(Address::as_str).collect();
    let change = |change: &import::FieldChange| {
        let value = |value: &str| if value.is_empty() { "nothing".to_owned() } else { format!("“{value}”") };
        format!("{}: {} from {} to {}", change.address, change.field, value(&change.from), value(&change.to))
    };
    context["joined"] = json!(people(joined));
    context["does_something"] = json!(joined + report.changed > 0);
    context["changed"] = json!((report.changed > 0).then(|| people(report.changed)));
    context["parts"] = json!(wording::import_parts(report));
    context["lost"] = json!(Some(wording::swallowed_words(report)).filter(|words| !words.is_empty()));
    context["changes"] = report.changes.iter().take(50).map(change).collect();
    context["still_mailed"] = json!((members.count > 0).then(|| {
        format!(
            "{} who opted out elsewhere are on “{}” and still get its letters: {}.",
            capitalize(&people(members.count)),
            list.title,
            addresses.join(", ")
        )
    }));
    context["groups"] = json!(row_groups(report));
    context
}

/// Lists the rows about which there is something to say.
pub(super) fn row_groups(report: &ImportReport) -> Vec<Value> {
    const TITLES: [&str; 5] =
        ["Refused", "With several addresses", "Perhaps misspelled", "Former addresses", "More than once"];
    let groups = wording::noted_rows(report).into_iter().zip(TITLES);
    let groups = groups.filter(|(group, _)| !group.rows.is_empty());
    groups
        .map(|(group, title)| {
            let row = |row: &wording::NotedRow| json!({ "place": row.place, "words": plain_quotes(&row.words) });
            json!({
                "title": title,
                "count": format_number(group.rows.len() as u64),
                "rows": group.rows.iter().map(row).collect::<Vec<_>>(),
                "more": group.more,
            })
        })
        .collect()
}
