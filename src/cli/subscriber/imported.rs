//! What an import finds and does, in words.

use crate::cli::failure::Failure;
use crate::cli::output::{counted, number, say, tell as murmur};
use crate::model::{Cause, List};
use crate::subscription::Import;
use crate::subscription::import::{Column, Form, Goes, Look};

/// Says how the file is read and where each column goes.
pub(super) fn tell_columns<S>(look: &Look<S>, file: &str) {
    let form = match look.form {
        Form::Table(b';') => "semicolons between the cells",
        Form::Table(b'\t') => "tabs between the cells",
        Form::Table(_) => "commas between the cells",
        Form::Objects => "JSON",
    };
    let guessed = if look.guessed { " (a guess: `--encoding` says another)" } else { "" };
    murmur(format!("{file}: {}{guessed}, {form}", look.encoding));
    let rows: Vec<[String; 4]> = look.columns.iter().map(row).collect();
    let width = |index: usize| rows.iter().map(|row| row[index].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    for [header, goes, kind, rest] in rows {
        let line = format!("  {header:<0$} → {goes:<1$}  {kind:<2$}  {rest}", widths[0], widths[1], widths[2]);
        murmur(line.trim_end());
    }
}

fn row(column: &Column) -> [String; 4] {
    let header = if column.header.is_empty() { "(no name)".to_owned() } else { column.header.clone() };
    let example = column.example.as_ref().map(|example| format!("such as `{example}`"));
    let (goes, kind, rest) = match &column.goes {
        Goes::Address => ("address".to_owned(), String::new(), example),
        Goes::State => ("how they stand".to_owned(), String::new(), example),
        Goes::Nowhere(why) => ("nowhere".to_owned(), String::new(), Some((*why).to_owned())),
        Goes::Field { name, kind } => {
            let kind = kind.map(|kind| kind.to_string()).unwrap_or_default();
            (name.clone(), kind, Some(example.unwrap_or_else(|| "empty".to_owned())))
        }
    };
    let rest: Vec<String> = rest.into_iter().chain(column.note.clone()).collect();
    [header, goes, kind, rest.join("; ")]
}

/// Says what an import did, or would do.
pub(super) fn tell(import: &Import, file: &str, list: &List, has_basis: bool, dry_run: bool) -> Result<(), Failure> {
    for refused in &import.refused {
        murmur(format!("{file}, line {}: {}", refused.line, refused.reason));
    }
    more(import.refused_rows, import.refused.len(), "bad row", "bad rows");
    for doubled in &import.doubled {
        let lines: Vec<_> = doubled.lines.iter().map(u64::to_string).collect();
        let words = match &doubled.names {
            Some(names) => format!("people who share an address: kept as one, `{names}`"),
            None => "the same person: kept once".to_owned(),
        };
        murmur(format!("{file}, lines {}: {words}", lines.join(", ")));
    }
    more(import.doubled_addresses, import.doubled.len(), "address in several rows", "addresses in several rows");
    if dry_run {
        for change in &import.changes {
            let value = |value: &str| if value.is_empty() { "nothing".to_owned() } else { format!("`{value}`") };
            let (from, to) = (value(&change.from), value(&change.to));
            murmur(format!("{file}, line {}: {} has `{}` {from}, now {to}", change.line, change.address, change.field));
        }
    } else if !import.written {
        let bad = counted(import.refused_rows, "bad row", "bad rows");
        return Err(Failure::new(format!("{bad}, so nothing was imported"))
            .hint("mend the rows, or leave `--strict` out to import the others"));
    }
    let counts = counts(import);
    if dry_run {
        say(format!("Nothing was written. `{file}` into `{}` would be: {counts}.", list.name));
    } else {
        say(format!("Imported `{file}` into `{}`: {counts}.", list.name));
    }
    if !import.fields.is_empty() {
        let fields: Vec<_> = import.fields.iter().map(|name| format!("{{{{{name}}}}}")).collect();
        say(format!("Letters can use {}.", fields.join(", ")));
    }
    if !has_basis && import.new + import.joined > 0 {
        say(
            "It is not recorded what they agreed to: `--basis \"ticked “news” on the membership form\"` would do that.",
        );
    }
    Ok(())
}

fn counts(import: &Import) -> String {
    let mut parts = vec![format!("{} joined", number(import.new + import.joined))];
    let mut add = |count: u64, words: &str| {
        if count > 0 {
            parts.push(format!("{} {words}", number(count)));
        }
    };
    add(import.changed, "changed");
    add(import.unchanged, "unchanged");
    add(import.left_before, "unsubscribed before and left so");
    add(import.notices, "with notices only and left so");
    add(import.left_out, "off the list by the file and left out");
    for (cause, count) in &import.suppressed {
        add(*count, suppressed(*cause));
    }
    add(import.refused_rows, "refused");
    parts.join(", ")
}

fn suppressed(cause: Cause) -> &'static str {
    match cause {
        Cause::Bounced => "suppressed, as their address takes no mail",
        Cause::Complained => "suppressed, as they complained of a letter",
        Cause::Erased => "not taken, as they had everything about them erased",
        Cause::Owner => "suppressed, as you set them aside",
    }
}

/// Says how many more there are than were told.
fn more(all: u64, told: usize, one: &str, many: &str) {
    let rest = all.saturating_sub(told as u64);
    if rest > 0 {
        murmur(format!("… and {} more", counted(rest, one, many)));
    }
}
