//! Fields as other mailing programs write them.

use std::ops::Range;

use crate::draft::TextBlock;

/// How other programs mark a field: ours would print it as it is.
#[derive(Clone, Copy)]
struct FieldMarks {
    open: &'static str,
    close: &'static str,
    /// Which words between the marks are a field.
    accepts: fn(&str) -> bool,
}

const fn marks(open: &'static str, close: &'static str, accepts: fn(&str) -> bool) -> FieldMarks {
    FieldMarks { open, close, accepts }
}

/// Word, Mailchimp, Salesforce and others. Where the stars of `*|NAME|*` are taken for emphasis, bars are left.
const FIELD_MARKS: &[FieldMarks] = &[
    marks("«", "»", is_field_name),
    marks("<<", ">>", is_identifier),
    marks("*|", "|*", is_identifier),
    marks("|", "|", is_upper_case),
    marks("%%", "%%", is_identifier),
    marks("[[", "]]", is_identifier),
    marks("{$", "}", is_identifier),
    marks("${", "}", is_identifier),
    marks("{!", "}", is_identifier),
    marks("##", "##", is_identifier),
    marks("{%", "%}", is_expression),
    marks("<%", "%>", is_expression),
    marks("%", "%", is_tight_identifier),
    marks("{", "}", is_braced_field),
];

/// The longest field between its marks, in bytes.
const MAX_FIELD_BYTES: usize = 48;

/// Fields by the names that other programs give them, in small letters without signs.
const KNOWN_FIELDS: &[(&str, &[&str])] = &[
    ("first_name", &["firstname", "fname", "givenname", "forename", "vorname", "prenom", "prénom"]),
    ("last_name", &["lastname", "lname", "surname", "familyname", "nachname"]),
    ("name", &["name", "fullname", "contactname"]),
    ("email", &["email", "emailaddress", "mail"]),
    ("town", &["town", "city", "ort"]),
    ("title", &["title", "salutation", "anrede", "titel"]),
    ("unsubscribe_url", &["unsubscribe", "unsub", "unsubscribelink", "unsubscribeurl", "optout"]),
];

/// A field of another program.
pub(super) struct MergeField {
    /// Where its text is in the block.
    pub(super) range: Range<usize>,
    /// The field as the draft has it.
    pub(super) written: String,
    /// The field as it should be, without braces.
    pub(super) field: String,
}

/// Finds the first field of another program in a block; `source` is the body.
pub(super) fn find_merge_field(block: &TextBlock, source: &str) -> Option<MergeField> {
    let marked = FIELD_MARKS.iter().find_map(|marks| {
        delimited_ranges(&block.text, marks.open, marks.close).find_map(|range| {
            let inner = &block.text[range.start + marks.open.len()..range.end - marks.close.len()];
            (marks.accepts)(inner.trim()).then(|| merge_field(range.clone(), &block.text[range], inner))
        })
    });
    marked.or_else(|| hidden_by_html(block, source)).or_else(|| word_field(&block.text))
}

/// Finds `<<FirstName>>`, of which Markdown takes the inner brackets for an HTML tag.
fn hidden_by_html(block: &TextBlock, source: &str) -> Option<MergeField> {
    block.text.match_indices("<>").find_map(|(at, _)| {
        let start = block.source_offset(at);
        let rest = source.get(start..source.floor_char_boundary((start + MAX_FIELD_BYTES).min(source.len())))?;
        let inner = rest.strip_prefix("<<")?.split_once(">>")?.0;
        is_identifier(inner).then(|| merge_field(at..at + 2, &format!("<<{inner}>>"), inner))
    })
}

/// Finds a field of Word that was pasted with its codes showing.
fn word_field(text: &str) -> Option<MergeField> {
    let at = text.find("MERGEFIELD ")?;
    let name = text[at + "MERGEFIELD ".len()..].split_whitespace().next()?.trim_matches(['"', '}']);
    let end = at + "MERGEFIELD".len();
    Some(merge_field(at..end, &format!("MERGEFIELD {name}"), name))
}

fn merge_field(range: Range<usize>, written: &str, inner: &str) -> MergeField {
    let field = known_field(inner).map_or_else(|| field_name(inner), str::to_owned);
    MergeField { range, written: written.to_owned(), field }
}

/// Returns the ranges between two marks, with the marks, on one line and not long.
pub(super) fn delimited_ranges<'t>(
    text: &'t str,
    open: &'t str,
    close: &'t str,
) -> impl Iterator<Item = Range<usize>> + 't {
    text.match_indices(open).filter_map(move |(start, _)| {
        let from = start + open.len();
        let to = text.floor_char_boundary((from + MAX_FIELD_BYTES).min(text.len()));
        let inner = text.get(from..to)?;
        let length = inner.find(close)?;
        let single_line = length > 0 && !inner[..length].contains('\n');
        single_line.then_some(start..from + length + close.len())
    })
}

/// Returns the field of ours that a name means.
fn known_field(name: &str) -> Option<&'static str> {
    let last = name.rsplit(['.', ':']).next().unwrap_or(name);
    let plain: String = last.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    KNOWN_FIELDS.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(field, _)| *field)
}

/// Returns a name in the form of our fields: `MEMBER NO` is `member_no`.
fn field_name(name: &str) -> String {
    let small: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
    small.trim_matches('_').to_lowercase()
}

/// Tells whether it is a name: letters, figures and the signs that join them.
fn is_identifier(inner: &str) -> bool {
    inner.chars().count() >= 2
        && inner.starts_with(char::is_alphabetic)
        && inner.chars().all(|c| c.is_alphanumeric() || "_.:-| ".contains(c))
        && inner.split(' ').count() <= 3
}

fn is_tight_identifier(inner: &str) -> bool {
    inner.len() >= 3
        && inner.starts_with(|c: char| c.is_ascii_alphabetic())
        && inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
        && (is_upper_case(inner) || inner.contains(['_', '.']) || known_field(inner).is_some())
}

/// Tells whether words between quotation marks of other languages are a field: `First_Name`, `FirstName`, `Name`.
fn is_field_name(inner: &str) -> bool {
    let joined = inner.contains('_') && !inner.contains(' ');
    is_identifier(inner) && (joined || known_field(inner).is_some())
}

fn is_upper_case(inner: &str) -> bool {
    inner.len() >= 3 && inner.bytes().all(|byte| byte.is_ascii_uppercase() || matches!(byte, b'_' | b':'))
}

fn is_expression(inner: &str) -> bool {
    let inner = inner.trim_start_matches('=').trim();
    inner.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Tells whether it is a field between single braces: the mark of a button has a full stop.
fn is_braced_field(inner: &str) -> bool {
    let small = inner.len() >= 4 && inner.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    small || (is_identifier(inner) && known_field(inner).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_fields() {
        for (inner, field) in [
            ("First_Name", "first_name"),
            ("FNAME", "first_name"),
            ("Contact.LastName", "last_name"),
            ("Member No", "member_no"),
        ] {
            assert_eq!(merge_field(0..1, inner, inner).field, field);
        }
        assert!(is_field_name("First_Name") && is_field_name("Name") && !is_field_name("Bonjour"));
        assert!(is_tight_identifier("FNAME") && is_tight_identifier("first_name") && !is_tight_identifier("of"));
    }
}
