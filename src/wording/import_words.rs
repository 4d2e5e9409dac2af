//! Describes what an import finds and does.

use super::source_notes::left_out;
use crate::import::{
    ColumnNote, DateFault, DateOrder, DateOrderSource, DoubtfulAddress, FileFormat, FormerAddressRow, IgnoreReason,
    ImportReport, Inspection,
};
use crate::model::{SuppressionReason, format_count, format_number};

/// How much of a column's name is shown, in characters.
const LONGEST_NAME: usize = 60;

/// How many lines of one address are listed.
const MOST_LINES: usize = 20;

/// Rows of a file about which there is the same to say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NotedRows {
    /// The first of these rows.
    pub rows: Vec<NotedRow>,
    /// How many more there are, if there are more.
    pub more: Option<String>,
}

/// A row of a file, or several, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotedRow {
    /// Where it is, such as `line 3`.
    pub place: String,
    /// What there is to say.
    pub words: String,
}

/// Says how the cells of a file are told apart.
#[must_use]
pub fn file_format_words(format: FileFormat) -> &'static str {
    match format {
        FileFormat::Vcard => "contacts (vCard)",
        FileFormat::Ldif => "contacts (LDIF)",
        FileFormat::Addresses => "addresses as in a mail program",
        FileFormat::Delimited(b';') => "semicolons between the cells",
        FileFormat::Delimited(b'\t') => "tabs between the cells",
        FileFormat::Delimited(b'|') => "vertical bars between the cells",
        FileFormat::Delimited(_) => "commas between the cells",
        FileFormat::Json | FileFormat::Spreadsheet => "JSON",
    }
}

/// Says how many rows above the column names are left out; `None` if there are none.
#[must_use]
pub fn title_words<S>(inspection: &Inspection<S>) -> Option<String> {
    let rows = format_count(inspection.title_rows as u64, "row above them is", "rows above them are");
    (inspection.title_rows > 0).then(|| format!("the columns are named below a title; {rows} left out"))
}

/// Cuts a name of a column: what the caller pads to the widest one must have a limit.
#[must_use]
pub fn cut_column_name(name: &str) -> String {
    let mut cut: String = name.chars().take(LONGEST_NAME).collect();
    if cut.len() < name.len() {
        cut.push('…');
    }
    cut
}

/// Says why a column is left out.
#[must_use]
pub fn ignore_reason_words(reason: IgnoreReason) -> &'static str {
    match reason {
        IgnoreReason::Mapping => "left out, as you said",
        IgnoreReason::Sheet(why) => left_out(why),
        IgnoreReason::NoName => "left out, as it has no name",
        IgnoreReason::NameTooLong => "left out, as its name is too long",
        IgnoreReason::JoinTimeIsRecorded => "left out: when somebody joined is in the record",
    }
}

/// Describes a note about a column.
#[must_use]
pub fn column_note_words(note: &ColumnNote) -> String {
    let order = |order: &DateOrder| match order {
        DateOrder::DayFirst => "the day first",
        DateOrder::MonthFirst => "the month first",
    };
    match note {
        ColumnNote::SameName(header) => format!("there is another column `{}`", cut_column_name(header)),
        ColumnNote::DateOrder(first, DateOrderSource::Values) => format!("{}, as the dates show", order(first)),
        ColumnNote::DateOrder(first, DateOrderSource::Language) => {
            format!("{}, as is usual in the society's language", order(first))
        }
        ColumnNote::NotDates { value, line } => format!("no dates, because of `{value}` in line {line}"),
        ColumnNote::FaultyDate { value, line, fault: DateFault::ShortYear } => {
            format!("text, no dates: `{value}` in line {line} has a year of two digits; write all four")
        }
        ColumnNote::FaultyDate { value, line, fault: DateFault::NoSuchDay } => {
            format!("text, no dates: there is no day `{value}` (line {line})")
        }
        ColumnNote::MixedDateOrders { day_first, month_first } => {
            format!("text, no dates: line {day_first} has the day first, line {month_first} has the month first")
        }
    }
}

