//! A cell becomes the value of a field, or does not fit.

use super::dates::{self, Order};
use super::rows::Given;
use crate::model::{FieldKind, FieldValue, single_line};
use crate::subscription::formula;

/// The longest value that a field keeps, in characters.
const LONGEST_VALUE: usize = 1_000;
/// How much of a value an explanation shows, in characters.
const SHOWN: usize = 40;

const YES: [&str; 8] = ["yes", "true", "y", "ja", "oui", "wahr", "vrai", "1"];
const NO: [&str; 7] = ["no", "false", "n", "nein", "non", "falsch", "faux"];

/// What a cell says of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing: what is known stays.
    Nothing,
    /// That there is nothing: what is known goes.
    Empty,
    /// This.
    Value(FieldValue),
}

/// How the cells of a column are read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    /// As what.
    pub(super) kind: FieldKind,
    /// In which order days and months stand.
    pub(super) order: Order,
    /// Whether a quotation mark before a formula is part of the value.
    pub(super) raw: bool,
}

/// Reads `yes` or `no` in one of their spellings.
pub(super) fn flag(text: &str) -> Option<bool> {
    let is = |word: &&str| word.eq_ignore_ascii_case(text);
    match () {
        () if text.len() > 6 => None,
        () if YES.iter().any(is) => Some(true),
        () if text == "0" || NO.iter().any(is) => Some(false),
        () => None,
    }
}

/// Reads tags: between semicolons, or between commas where there is no semicolon.
pub(super) fn tags(text: &str) -> Vec<String> {
    let sign = if text.contains(';') { ';' } else { ',' };
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split(sign) {
        let tag = single_line(tag);
        if !tag.is_empty() && !tags.iter().any(|known| *known == tag) {
            tags.push(tag.into_owned());
        }
    }
    tags
}

/// Reads a cell as the value of the field `name`.
pub(super) fn read(given: Given<'_>, reading: Reading, name: &str) -> Result<Said, String> {
    let said = match given {
        Given::Absent => return Ok(Said::Nothing),
        Given::Value(value) => typed(value, reading, name)?,
        Given::Text(text) => {
            let text = if reading.raw { text } else { formula::unguard(text) };
            let text = single_line(text);
            if text.is_empty() { Said::Empty } else { worded(&text, reading, name)? }
        }
    };
    let longest = match &said {
        Said::Value(FieldValue::Text(text)) => text.as_str(),
        Said::Value(FieldValue::Tags(tags)) => tags.iter().max_by_key(|tag| tag.len()).map_or("", String::as_str),
        _ => "",
    };
    if longest.len() > LONGEST_VALUE && longest.chars().count() > LONGEST_VALUE {
        return Err(format!("has more than {LONGEST_VALUE} characters in `{name}`"));
    }
    Ok(said)
}

fn worded(text: &str, reading: Reading, name: &str) -> Result<Said, String> {
    let misfit = |what: &str| format!("has `{}` in `{name}`, which is no {what}", shown(text));
    let value = match reading.kind {
        FieldKind::Text => FieldValue::from(text),
        FieldKind::Flag => FieldValue::Flag(flag(text).ok_or_else(|| misfit("yes or no"))?),
        FieldKind::Date => {
            let day = dates::read(text).and_then(|written| written.day(reading.order));
            FieldValue::date(day.ok_or_else(|| misfit("date"))?)
        }
        FieldKind::Tags => FieldValue::Tags(tags(text)),
    };
    Ok(if value.is_empty() { Said::Empty } else { Said::Value(value) })
}

/// Takes a value that the file itself calls a flag, a date or tags.
fn typed(value: FieldValue, reading: Reading, name: &str) -> Result<Said, String> {
    let value = match value {
        // A semicolon within a tag would be the end of it in a table.
        FieldValue::Tags(given) => FieldValue::Tags(tags(&(given.join(";") + ";"))),
        FieldValue::Text(text) if text.is_empty() => return Ok(Said::Empty),
        FieldValue::Text(text) if reading.kind != FieldKind::Text => return worded(&text, reading, name),
        value => value,
    };
    match (reading.kind, value) {
        (_, value) if value.is_empty() => Ok(Said::Empty),
        (kind, value) if kind == value.kind() => Ok(Said::Value(value)),
        (_, value) => worded(&formula::plain(&value), reading, name),
    }
}

/// Returns the beginning of a value on one line, for people.
pub(super) fn shown(text: &str) -> String {
    let text = single_line(text);
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn as_kind(kind: FieldKind, text: &str) -> Result<Said, String> {
        read(Given::Text(text), Reading { kind, order: Order::DayFirst, raw: false }, "joined")
    }

    #[test]
    fn cells_are_read_by_kind() {
        let is = |value: FieldValue| Ok(Said::Value(value));
        assert_eq!(as_kind(FieldKind::Text, " Ann\r\nLee "), is("Ann Lee".into()));
        assert_eq!(as_kind(FieldKind::Text, "'=1+1"), is("=1+1".into()));
        assert_eq!(as_kind(FieldKind::Text, "'tis"), is("'tis".into()));
        assert_eq!(as_kind(FieldKind::Text, " "), Ok(Said::Empty));
        assert_eq!(as_kind(FieldKind::Flag, "JA"), is(FieldValue::Flag(true)));
        assert_eq!(as_kind(FieldKind::Flag, "0"), is(FieldValue::Flag(false)));
        assert_eq!(as_kind(FieldKind::Date, "1/6/2019"), is(FieldValue::date(date(2019, 6, 1))));
        let tags = |tags: &[&str]| is(FieldValue::Tags(tags.iter().map(|tag| (*tag).to_owned()).collect()));
        assert_eq!(as_kind(FieldKind::Tags, "student; Norwich;;student"), tags(&["student", "Norwich"]));
        assert_eq!(as_kind(FieldKind::Tags, "student, Norwich"), tags(&["student", "Norwich"]));
        assert_eq!(as_kind(FieldKind::Tags, "Smith, John;"), tags(&["Smith, John"]));
        assert_eq!(as_kind(FieldKind::Tags, ";"), Ok(Said::Empty));
    }

    #[test]
    fn what_does_not_fit_is_explained() {
        assert_eq!(as_kind(FieldKind::Date, "soon").unwrap_err(), "has `soon` in `joined`, which is no date");
        assert_eq!(as_kind(FieldKind::Flag, "maybe").unwrap_err(), "has `maybe` in `joined`, which is no yes or no");
        let long = "ö".repeat(LONGEST_VALUE + 1);
        assert!(as_kind(FieldKind::Text, &long).is_err_and(|reason| reason.contains("more than 1000 characters")));
        assert!(as_kind(FieldKind::Text, &long[2..]).is_ok());
    }

    #[test]
    fn values_with_a_kind_of_their_own_are_taken() {
        let text = Reading { kind: FieldKind::Text, order: Order::DayFirst, raw: false };
        let date_of = Reading { kind: FieldKind::Date, ..text };
        let day = FieldValue::date(date(2019, 6, 1));
        let given = |value: &FieldValue| Given::Value(value.clone());
        assert_eq!(read(given(&day), date_of, "x"), Ok(Said::Value(day.clone())));
        assert_eq!(read(given(&day), text, "x"), Ok(Said::Value("2019-06-01".into())));
        assert_eq!(read(given(&"2019-06-01".into()), date_of, "x"), Ok(Said::Value(day)));
        assert_eq!(read(given(&"'=1".into()), text, "x"), Ok(Said::Value("'=1".into())), "JSON needs no guard");
        assert!(read(given(&FieldValue::Flag(true)), date_of, "x").is_err());
    }
}
