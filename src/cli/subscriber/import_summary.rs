//! Describes what an import finds and does.

use super::source_notes;
use crate::cli::error::CommandError;
use crate::cli::output::{format_count, format_number, print_line, print_status as murmur};
use crate::import::{
    Column, ColumnNote, ColumnTarget, DateFault, DateOrder, DateOrderSource, DoubtfulAddress, FileFormat,
    FormerAddressRow, IgnoreReason, ImportReport, Inspection, NameExample, NameSplit, OptOutColumn, OptOutDoubt,
    OptOutPolicy, OptOuts, OptedOutMembers, SplitName,
};
use crate::model::{Address, ConsentBasis, List, SuppressionReason};

/// How much of a column's name is shown, in characters.
const LONGEST_NAME: usize = 60;

/// How many lines of one address are listed.
const MOST_LINES: usize = 20;

/// Prints how the file is read and where each column goes.
pub(super) fn print_columns<S>(inspection: &Inspection<S>, file: &str) {
    if let Some(sheet) = &inspection.sheet {
        murmur(format!("{file}: a spreadsheet, the sheet `{sheet}`"));
        print_column_table(inspection);
        return print_notes(inspection, file);
    }
    let format = match inspection.format {
        FileFormat::Vcard => "contacts (vCard)",
        FileFormat::Ldif => "contacts (LDIF)",
        FileFormat::Addresses => "addresses as in a mail program",
        FileFormat::Delimited(b';') => "semicolons between the cells",
        FileFormat::Delimited(b'\t') => "tabs between the cells",
        FileFormat::Delimited(b'|') => "vertical bars between the cells",
        FileFormat::Delimited(_) => "commas between the cells",
        FileFormat::Json | FileFormat::Spreadsheet => "JSON",
    };
    let guessed = if inspection.guessed { " (a guess: `--encoding` says another)" } else { "" };
    murmur(format!("{file}: {}{guessed}, {format}", inspection.encoding));
    if inspection.title_rows > 0 {
        let rows = format_count(inspection.title_rows as u64, "row above them is", "rows above them are");
        murmur(format!("{file}: the columns are named below a title; {rows} left out"));
    }
    print_column_table(inspection);
    print_notes(inspection, file);
}

fn print_notes<S>(inspection: &Inspection<S>, file: &str) {
    for note in &inspection.notes {
        murmur(format!("{file}: {}", source_notes::describe(note)));
    }
}

