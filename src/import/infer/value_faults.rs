//! Finds values that are none, and values that were damaged before they came into the file.

use crate::import::source::{RawCell, SourceNote, ValueFault, repair_utf8};
use crate::model::{NAME_FIELDS, excerpt};

/// What programs write for an empty cell; a name such as `Nan` or `Null` is spelled otherwise.
const EMPTY: [&str; 14] = [
    "NULL",
    "null",
    "(null)",
    "(NULL)",
    "<NULL>",
    "<null>",
    "\\N",
    "nan",
    "NaN",
    "NAN",
    "nil",
    "undefined",
    "N/A",
    "n/a",
];
/// What they also write in a name; elsewhere it may be an answer.
const EMPTY_NAMES: [&str; 2] = ["None", "#N/A"];
/// The errors of spreadsheet programs.
const ERRORS: [&str; 9] = ["#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#BEZUG!"];
/// Characters of a web page that names contain, without `&` and `;`.
#[rustfmt::skip]
const ENTITIES: [&str; 12] = [
    "amp", "apos", "quot", "nbsp", "szlig", "aelig", "AElig", "oelig", "OElig", "oslash", "Oslash", "lt",
];
/// The endings of the names of accented letters: `&ouml;`, `&eacute;`.
const ACCENTS: [&str; 8] = ["uml", "acute", "grave", "circ", "tilde", "cedil", "ring", "caron"];

/// Returns what is wrong with the value of a field; `None` for a usual value.
pub(crate) fn value_fault(text: &str, field: &str) -> Option<ValueFault> {
    let text = text.trim();
    if is_usual(text) {
        return None;
    }
    let is_hashes = text.len() > 3 && text.bytes().all(|byte| byte == b'#');
    match () {
        () if EMPTY.contains(&text) || text == "#N/A" => Some(ValueFault::Empty),
        () if EMPTY_NAMES.contains(&text) && is_name(field) => Some(ValueFault::Empty),
        () if is_hashes || ERRORS.contains(&text) => Some(ValueFault::SpreadsheetError),
        () if text.contains('\u{fffd}') => Some(ValueFault::LostLetter),
        () if has_entity(text) => Some(ValueFault::Entity),
        () if repair_utf8(text).is_some() => Some(ValueFault::WrongEncoding),
        () => None,
    }
}

/// Returns whether a value has no sign of any fault, as almost all values: it begins with the first character of no word
/// in the lists above, and is ASCII without `&`.
fn is_usual(text: &str) -> bool {
    let may_be_listed = matches!(text.as_bytes().first(), Some(b'N' | b'n' | b'(' | b'<' | b'\\' | b'u' | b'#'));
    !may_be_listed && text.bytes().all(|byte| byte.is_ascii() && byte != b'&')
}

/// Returns whether a field contains the names of people or organisations.
pub(super) fn is_name(field: &str) -> bool {
    let last = field.trim_end_matches(|c: char| c == '_' || c.is_ascii_digit()).rsplit('_').next().unwrap_or_default();
    let words =
        ["name", "names", "company", "firma", "organisation", "organization", "société", "household", "familie"];
    NAME_FIELDS.contains(&field) || words.contains(&last)
}

/// Returns whether a text has a letter as web pages write it: `J&ouml;rg`, `J&#246;rg`.
fn has_entity(text: &str) -> bool {
    let is_entity = |rest: &str| {
        let Some((name, _)) = rest.split_once(';') else { return false };
        let is_number = name.strip_prefix('#').is_some_and(|number| {
            (2..=6).contains(&number.len())
                && number.trim_start_matches('x').bytes().all(|byte| byte.is_ascii_hexdigit())
        });
        let is_accented = |accent: &&str| name.len() == accent.len() + 1 && name.ends_with(*accent);
        is_number || ENTITIES.contains(&name) || ACCENTS.iter().any(is_accented)
    };
    text.split('&').skip(1).any(is_entity)
}

/// The faults in a file, each with its first value.
#[derive(Debug, Default)]
pub(super) struct ValueFaults {
    found: Vec<SourceNote>,
}

impl ValueFaults {
    /// Adds the cell of a field; returns whether it has no value.
    pub(super) fn add(&mut self, cell: &RawCell<'_>, field: &str, head: &str, at: u64) -> bool {
        let RawCell::Text(text) = cell else { return false };
        let Some(found) = value_fault(text, field) else { return false };
        let same = self.found.iter_mut().find_map(|note| match note {
            SourceNote::FaultyValues { fault, cells, .. } if *fault == found => Some(cells),
            _ => None,
        });
        match same {
            Some(cells) => *cells += 1,
            None => self.found.push(SourceNote::FaultyValues {
                fault: found,
                head: head.to_owned(),
                line: at,
                value: excerpt(text.trim()),
                repaired: repair_utf8(text.trim()).map(|text| excerpt(&text)),
                cells: 1,
            }),
        }
        matches!(found, ValueFault::Empty | ValueFault::SpreadsheetError)
    }

    /// Returns a note for each kind of fault.
    pub(super) fn notes(self) -> Vec<SourceNote> {
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_listed_value_is_usual() {
        for text in EMPTY.iter().chain(&EMPTY_NAMES).chain(&ERRORS).chain(&["####", "Lee &amp; Ray"]) {
            assert!(!is_usual(text), "{text}");
        }
    }

    #[test]
    fn faulty_values_are_distinguished_from_names() {
        for (text, fault) in [
            ("NULL", Some(ValueFault::Empty)),
            ("\\N", Some(ValueFault::Empty)),
            ("nan", Some(ValueFault::Empty)),
            ("None", Some(ValueFault::Empty)),
            ("#N/A", Some(ValueFault::Empty)),
            ("#REF!", Some(ValueFault::SpreadsheetError)),
            ("########", Some(ValueFault::SpreadsheetError)),
            ("J\u{fffd}rg", Some(ValueFault::LostLetter)),
            ("J&ouml;rg", Some(ValueFault::Entity)),
            ("J&#246;rg", Some(ValueFault::Entity)),
            ("Lee &amp; Ray", Some(ValueFault::Entity)),
            ("JÃ¶rg", Some(ValueFault::WrongEncoding)),
            ("O’Neil JosÃ©", Some(ValueFault::WrongEncoding)),
            ("Nan", None),
            ("Null", None),
            ("Ann & Ben; Cy", None),
            ("R&D; sales", None),
            ("Jörg", None),
            ("SÃO PAULO", None),
            ("Ângela", None),
            ("#1", None),
        ] {
            assert_eq!(value_fault(text, "first_name"), fault, "{text}");
        }
        assert_eq!(value_fault("None", "diet"), None);
    }
}
