//! Describes what must be known of a file before anything is written.

use crate::import::{LeftOut, LineNumbers, OtherSheet, SourceNote, ValueFault};
use crate::model::format_count;

/// How many lines, columns or sheets a sentence names.
const MAX_NAMED: usize = 20;

/// Describes a note about a file in a sentence.
#[must_use]
pub fn source_note_words(note: &SourceNote) -> String {
    match note {
        SourceNote::SheetChosen { sheet, others } => sheet_chosen(sheet, others),
        SourceNote::Heads { line, column, above } => heads(*line, column, above),
        SourceNote::MergedCells { lines: blocks } => {
            let blocks: Vec<String> = blocks.iter().map(|(first, last)| block(*first, *last)).collect();
            format!("merged cells count for all of their lines: {}", listed(&blocks))
        }
        SourceNote::HiddenRows { lines: found, by_filter } => {
            let (rows, was, verb) = if found.count == 1 { ("row", "was", "is") } else { ("rows", "were", "are") };
            let how = if *by_filter { "that a filter hides".to_owned() } else { format!("that {verb} hidden") };
            format!("{} {rows} {how} ({}) {was} taken", found.count, lines(found))
        }
        SourceNote::HiddenColumn { column, head, taken: true } => {
            format!("the column `{head}` ({column}) is hidden, and was taken")
        }
        SourceNote::HiddenColumn { column, head, taken: false } => {
            format!("the column `{head}` ({column}) is hidden and was left out")
        }
        SourceNote::LinkedAddresses { head, lines: found } => {
            let addresses = format_count(found.count, "address was", "addresses were");
            format!("in `{head}` {addresses} taken from the link behind the words ({})", lines(found))
        }
        SourceNote::LinkDiffers { line, shown, link } => {
            format!("line {line} shows {shown} while its link goes to {link}: the address that is shown was taken")
        }
        SourceNote::NotComputed { column, head, zero, lines } => not_computed(column, head, *zero, lines.as_ref()),
        SourceNote::NoValues { column, head } => format!(
            "the column `{head}` ({column}) has no value that can be read: if you see some, open the file in your \
             spreadsheet program and save it; the field stays as it was"
        ),
        SourceNote::Drawing { line, head, on_head, picture, words } => {
            let what = if *picture { "a picture" } else { "a text box" };
            let what = if words.is_empty() { what.to_owned() } else { format!("{what} (`{words}`)") };
            let place = if *on_head { format!("the head `{head}`") } else { format!("`{head}` in line {line}") };
            format!("{what} lies on {place}: its words are not part of the cell and were left out")
        }
        SourceNote::ErrorCells { head, error, lines: found } => {
            let was = if found.count == 1 { "was" } else { "were" };
            format!("{} {was} refused: the formula in `{head}` results in the error {error}", lines(found))
        }
        SourceNote::TwoAddresses { lines: found } => {
            let (was, each) = if found.count == 1 { ("was", "it") } else { ("were", "each") };
            format!("{} {was} refused: {each} has two addresses in one cell, of which one must be chosen", lines(found))
        }
        SourceNote::Total { line, word } => {
            format!("line {line} was refused: it has no address and is a row of totals (`{word}`)")
        }
        note => of_values(note),
    }
}

/// Returns what an option of the import does about a note, as the end of its sentence.
#[must_use]
pub fn source_note_option(note: &SourceNote) -> Option<String> {
    match note {
        SourceNote::HiddenColumn { head, taken: false, .. } => Some(format!("`--map \"{head}=…\"` takes it in")),
        SourceNote::ErrorCells { head, .. } => Some(format!("`--map \"{head}=\"` leaves the column out")),
        _ => None,
    }
}

/// Describes a note about the values of a column, or about contacts.
fn of_values(note: &SourceNote) -> String {
    match note {
        SourceNote::TextDates { head, lines: found } => {
            let cells = format_count(found.count, "cell is", "cells are");
            format!("in `{head}` {cells} text, not dates ({}): they are read as dates", lines(found))
        }
        SourceNote::PartOfDay { head, year: true } => {
            format!("`{head}` shows years only: the year is taken, not the day behind it")
        }
        SourceNote::PartOfDay { head, .. } => {
            format!("`{head}` shows less than a whole date: what is shown is taken, not the day behind it")
        }
        SourceNote::TrueAndFalse { head } => format!("`{head}` holds TRUE and FALSE, read as yes and no"),
        SourceNote::SameHead { head, columns } => {
            format!("{} columns are called `{head}` ({}): each becomes a field of its own", columns.len(), and(columns))
        }
        SourceNote::DaysAsNumbers { head, lines: found } => {
            let cells = format_count(found.count, "cell holds a number", "cells hold numbers");
            format!(
                "in `{head}` {cells} that may be days without a date format ({}): if so, give the column a date format \
                 and save the file",
                lines(found)
            )
        }
        SourceNote::SeveralAddresses { lines: found } => {
            let contacts = format_count(found.count, "contact has", "contacts have");
            format!("{contacts} several addresses ({}): the preferred or first one was taken", lines(found))
        }
        SourceNote::ListChosen { key } => format!("the list `{key}` was read"),
        SourceNote::IncompleteCards { lines: found } => {
            let contacts = format_count(found.count, "contact has", "contacts have");
            format!(
                "{contacts} no line `BEGIN:VCARD` or `END:VCARD` ({}): check whether the file is whole",
                lines(found)
            )
        }
        SourceNote::FaultyValues { fault, head, line, value, repaired, cells } => {
            let cells = format_count(*cells, "cell", "cells");
            format!("in {cells}, first in line {line}: `{value}` in `{head}` {}", faulty(*fault, repaired.as_deref()))
        }
        SourceNote::Groups { count } => format!("{} passed over", format_count(*count, "group was", "groups were")),
        _ => String::new(),
    }
}

