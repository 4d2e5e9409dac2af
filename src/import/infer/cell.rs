//! Parses a cell as the value of a field.

use std::borrow::Cow;

use super::dates::{self, DateOrder};
use crate::import::refusal::RefusalReason;
use crate::import::source::RawCell;
use crate::model::{FieldKind, FieldValue, excerpt, formula, normal_form, single_line};

/// The maximum length of a field value, in characters.
const LONGEST_VALUE: usize = 1_000;
/// The separator of Google Contacts between several values in one cell.
const GOOGLE_SEPARATOR: &str = ":::";
pub(crate) const MAX_TAGS: usize = 1_000;

const YES: [&str; 9] = ["yes", "true", "y", "ja", "oui", "wahr", "vrai", "waar", "1"];
const NO: [&str; 9] = ["no", "false", "n", "nein", "non", "nee", "falsch", "faux", "onwaar"];

/// The effect of a cell on a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FieldUpdate {
    /// Leaves its value as it is.
    Keep,
    /// Removes its value.
    Clear,
    /// Sets its value.
    Set(FieldValue),
}

/// How the cells of a column are parsed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CellFormat {
    pub(crate) kind: FieldKind,
    /// The order of day and month.
    pub(crate) order: DateOrder,
    /// Whether an apostrophe before a formula is part of the value.
    pub(crate) raw: bool,
}

/// Parses `yes` or `no` in one of their spellings.
pub(crate) fn parse_flag(text: &str) -> Option<bool> {
    let is = |word: &&str| word.eq_ignore_ascii_case(text);
    match () {
        () if text.len() > 6 => None,
        () if YES.iter().any(is) => Some(true),
        () if is_no(text) => Some(false),
        () => None,
    }
}

/// Returns whether a text is `no` in one of its spellings.
pub(crate) fn is_no(text: &str) -> bool {
    text == "0" || NO.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Parses tags separated by semicolons, or by commas if there is no semicolon.
pub(crate) fn parse_tags(text: &str) -> Vec<String> {
    if let Some(tags) = listed_tags(text) {
        return tags;
    }
    let sign = if text.contains(';') { ';' } else { ',' };
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split(sign) {
        // One more than the maximum shows that there are too many.
        if tags.len() > MAX_TAGS {
            break;
        }
        let tag = normal_tag(tag);
        if !tag.is_empty() && !tags.iter().any(|known| *known == tag) {
            tags.push(tag.into_owned());
        }
    }
    tags
}

/// Parses the list formats of other programs: `"Student","Leeds"` (Mailchimp), `["Student","Leeds"]` (JSON),
/// `{Student,Leeds}` (PostgreSQL), `'Student'`, `Student|Leeds`, and `* myContacts ::: Friends` (Google Contacts).
fn listed_tags(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    if !formula::is_foreign_tag_list(text) {
        return None;
    }
    let given: Vec<String> = if let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        let quoted = inner.split("\",").map(|tag| tag.trim_start().trim_start_matches('"'));
        quoted.map(|tag| tag.replace("\"\"", "\"")).collect()
    } else if text.starts_with('[') && text.ends_with(']') {
        serde_json::from_str(text).ok()?
    } else if let Some(inner) = between(text, '{', '}') {
        inner.split(',').map(|tag| tag.trim().trim_matches('"').to_owned()).collect()
    } else if let Some(inner) = between(text, '\'', '\'') {
        inner.split("',").map(|tag| tag.trim_start().trim_start_matches('\'').to_owned()).collect()
    } else if !text.contains(GOOGLE_SEPARATOR) && text.contains('|') {
        text.split('|').map(str::to_owned).collect()
    } else {
        text.split(GOOGLE_SEPARATOR).map(|tag| tag.trim().trim_start_matches("* ").to_owned()).collect()
    };
    let mut tags: Vec<String> = Vec::new();
    // One more than the maximum shows that there are too many.
    for tag in given.iter().map(|tag| normal_tag(tag)).take(MAX_TAGS + 1) {
        if !tag.is_empty() && !tags.iter().any(|known| *known == tag) {
            tags.push(tag.into_owned());
        }
    }
    Some(tags)
}

fn between(text: &str, open: char, close: char) -> Option<&str> {
    text.strip_prefix(open)?.strip_suffix(close)
}

