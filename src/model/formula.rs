//! Values in spreadsheet cells: written plainly, and protected from being evaluated as formulas.
//!
//! A spreadsheet evaluates a cell that begins with one of a few characters; an apostrophe before it makes it text.

use std::borrow::Cow;

use super::FieldValue;

const SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Returns whether such a character follows the apostrophes at the beginning.
fn is_risky(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(SIGNS)
}

/// Puts an apostrophe before a text that a spreadsheet would evaluate.
#[must_use]
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Removes the apostrophe that [`guard`] adds.
#[must_use]
pub fn unguard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| is_risky(text)).unwrap_or(text)
}

/// Writes a value so that an import parses the same value.
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

/// Returns whether another program would mean a list of tags by a text: `"Student","Leeds"`, `["Student"]`, or
/// `* myContacts ::: Friends`. A semicolon at the end shows that it is ours.
#[must_use]
pub fn is_foreign_tag_list(text: &str) -> bool {
    let is_between = |open: char, close: char| text.len() > 1 && text.starts_with(open) && text.ends_with(close);
    let is_google = (text.starts_with("* ") || text.contains(":::")) && !text.ends_with(';');
    is_between('"', '"') || is_between('[', ']') || is_google
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_come_back() {
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
