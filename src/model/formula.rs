//! Values in spreadsheet cells: written plainly and protected from being evaluated as formulas.
//!
//! Spreadsheets evaluate cells that begin with certain characters; a leading apostrophe makes such a cell text.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::FieldValue;

const SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Returns whether a text begins, after any apostrophes, with a character that starts a formula.
fn is_risky(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(SIGNS)
}

/// Prefixes a text with an apostrophe if a spreadsheet would evaluate it.
#[must_use]
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Removes the apostrophe that [`guard`] adds.
#[must_use]
pub fn unguard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| is_risky(text)).unwrap_or(text)
}

/// Writes a cell of a CSV file, quoted if necessary.
pub fn write_cell(value: &str, text: &mut String) {
    if value.contains([',', ';', '\t', '"', '\r', '\n']) || value.trim() != value {
        let _ = write!(text, "\"{}\"", value.replace('"', "\"\""));
    } else {
        text.push_str(value);
    }
}

/// Formats a value so that an import parses the same value.
#[must_use]
pub fn plain(value: &FieldValue) -> Cow<'_, str> {
    match value {
        FieldValue::Text(text) => Cow::Borrowed(text),
        FieldValue::Flag(flag) => Cow::Borrowed(if *flag { "yes" } else { "no" }),
        FieldValue::Date(day) => Cow::Owned(day.date.to_string()),
        FieldValue::Tags(tags) => {
            let text = tags.join("; ");
            // Without a semicolon, a comma separates tags.
            let is_ambiguous = (tags.len() == 1 && text.contains(',')) || is_foreign_tag_list(&text);
            Cow::Owned(if is_ambiguous { text + ";" } else { text })
        }
    }
}

/// Returns whether another program would read a text as a list of tags: `"Student","Leeds"`, `["Student"]`, or
/// `* myContacts ::: Friends`. A trailing semicolon marks our own format.
#[must_use]
pub fn is_foreign_tag_list(text: &str) -> bool {
    let is_between = |open: char, close: char| text.len() > 1 && text.starts_with(open) && text.ends_with(close);
    let is_google = (text.starts_with("* ") || text.contains(":::")) && !text.ends_with(';');
    let is_list = is_between('{', '}') || is_between('\'', '\'') || text.contains('|');
    is_between('"', '"') || is_between('[', ']') || is_google || (is_list && !text.contains(';'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guarded_formulas_round_trip() {
        for (text, guarded) in [
            ("=1+1", "'=1+1"),
            ("'=1+1", "''=1+1"),
            ("+44 20", "'+44 20"),
            ("-", "'-"),
            ("@ann", "'@ann"),
            ("\tx", "'\tx"),
            ("'tis", "'tis"),
            ("1-2", "1-2"),
            ("", ""),
            ("'", "'"),
        ] {
            assert_eq!(guard(text), guarded);
            assert_eq!(unguard(guarded), text);
        }
    }
}
