//! Names of fields that the language itself cannot read: it knows only plain letters, and keeps some words for itself.

use std::collections::BTreeMap;

use crate::model::FieldKind;

/// Words that the language keeps for itself and may be the name of a column.
const KEPT: [&str; 14] = [
    "break",
    "const",
    "continue",
    "for",
    "function",
    "import",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

/// Puts a plain name in the place of each such field, outside of the condition's own texts; returns whose places they hold.
pub(super) fn plain(text: &str, fields: &BTreeMap<String, FieldKind>) -> (String, BTreeMap<String, String>) {
    let (mut plain, mut names) = (String::with_capacity(text.len()), BTreeMap::new());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '"' | '\'' => string(rest, c),
            c if is_part(c) => rest.find(|c| !is_part(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (word, behind) = rest.split_at(length);
        if fields.contains_key(word) && (!word.is_ascii() || KEPT.contains(&word)) {
            let alias = format!("field_{}__", names.len());
            plain.push_str(&alias);
            names.insert(alias, word.to_owned());
        } else {
            plain.push_str(word);
        }
        rest = behind;
    }
    (plain, names)
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Returns the length of a text in quotation marks.
fn string(rest: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == mark && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}
