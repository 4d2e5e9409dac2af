//! Describes what an import finds and does.

use crate::cli::error::CommandError;
use crate::cli::output::{format_count, format_number, print_line, print_status as murmur};
use crate::import::{
    Column, ColumnTarget, ImportReport, Inspection, NameExample, NameSplit, OptOutColumn, OptOutDoubt, OptOutPolicy,
    OptOuts, OptedOutMembers, SourceNote, SplitName,
};
use crate::model::{Address, ConsentBasis, List};
use crate::wording::{
    NotedRow, NotedRows, column_note_words, cut_column_name, file_format_words, ignore_reason_words, import_counts,
    noted_rows, source_note_option, source_note_words, swallowed_words, title_words,
};

/// How many columns with addresses are listed.
const MOST_COLUMNS: usize = 20;

/// Prints how the file is read and where each column goes.
pub(super) fn print_columns<S>(inspection: &Inspection<S>, file: &str) {
    if let Some(sheet) = &inspection.sheet {
        murmur(format!("{file}: a spreadsheet, the sheet `{sheet}`"));
        print_column_table(inspection);
        return print_notes(inspection, file);
    }
    let format = file_format_words(inspection.format);
    let guessed = if inspection.guessed { " (a guess: `--encoding` says another)" } else { "" };
    murmur(format!("{file}: {}{guessed}, {format}", inspection.encoding));
    if let Some(title) = title_words(inspection) {
        murmur(format!("{file}: {title}"));
    }
    print_column_table(inspection);
    print_notes(inspection, file);
}

fn print_notes<S>(inspection: &Inspection<S>, file: &str) {
    for note in &inspection.notes {
        murmur(format!("{file}: {}", note_line(note)));
    }
}

/// Describes a note about the file, and what an option does about it.
pub(super) fn note_line(note: &SourceNote) -> String {
    let words = source_note_words(note);
    source_note_option(note).map_or_else(|| words.clone(), |option| format!("{words}; {option}"))
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
    let Some(first) = inspection.other_addresses.first().map(|header| cut_column_name(header)) else { return };
    let chosen = inspection.columns.iter().find(|column| column.target == ColumnTarget::Address);
    let chosen = chosen.map(|column| cut_column_name(&column.header)).unwrap_or_default();
    let others: Vec<_> = inspection
        .other_addresses
        .iter()
        .take(MOST_COLUMNS)
        .map(|header| format!("`{}`", cut_column_name(header)))
        .collect();
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
            signs.push(format!("`{}` in {}", cut_column_name(header), format_count(*rows, "row", "rows")));
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
            let header = cut_column_name(header);
            murmur(format!("  If a column is about something else, pass its name: `--not-opted-out \"{header}\"`."));
        }
    }
    for OptOutDoubt { header, rows, value, line } in &opt_outs.doubts {
        let (header, rows) = (cut_column_name(header), format_count(*rows, "row", "rows"));
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
    let header = cut_column_name(&split.header);
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
    let header = if column.header.is_empty() { "(no name)".to_owned() } else { cut_column_name(&column.header) };
    let example = column.example.as_ref().map(|example| format!("such as `{example}`"));
    let (target, kind, rest) = match &column.target {
        ColumnTarget::Address => ("address".to_owned(), String::new(), example),
        ColumnTarget::State => ("status on the list".to_owned(), String::new(), example),
        ColumnTarget::OptedOut => ("opted out".to_owned(), String::new(), example),
        ColumnTarget::Ignored(reason) => {
            ("not imported".to_owned(), String::new(), Some(ignore_reason_words(*reason).to_owned()))
        }
        ColumnTarget::Field { name, kind } => {
            let kind = kind.map(|kind| kind.to_string()).unwrap_or_default();
            (cut_column_name(name), kind, Some(example.unwrap_or_else(|| "empty".to_owned())))
        }
    };
    let rest: Vec<String> = rest.into_iter().chain(column.note.as_ref().map(column_note_words)).collect();
    [header, target, kind, rest.join("; ")]
}

/// Prints what an import did, or would do.
pub(super) fn print_report(
    report: &ImportReport,
    file: &str,
    list: &List,
    has_basis: bool,
    dry_run: bool,
) -> Result<(), CommandError> {
    for NotedRows { rows, more } in noted_rows(report) {
        for NotedRow { place, words } in rows {
            murmur(format!("{file}, {place}: {words}"));
        }
        more.into_iter().for_each(murmur);
    }
    if dry_run {
        for change in &report.changes {
            let value = |value: &str| if value.is_empty() { "nothing".to_owned() } else { format!("`{value}`") };
            let (from, to) = (value(&change.from), value(&change.to));
            murmur(format!("{file}, line {}: {}, {}: {from} → {to}", change.line, change.address, change.field));
        }
    }
    check_written(report, dry_run)?;
    let counts = import_counts(report);
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

/// Fails if nothing was written because of bad rows.
pub(super) fn check_written(report: &ImportReport, dry_run: bool) -> Result<(), CommandError> {
    if dry_run || report.written {
        return Ok(());
    }
    let mut bad = format_count(report.refused_rows, "bad row", "bad rows");
    bad.push_str(&swallowed_words(report));
    Err(CommandError::new(format!("{bad}, so nothing was imported"))
        .with_hint("fix the rows, or leave out `--strict` to import the others"))
}

/// Prints how many more there are than were listed.
fn more(all: u64, told: usize, one: &str, many: &str) {
    let rest = all.saturating_sub(told as u64);
    if rest > 0 {
        murmur(format!("… and {} more", format_count(rest, one, many)));
    }
}