/// Returns a tag on one line, in a normalized form that can be compared.
fn normal_tag(tag: &str) -> Cow<'_, str> {
    match single_line(tag) {
        Cow::Borrowed(tag) => normal_form(tag),
        Cow::Owned(tag) => Cow::Owned(normal_form(&tag).into_owned()),
    }
}

/// Parses a cell as the value of the field `name`.
pub(crate) fn parse_cell(cell: RawCell<'_>, format: CellFormat, name: &str) -> Result<FieldUpdate, RefusalReason> {
    let update = match cell {
        RawCell::Absent => return Ok(FieldUpdate::Keep),
        RawCell::Value(value) => convert(value, format, name)?,
        RawCell::Text(text) => {
            let text = if format.raw { text } else { formula::unguard(text) };
            let text = single_line(text);
            if text.is_empty() { FieldUpdate::Clear } else { parse_text(&text, format, name)? }
        }
    };
    if matches!(&update, FieldUpdate::Set(FieldValue::Tags(tags)) if tags.len() > MAX_TAGS) {
        return Err(RefusalReason::TooManyTags { field: name.to_owned(), most: MAX_TAGS });
    }
    let longest = match &update {
        FieldUpdate::Set(FieldValue::Text(text)) => text.as_str(),
        FieldUpdate::Set(FieldValue::Tags(tags)) => tags.iter().max_by_key(|tag| tag.len()).map_or("", String::as_str),
        _ => "",
    };
    if longest.len() > LONGEST_VALUE && longest.chars().count() > LONGEST_VALUE {
        return Err(RefusalReason::TooLong { field: name.to_owned(), most: LONGEST_VALUE });
    }
    Ok(update)
}

/// Parses typed text as the value of the field `name`; `None` if it is empty.
///
/// # Errors
/// It is not of the field's kind, or too long.
pub fn parse_value(
    text: &str,
    kind: FieldKind,
    order: DateOrder,
    name: &str,
) -> Result<Option<FieldValue>, RefusalReason> {
    Ok(match parse_cell(RawCell::Text(text), CellFormat { kind, order, raw: true }, name)? {
        FieldUpdate::Set(value) => Some(value),
        FieldUpdate::Keep | FieldUpdate::Clear => None,
    })
}

fn parse_text(text: &str, format: CellFormat, name: &str) -> Result<FieldUpdate, RefusalReason> {
    let misfit = || RefusalReason::WrongKind { value: excerpt(text), field: name.to_owned(), kind: format.kind };
    let value = match format.kind {
        FieldKind::Text => FieldValue::from(text),
        FieldKind::Flag => FieldValue::Flag(parse_flag(text).ok_or_else(misfit)?),
        FieldKind::Date => {
            let day = dates::parse_date(text).and_then(|date| date.in_order(format.order));
            FieldValue::date(day.ok_or_else(misfit)?)
        }
        FieldKind::Tags => FieldValue::Tags(parse_tags(text)),
    };
    Ok(if value.is_empty() { FieldUpdate::Clear } else { FieldUpdate::Set(value) })
}

