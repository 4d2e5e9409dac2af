//! Values in the cells of a table: written plainly, and kept from being taken for formulas.
//!
//! A spreadsheet runs what begins with one of a few signs; one quotation mark before it makes it text.

use std::borrow::Cow;

use crate::model::FieldValue;

const SIGNS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Tells whether a sign follows the quotation marks at the beginning.
fn is_risky(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(SIGNS)
}

/// Puts one quotation mark before what could be taken for a formula.
pub(super) fn guard(text: &str) -> Cow<'_, str> {
    if is_risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Takes away the quotation mark that [`guard`] puts there.
pub(super) fn unguard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| is_risky(text)).unwrap_or(text)
}

/// Writes a value so that an import reads the same from it.
pub(super) fn plain(value: &FieldValue) -> Cow<'_, str> {
    match value {
        FieldValue::Text(text) => Cow::Borrowed(text),
        FieldValue::Flag(flag) => Cow::Borrowed(if *flag { "yes" } else { "no" }),
        FieldValue::Date(day) => Cow::Owned(day.date.to_string()),
        // A comma parts tags as well, where there is no semicolon.
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