/// Describes why a column of a spreadsheet is left out.
#[must_use]
pub(super) fn left_out(why: LeftOut) -> &'static str {
    match why {
        LeftOut::Hidden => "left out, as it is hidden",
        LeftOut::NotComputed => "left out, as its formulas were never computed",
        LeftOut::NoValues => "left out, as no value of it can be read",
    }
}

/// Describes what is wrong with a value, what becomes of it, and what to do.
fn faulty(fault: ValueFault, repaired: Option<&str>) -> String {
    match fault {
        ValueFault::Empty => "stands for an empty cell, and is read as one".to_owned(),
        ValueFault::SpreadsheetError => "is an error or a column that is too narrow in your spreadsheet program: the \
                                         field stays as it was; correct it there and export the file again"
            .to_owned(),
        ValueFault::WrongEncoding => format!(
            "was probably `{}` before a program read it in the wrong encoding; it is taken as it is: export the file \
             again as UTF-8, or correct it",
            repaired.unwrap_or_default()
        ),
        ValueFault::Entity => {
            "has a letter as web pages write it; it is taken as it is: replace it in the file by the \
                               letter itself"
                .to_owned()
        }
        ValueFault::LostLetter => "has lost a letter; it is taken as it is: correct it in the file".to_owned(),
    }
}

fn sheet_chosen(sheet: &str, others: &[(String, OtherSheet)]) -> String {
    let reason = |why: &OtherSheet| match why {
        OtherSheet::Chart => "is a chart",
        OtherSheet::Hidden => "is hidden and was left out",
        OtherSheet::NoList => "has no list of addresses",
        OtherSheet::NotAsked => "was not asked for",
    };
    let others: Vec<String> = others.iter().map(|(name, why)| format!("`{name}` {}", reason(why))).collect();
    format!("the sheet `{sheet}` was read: {}", and(&others))
}

fn heads(line: u32, column: &str, above: &LineNumbers) -> String {
    let from = match column {
        "A" => format!("the heads are taken from line {line}"),
        column => format!("the heads are taken from line {line}, and the table begins in column {column}"),
    };
    match above.count {
        0 => from,
        1 => format!("{from}: the line above it is a title and is not read"),
        _ => format!("{from}: the lines above it are a title and are not read"),
    }
}

fn not_computed(column: &str, head: &str, zero: bool, found: Option<&LineNumbers>) -> String {
    let hold = if zero { "hold 0, as if they were never computed" } else { "were never computed" };
    let place = found.map_or(format!("column {column}"), |found| format!("column {column}, {}", lines(found)));
    format!(
        "the formulas in `{head}` ({place}) {hold}: open the file in your spreadsheet program and save it; the field \
         stays as it was"
    )
}

fn lines(found: &LineNumbers) -> String {
    let numbers: Vec<String> = found.lines.iter().take(MAX_NAMED).map(u32::to_string).collect();
    let rest = found.count.saturating_sub(numbers.len() as u64);
    match (found.count, rest) {
        (1, _) => format!("line {}", and(&numbers)),
        (_, 0) => format!("lines {}", and(&numbers)),
        (_, rest) => format!("lines {} and {rest} more", numbers.join(", ")),
    }
}

fn block(first: u32, last: u32) -> String {
    if last == first + 1 { format!("{first} and {last}") } else { format!("{first} to {last}") }
}

fn listed(parts: &[String]) -> String {
    let rest = parts.len().saturating_sub(MAX_NAMED);
    let named = parts[..parts.len() - rest].join(", ");
    if rest == 0 { named } else { format!("{named} and {rest} more") }
}

fn and(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [others @ .., last] if parts.len() <= MAX_NAMED => format!("{} and {last}", others.join(", ")),
        _ => listed(parts),
    }
}