fn print_column_table<S>(inspection: &Inspection<S>) {
    let rows: Vec<[String; 4]> = inspection.columns.iter().map(row).collect();
    let width = |index: usize| rows.iter().map(|row| row[index].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    for [header, target, kind, rest] in rows {
        let line = format!("  {header:<0$} → {target:<1$}  {kind:<2$}  {rest}", widths[0], widths[1], widths[2]);
        murmur(line.trim_end());
    }
}

/// Prints what the operator should decide before the rows are written.
pub(super) fn print_questions<S>(inspection: &Inspection<S>, file: &str, policy: OptOutPolicy, splits_names: bool) {
    print_other_addresses(inspection, file);
    print_opt_outs(&inspection.opt_outs, file, policy);
    if let Some(split) = &inspection.name_split {
        print_name_split(split, file, splits_names);
    }
}

/// Says which other columns contain addresses, and how to choose one of them.
fn print_other_addresses<S>(inspection: &Inspection<S>, file: &str) {
    let Some(first) = inspection.other_addresses.first().map(|header| cut(header)) else { return };
    let chosen = inspection.columns.iter().find(|column| column.target == ColumnTarget::Address);
    let chosen = chosen.map(|column| cut(&column.header)).unwrap_or_default();
    let others: Vec<_> =
        inspection.other_addresses.iter().take(MOST_LINES).map(|header| format!("`{}`", cut(header))).collect();
    let (others, verb) = (others.join(", "), if others.len() == 1 { "has" } else { "have" });
    murmur(format!("{file}: letters go to the addresses in `{chosen}`; {others} {verb} addresses too"));
    murmur(format!("  To choose another column, pass for example `--map \"{first}=address\"`."));
}

fn print_opt_outs(opt_outs: &OptOuts, file: &str, policy: OptOutPolicy) {
    if opt_outs.rows > 0 {
        let mut signs: Vec<String> = Vec::new();
        if opt_outs.by_file_name {
            signs.push("the file's name says so".to_owned());
        }
        for OptOutColumn { header, rows, .. } in &opt_outs.columns {
            signs.push(format!("`{}` in {}", cut(header), format_count(*rows, "row", "rows")));
        }
        let people = format_count(opt_outs.rows, "row is somebody", "rows are people");
        murmur(format!("{file}: {people} who opted out in another program ({})", signs.join(", ")));
        murmur(match policy {
            OptOutPolicy::Skip => {
                "  They are left out. `--opted-out suppress` also keeps every later import from mailing them; \
                 `--opted-out subscribe` imports them, if they have agreed again."
            }
            OptOutPolicy::Suppress => "  Their addresses are suppressed on every list, as you said.",
            OptOutPolicy::Subscribe => "  They are imported like everybody else, as you said.",
        });
        if let (OptOutPolicy::Skip | OptOutPolicy::Suppress, Some(OptOutColumn { header, .. })) =
            (policy, opt_outs.columns.first())
        {
            let header = cut(header);
            murmur(format!("  If a column is about something else, pass its name: `--not-opted-out \"{header}\"`."));
        }
    }
    for OptOutDoubt { header, rows, value, line } in &opt_outs.doubts {
        let (header, rows) = (cut(header), format_count(*rows, "row", "rows"));
        murmur(if value.is_empty() {
            format!(
                "{file}: `{header}` says yes or nothing, and nothing in {rows}, first in line {line}: these people may \
                 not have agreed"
            )
        } else {
            format!("{file}: `{header}` may mean that people opted out, in {rows}, first in line {line}: `{value}`")
        });
        murmur(format!("  They are imported. If they opted out of your letters, pass `--map \"{header}=opted_out\"`."));
    }
}

/// Prints which people on the list opted out in another program, but would still be mailed.
pub(super) fn print_opted_out_members(members: &OptedOutMembers, file: &str, list: &List) {
    if members.count == 0 {
        return;
    }
    let addresses = members.addresses.iter().map(Address::as_str).collect::<Vec<_>>().join(", ");
    let more = match members.count.saturating_sub(members.addresses.len() as u64) {
        0 => String::new(),
        rest => format!(" and {} more", format_number(rest)),
    };
    let people = format_count(members.count, "of these people is", "of these people are");
    let (list, verb) = (&list.name, if members.count == 1 { "gets" } else { "get" });
    murmur(format!("{file}: {people} on the list `{list}` and still {verb} letters: {addresses}{more}"));
    murmur(format!(
        "  To stop that, pass `--opted-out suppress`, or run `circular subscriber unsubscribe ADDRESS --list {list}`."
    ));
}

fn print_name_split(split: &NameSplit, file: &str, splits_names: bool) {
    let header = cut(&split.header);
    if splits_names {
        murmur(format!("{file}: `{header}` is split into `first_name` and `last_name`:"));
    } else {
        murmur(format!(
            "{file}: `{header}` has whole names, so letters cannot use {{{{first_name}}}}; \
             `--map \"{header}=first_name+last_name\"` would split them:"
        ));
    }
    let width = split.examples.iter().map(|example| example.whole.chars().count()).max().unwrap_or(0);
    let mut doubts = Vec::new();
    if split.unsplit > 0 {
        doubts.push(format_count(split.unsplit, "name stays whole", "names stay whole"));
    }
    if split.doubtful > 0 {
        doubts.push(format_count(split.doubtful, "is split but doubtful", "are split but doubtful"));
    }
    if !doubts.is_empty() {
        murmur(format!("  {}; these come first:", doubts.join(", ")));
    }
    for NameExample { line, whole, parts } in &split.examples {
        let parts = match parts {
            Some(SplitName { first, last, .. }) => format!("first name `{first}`, last name `{last}`"),
            None => "stays whole".to_owned(),
        };
        murmur(format!("  line {line}: {whole:<width$}  {parts}"));
    }
    more(split.clear + split.doubtful + split.unsplit, split.examples.len(), "name", "names");
}

fn row(column: &Column) -> [String; 4] {
    let header = if column.header.is_empty() { "(no name)".to_owned() } else { cut(&column.header) };
    let example = column.example.as_ref().map(|example| format!("such as `{example}`"));
    let (target, kind, rest) = match &column.target {
        ColumnTarget::Address => ("address".to_owned(), String::new(), example),
        ColumnTarget::State => ("status on the list".to_owned(), String::new(), example),
        ColumnTarget::OptedOut => ("opted out".to_owned(), String::new(), example),
        ColumnTarget::Ignored(reason) => ("not imported".to_owned(), String::new(), Some(ignored(*reason).to_owned())),
        ColumnTarget::Field { name, kind } => {
            let kind = kind.map(|kind| kind.to_string()).unwrap_or_default();
            (cut(name), kind, Some(example.unwrap_or_else(|| "empty".to_owned())))
        }
    };
    let rest: Vec<String> = rest.into_iter().chain(column.note.as_ref().map(note)).collect();
    [header, target, kind, rest.join("; ")]
}

/// Cuts a name of a column: what the caller pads to the widest one must have a limit.
fn cut(name: &str) -> String {
    let mut cut: String = name.chars().take(LONGEST_NAME).collect();
    if cut.len() < name.len() {
        cut.push('…');
    }
    cut
}

pub(super) fn ignored(reason: IgnoreReason) -> &'static str {
    match reason {
        IgnoreReason::Mapping => "left out, as you said",
        IgnoreReason::Sheet(why) => source_notes::left_out(why),
        IgnoreReason::NoName => "left out, as it has no name",
        IgnoreReason::NameTooLong => "left out, as its name is too long",
        IgnoreReason::JoinTimeIsRecorded => "left out: when somebody joined is in the record",
    }
}

