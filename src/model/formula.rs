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
        // Without a semicolon, a comma separates tags.
        FieldValue::Tags(tags) if tags.len() == 1 && tags[0].contains(',') => Cow::Owned(format!("{};", tags[0])),
        FieldValue::Tags(tags) => Cow::Owned(tags.join("; ")),
    }
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