/// Names the rows that were refused, doubted, left out or put together.
#[must_use]
pub fn noted_rows(report: &ImportReport) -> Vec<NotedRows> {
    let row = |line: u64, words: String| NotedRow { place: format!("line {line}"), words };
    let group = |rows: Vec<NotedRow>, all: u64, one: &str, many: &str| {
        let rest = all.saturating_sub(rows.len() as u64);
        NotedRows { rows, more: (rest > 0).then(|| format!("… and {} more", format_count(rest, one, many))) }
    };
    let refused = report.refused.iter().map(|refused| row(refused.line, refused.to_string())).collect();
    let several = report.other_addresses.iter();
    let several = several.map(|line| row(*line, "has several addresses; the first is used".to_owned())).collect();
    let doubtful = report.doubtful_addresses.iter().map(|doubtful| row(doubtful.line, doubt_words(doubtful))).collect();
    let former = report.former.iter().map(|FormerAddressRow { line, address, present }| {
        row(*line, format!("{address} is the former address of {present}: left out"))
    });
    let duplicates = report.duplicates.iter().map(|duplicate| {
        let mut lines: Vec<_> = duplicate.lines.iter().take(MOST_LINES).map(u64::to_string).collect();
        if duplicate.lines.len() > MOST_LINES {
            lines.push("…".to_owned());
        }
        let words = match &duplicate.names {
            Some(names) => format!("people who share an address: kept as one, `{names}`"),
            None => "the same person: kept once".to_owned(),
        };
        NotedRow { place: format!("lines {}", lines.join(", ")), words }
    });
    vec![
        group(refused, report.refused_rows, "bad row", "bad rows"),
        group(several, report.other_addresses_rows, "row with several", "rows with several"),
        group(doubtful, report.doubtful_address_rows, "such address", "such addresses"),
        group(former.collect(), report.former_addresses, "former address", "former addresses"),
        group(duplicates.collect(), report.duplicate_addresses, "address in several rows", "addresses in several rows"),
    ]
}

fn doubt_words(DoubtfulAddress { address, meant, .. }: &DoubtfulAddress) -> String {
    let doubt = match meant {
        Some(meant) => format!("looks misspelled: is it `@{meant}`?"),
        None => "is only an example: no mail can reach `.example`.".to_owned(),
    };
    format!("{address} {doubt} It was taken as it is")
}

/// Counts what became of the people of a file: `138 joined, 2 refused`.
#[must_use]
pub fn import_counts(report: &ImportReport) -> String {
    import_parts(report).join(", ") + &swallowed_words(report)
}

/// Counts what became of the people of a file, each count with its words.
#[must_use]
pub fn import_parts(report: &ImportReport) -> Vec<String> {
    let mut parts = vec![format!("{} joined", format_number(report.new + report.joined))];
    let mut add = |count: u64, words: &str| {
        if count > 0 {
            parts.push(format!("{} {words}", format_number(count)));
        }
    };
    add(report.changed, "changed");
    add(report.unchanged, "unchanged");
    let left_before = if report.left_before == 1 { "stays" } else { "stay" };
    add(report.left_before, &format!("had unsubscribed and {left_before} unsubscribed"));
    add(report.notices, "with notices only and left so");
    add(report.left_out, "off the list by the file and left out");
    for (cause, count) in &report.suppressed {
        add(*count, suppressed(*cause));
    }
    add(report.opted_out, &opted_out(report.opted_out_on_list));
    add(report.opted_out_suppressed, "suppressed, as they opted out in another program");
    let former = if report.former_addresses == 1 { "its owner has" } else { "their owners have" };
    add(report.former_addresses, &format!("left out, as {former} another address now"));
    add(report.refused_rows, "refused");
    parts
}

/// Describes the people who opted out in another program, of whom so many are on the list.
fn opted_out(on_list: u64) -> String {
    let words = "left out, as they opted out in another program";
    if on_list == 0 {
        return words.to_owned();
    }
    let still = format_count(on_list, "is on the list and still gets letters", "are on the list and still get letters");
    format!("{words} ({still})")
}

/// Says how many lines were lost in refused rows; empty if none were.
#[must_use]
pub fn swallowed_words(report: &ImportReport) -> String {
    match report.swallowed_lines {
        0 => String::new(),
        count => format!(
            "; a missing quotation mark swallowed {}: nobody in them was imported",
            format_count(count, "more line", "more lines")
        ),
    }
}

fn suppressed(cause: SuppressionReason) -> &'static str {
    match cause {
        SuppressionReason::Bounced => "suppressed, as their address takes no mail",
        SuppressionReason::Complained => "suppressed, as they complained of a letter",
        SuppressionReason::Erased => "not imported: they asked to be erased",
        SuppressionReason::Operator => "suppressed, as you set them aside",
    }
}