/// Converts a value whose kind the file states.
fn convert(value: FieldValue, format: CellFormat, name: &str) -> Result<FieldUpdate, RefusalReason> {
    let value = match value {
        // In CSV, a semicolon within a tag would end it.
        FieldValue::Tags(tags) => FieldValue::Tags(parse_tags(&(tags.join(";") + ";"))),
        FieldValue::Text(text) if text.is_empty() => return Ok(FieldUpdate::Clear),
        FieldValue::Text(text) if format.kind != FieldKind::Text => return parse_text(&text, format, name),
        FieldValue::Text(text) => FieldValue::from(text),
        value => value,
    };
    match (format.kind, value) {
        (_, value) if value.is_empty() => Ok(FieldUpdate::Clear),
        (kind, value) if kind == value.kind() => Ok(FieldUpdate::Set(value)),
        (_, value) => parse_text(&formula::plain(&value), format, name),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn as_kind(kind: FieldKind, text: &str) -> Result<FieldUpdate, String> {
        let result =
            parse_cell(RawCell::Text(text), CellFormat { kind, order: DateOrder::DayFirst, raw: false }, "joined");
        result.map_err(|reason| reason.to_string())
    }

    #[test]
    fn cells_are_parsed_by_kind() {
        let is = |value: FieldValue| Ok(FieldUpdate::Set(value));
        assert_eq!(as_kind(FieldKind::Text, " Ann\r\nLee "), is("Ann Lee".into()));
        assert_eq!(as_kind(FieldKind::Text, "'=1+1"), is("=1+1".into()));
        assert_eq!(as_kind(FieldKind::Text, "'tis"), is("'tis".into()));
        assert_eq!(as_kind(FieldKind::Text, " "), Ok(FieldUpdate::Clear));
        assert_eq!(as_kind(FieldKind::Flag, "JA"), is(FieldValue::Flag(true)));
        assert_eq!(as_kind(FieldKind::Flag, "0"), is(FieldValue::Flag(false)));
        assert_eq!(as_kind(FieldKind::Date, "1/6/2019"), is(FieldValue::date(date(2019, 6, 1))));
        let tags = |tags: &[&str]| is(FieldValue::Tags(tags.iter().map(|tag| (*tag).to_owned()).collect()));
        assert_eq!(as_kind(FieldKind::Tags, "student; Norwich;;student"), tags(&["student", "Norwich"]));
        assert_eq!(as_kind(FieldKind::Tags, "student, Norwich"), tags(&["student", "Norwich"]));
        assert_eq!(as_kind(FieldKind::Tags, "Smith, John;"), tags(&["Smith, John"]));
        assert_eq!(as_kind(FieldKind::Tags, ";"), Ok(FieldUpdate::Clear));
        assert_eq!(as_kind(FieldKind::Tags, r#""Student","Leeds, UK""#), tags(&["Student", "Leeds, UK"]));
        assert_eq!(as_kind(FieldKind::Tags, r#""Student""#), tags(&["Student"]));
        assert_eq!(as_kind(FieldKind::Tags, r#"["Student", "Leeds"]"#), tags(&["Student", "Leeds"]));
        assert_eq!(as_kind(FieldKind::Tags, "Student|Leeds"), tags(&["Student", "Leeds"]));
        assert_eq!(as_kind(FieldKind::Tags, "{Student,\"Leeds\"}"), tags(&["Student", "Leeds"]));
        assert_eq!(as_kind(FieldKind::Tags, "'Student','Leeds'"), tags(&["Student", "Leeds"]));
        assert_eq!(as_kind(FieldKind::Tags, "a|b; 'c'; {d}"), tags(&["a|b", "'c'", "{d}"]));
        assert_eq!(as_kind(FieldKind::Tags, "* myContacts ::: Friends"), tags(&["myContacts", "Friends"]));
        assert_eq!(as_kind(FieldKind::Tags, "Ko\u{308}ln"), tags(&["Köln"]));
        assert_eq!(as_kind(FieldKind::Text, "Ko\u{308}ln"), is("Köln".into()));
    }

    #[test]
    fn value_of_another_kind_is_rejected() {
        assert_eq!(as_kind(FieldKind::Date, "soon").unwrap_err(), "has `soon` in `joined`, which is no date");
        assert_eq!(as_kind(FieldKind::Flag, "maybe").unwrap_err(), "has `maybe` in `joined`, which is no yes or no");
        let long = "ö".repeat(LONGEST_VALUE + 1);
        assert!(as_kind(FieldKind::Text, &long).is_err_and(|reason| reason.contains("more than 1000 characters")));
        assert!(as_kind(FieldKind::Text, &long[2..]).is_ok());
    }

    #[test]
    fn values_with_a_stated_kind_are_converted() {
        let text = CellFormat { kind: FieldKind::Text, order: DateOrder::DayFirst, raw: false };
        let date_of = CellFormat { kind: FieldKind::Date, ..text };
        let day = FieldValue::date(date(2019, 6, 1));
        let given = |value: &FieldValue| RawCell::Value(value.clone());
        assert_eq!(parse_cell(given(&day), date_of, "x"), Ok(FieldUpdate::Set(day.clone())));
        assert_eq!(parse_cell(given(&day), text, "x"), Ok(FieldUpdate::Set("2019-06-01".into())));
        assert_eq!(parse_cell(given(&"2019-06-01".into()), date_of, "x"), Ok(FieldUpdate::Set(day)));
        assert_eq!(
            parse_cell(given(&"'=1".into()), text, "x"),
            Ok(FieldUpdate::Set("'=1".into())),
            "JSON needs no guard"
        );
        assert!(parse_cell(given(&FieldValue::Flag(true)), date_of, "x").is_err());
    }
}