pub(super) fn note(note: &ColumnNote) -> String {
    let order = |order: &DateOrder| match order {
        DateOrder::DayFirst => "the day first",
        DateOrder::MonthFirst => "the month first",
    };
    match note {
        ColumnNote::SameName(header) => format!("there is another column `{}`", cut(header)),
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

/// Prints what an import did, or would do.
pub(super) fn print_report(
    report: &ImportReport,
    file: &str,
    list: &List,
    has_basis: bool,
    dry_run: bool,
) -> Result<(), CommandError> {
    print_noted_rows(report, file);
    if dry_run {
        for change in &report.changes {
            let value = |value: &str| if value.is_empty() { "nothing".to_owned() } else { format!("`{value}`") };
            let (from, to) = (value(&change.from), value(&change.to));
            murmur(format!("{file}, line {}: {}, {}: {from} → {to}", change.line, change.address, change.field));
        }
    }
    check_written(report, dry_run)?;
    let counts = counts(report);
    if dry_run {
        print_line(format!("Nothing was written. `{file}` into `{}` would be: {counts}.", list.name));
    } else {
        print_line(format!("Imported `{file}` into `{}`: {counts}.", list.name));
    }
    if !report.fields.is_empty() {
        let fields: Vec<_> = report.fields.iter().map(|name| format!("{{{{{name}}}}}")).collect();
        print_line(format!("Letters can use {}.", fields.join(", ")));
    }
    let present = report.changed + report.unchanged + report.notices;
    if has_basis && present > 0 && !dry_run {
        let (people, were) = if present == 1 { ("person", "was") } else { ("people", "were") };
        print_line(format!(
            "{} {people} {were} on the list already: what `--basis` says was not recorded for them; what was recorded when \
             they joined stays.",
            format_number(present)
        ));
    }
    if !has_basis && report.new + report.joined > 0 {
        print_line(if list.basis == ConsentBasis::MembershipNotice {
            "Since when they are members is not recorded; to record it, pass `--basis \"on the register of members of 2026\"`."
        } else {
            "What they agreed to is not recorded; to record it, pass `--basis \"ticked “news” on the membership form\"`."
        });
    }
    Ok(())
}

/// Names the rows that were refused, doubted, left out or put together.
fn print_noted_rows(report: &ImportReport, file: &str) {
    for refused in &report.refused {
        murmur(format!("{file}, line {}: {refused}", refused.line));
    }
    more(report.refused_rows, report.refused.len(), "bad row", "bad rows");
    for line in &report.other_addresses {
        murmur(format!("{file}, line {line}: has several addresses; the first is used"));
    }
    more(report.other_addresses_rows, report.other_addresses.len(), "row with several", "rows with several");
    for DoubtfulAddress { line, address, meant } in &report.doubtful_addresses {
        let doubt = match meant {
            Some(meant) => format!("looks misspelled: is it `@{meant}`?"),
            None => "is only an example: no mail can reach `.example`.".to_owned(),
        };
        murmur(format!("{file}, line {line}: {address} {doubt} It was taken as it is"));
    }
    more(report.doubtful_address_rows, report.doubtful_addresses.len(), "such address", "such addresses");
    for FormerAddressRow { line, address, present } in &report.former {
        murmur(format!("{file}, line {line}: {address} is the former address of {present}: left out"));
    }
    more(report.former_addresses, report.former.len(), "former address", "former addresses");
    for duplicate in &report.duplicates {
        let mut lines: Vec<_> = duplicate.lines.iter().take(MOST_LINES).map(u64::to_string).collect();
        if duplicate.lines.len() > MOST_LINES {
            lines.push("…".to_owned());
        }
        let words = match &duplicate.names {
            Some(names) => format!("people who share an address: kept as one, `{names}`"),
            None => "the same person: kept once".to_owned(),
        };
        murmur(format!("{file}, lines {}: {words}", lines.join(", ")));
    }
    more(report.duplicate_addresses, report.duplicates.len(), "address in several rows", "addresses in several rows");
}

/// Fails if nothing was written because of bad rows.
pub(super) fn check_written(report: &ImportReport, dry_run: bool) -> Result<(), CommandError> {
    if dry_run || report.written {
        return Ok(());
    }
    let mut bad = format_count(report.refused_rows, "bad row", "bad rows");
    bad.push_str(&swallowed(report));
    Err(CommandError::new(format!("{bad}, so nothing was imported"))
        .with_hint("fix the rows, or leave out `--strict` to import the others"))
}

fn counts(report: &ImportReport) -> String {
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
    parts.join(", ") + &swallowed(report)
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

/// Says how many lines were lost in refused rows.
fn swallowed(report: &ImportReport) -> String {
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

/// Prints how many more there are than were listed.
fn more(all: u64, told: usize, one: &str, many: &str) {
    let rest = all.saturating_sub(told as u64);
    if rest > 0 {
        murmur(format!("… and {} more", format_count(rest, one, many)));
    }
}
