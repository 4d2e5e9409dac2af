//! Fields of a mail merge, by their codes or as they were typed: `«First_Name»`.

use std::collections::BTreeMap;

use crate::documents::blocks::{Inline, InlineKind, SourceDocument};
use crate::documents::{ChangeKind, DocumentChange};
use crate::model::{canonical_name, field_name};

/// The longest name of a field, in characters.
const MAX_NAME_CHARS: usize = 40;

/// The marks around a field, as Word shows them and as people type them.
const FIELD_MARKS: [(&str, &str); 2] = [("«", "»"), ("<<", ">>")];

/// Names that are fields even without a `_`.
const KNOWN_NAMES: [&str; 22] = [
    "firstname",
    "lastname",
    "surname",
    "forename",
    "givenname",
    "name",
    "fullname",
    "title",
    "salutation",
    "town",
    "city",
    "email",
    "vorname",
    "nachname",
    "anrede",
    "titel",
    "ort",
    "prénom",
    "prenom",
    "nom",
    "nombre",
    "apellido",
];

/// Spells the fields as the columns of an import, and finds those that were typed.
pub(super) fn find_fields(document: &mut SourceDocument) {
    let is_merge = document.has_merge_fields;
    let mut changes = Vec::new();
    document.edit_texts(&mut |place, text| {
        let mut names = BTreeMap::new();
        let mut out = Vec::with_capacity(text.len());
        join_same_format(text);
        for inline in std::mem::take(text) {
            match inline.kind {
                InlineKind::Field(column) => {
                    let name = letter_field(&column);
                    names.entry(name.clone()).or_insert_with(|| format!("«{column}»"));
                    out.push(Inline { kind: InlineKind::Field(name), format: inline.format });
                }
                InlineKind::Text(words) => {
                    let piece = Inline { kind: InlineKind::Text(words), format: inline.format };
                    split_fields(piece, is_merge, &mut names, &mut out);
                }
                _ => out.push(inline),
            }
        }
        *text = out;
        for (name, original) in names {
            let message = format!("a field of the mail merge became `{{{{{name}}}}}`");
            let change = DocumentChange::new(ChangeKind::MergeField, place, message);
            changes.push(DocumentChange { original, ..change });
        }
    });
    document.changes.append(&mut changes);
}

/// Joins neighbouring texts of one format: a typed field may be cut.
fn join_same_format(text: &mut Vec<Inline>) {
    let mut joined: Vec<Inline> = Vec::with_capacity(text.len());
    for inline in std::mem::take(text) {
        match (joined.last_mut(), &inline.kind) {
            (Some(Inline { kind: InlineKind::Text(before), format }), InlineKind::Text(words))
                if *format == inline.format =>
            {
                before.push_str(words);
            }
            _ => joined.push(inline),
        }
    }
    *text = joined;
}

/// Takes the fields out of a text.
fn split_fields(inline: Inline, is_merge: bool, names: &mut BTreeMap<String, String>, out: &mut Vec<Inline>) {
    let Inline { kind: InlineKind::Text(text), format } = inline else { return };
    let mut rest = text.as_str();
    let mut from = 0;
    while let Some((start, open, close)) = next_mark(rest, from) {
        let inner_start = start + open.len();
        let Some(length) = rest[inner_start..].find(close) else { break };
        let inner = &rest[inner_start..inner_start + length];
        if !is_field(inner.trim(), is_merge) {
            from = inner_start;
            continue;
        }
        if start > 0 {
            out.push(Inline::text(&rest[..start], format.clone()));
        }
        let name = letter_field(inner);
        names.entry(name.clone()).or_insert_with(|| format!("{open}{inner}{close}"));
        out.push(Inline { kind: InlineKind::Field(name), format: format.clone() });
        rest = &rest[inner_start + length + close.len()..];
        from = 0;
    }
    if !rest.is_empty() {
        out.push(Inline::text(rest, format));
    }
}

fn next_mark(text: &str, from: usize) -> Option<(usize, &'static str, &'static str)> {
    let found = FIELD_MARKS.iter().filter_map(|(open, close)| {
        let at = from + text.get(from..)?.find(open)?;
        Some((at, *open, *close))
    });
    found.min_by_key(|(at, ..)| *at)
}

/// Tells whether words between the marks are a field, and no quotation: in a document without a mail merge, only
/// names that nobody quotes.
fn is_field(inner: &str, is_merge: bool) -> bool {
    let is_name = inner.chars().count() <= MAX_NAME_CHARS
        && inner.starts_with(char::is_alphabetic)
        && inner.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ' ' | '-' | '.'))
        && inner.split(' ').count() <= 3;
    let plain: String = inner.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let is_known = KNOWN_NAMES.contains(&plain.as_str());
    let is_joined = inner.contains('_') && !inner.contains(' ');
    is_name && (is_joined || is_known || (is_merge && !inner.contains(' ')))
}

/// Returns a column name in the spelling of our fields: `Home Town` is `home_town`.
fn letter_field(column: &str) -> String {
    canonical_name(field_name(column))
}
