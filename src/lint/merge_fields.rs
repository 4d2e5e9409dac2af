//! Fields as other mailing programs write them.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::draft::TextBlock;
use crate::model::ADDRESS_FIELD;
use crate::template::UNSUBSCRIBE_FIELD;

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
    marks("%%=", "=%%", is_any),
    marks("%", "%", is_tight_identifier),
    marks("{", "}", is_braced_field),
    marks("<", ">", is_known_field),
    marks("@@", "@@", is_known_field),
    marks("$$", "$$", is_known_field),
    marks("#", "#", is_known_field),
    marks("[", "]", is_bracketed_field),
    marks("!", "!", is_joined_capitals),
];

/// How the names of images end that a wiki puts between two square brackets.
const IMAGE_ENDINGS: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "svg"];

/// The longest field between its marks, in bytes.
const MAX_FIELD_BYTES: usize = 48;

/// Fields by the names that other programs give them, in small letters without signs.
const KNOWN_FIELDS: &[(&str, &[&str])] = &[
    ("first_name", &["firstname", "fname", "givenname", "forename", "vorname", "prenom", "prénom"]),
    ("last_name", &["lastname", "lname", "surname", "familyname", "nachname"]),
    ("name", &["name", "fullname", "contactname"]),
    ("email", &["email", "emailaddress", "emailaddr", "mail"]),
    ("town", &["town", "city", "ort"]),
    ("title", &["title", "salutation", "anrede", "titel"]),
    ("issue.subject", &["mcsubject"]),
    ("society.postal_address", &["addressblock", "listaddress", "listaddresshtml"]),
    ("unsubscribe_url", &["unsubscribe", "unsub", "unsubscribelink", "unsubscribeurl", "optout"]),
];

/// A field of another program.
pub(super) struct MergeField {
    /// Where its text is in the block.
    pub(super) range: Range<usize>,
    /// The field as the draft has it.
    pub(super) written: String,
    /// Its name, without marks.
    pub(super) name: String,
}

impl MergeField {
    /// Returns the field that it means.
    pub(super) fn field(&self, fields: &BTreeSet<String>) -> Option<String> {
        let exists = |field: &str| {
            field.contains('.') || [ADDRESS_FIELD, UNSUBSCRIBE_FIELD].contains(&field) || fields.contains(field)
        };
        let known = known_field(&self.name).filter(|field| fields.is_empty() || exists(field));
        known.map(str::to_owned).or_else(|| Some(field_name(&self.name)).filter(|own| exists(own)))
    }

    /// Returns what to write in its place; `fields` are those of the list, empty where they are not known.
    pub(super) fn help(&self, fields: &BTreeSet<String>) -> String {
        let file = self.name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        if IMAGE_ENDINGS.contains(&file.as_str()) {
            return format!("an image is written as `![what it shows]({})`", self.name);
        }
        match self.field(fields) {
            Some(field) => format!("a field has two braces: `{{{{{field}}}}}`"),
            None if fields.is_empty() => "a field has two braces, such as `{{email}}`".to_owned(),
            None => {
                let names: Vec<_> = fields.iter().map(|field| format!("`{{{{{field}}}}}`")).collect();
                format!("a field has two braces; the list has {}", names.join(", "))
            }
        }
    }
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
    MergeField { range, written: written.to_owned(), name: inner.trim().to_owned() }
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
    // A default stands behind it: `name|friend`, `firstname,fallback=friend`, `contactfield=firstname`.
    let name = name.split(['|', ',']).next().unwrap_or(name);
    let last = name.rsplit(['.', ':', '=']).next().unwrap_or(name);
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
    let joined = inner.contains('_') && inner.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let marked = inner.contains(['|', '=']) && !inner.starts_with(['|', '=', '.', '#']);
    joined || ((marked || is_identifier(inner)) && known_field(inner).is_some())
}

fn is_known_field(inner: &str) -> bool {
    is_identifier(inner) && known_field(inner).is_some()
}

/// Tells whether it is a field between square brackets: a name, or what has a default.
fn is_bracketed_field(inner: &str) -> bool {
    let personal = matches!(known_field(inner), Some("first_name" | "last_name" | "unsubscribe_url"));
    let with_default = inner.contains(",fallback=") || inner.contains("default:");
    (personal && is_identifier(inner)) || (with_default && known_field(inner).is_some())
}

/// Tells whether it is `FIRST_NAME`: of `!*FIRST_NAME*!`, the stars are taken for emphasis.
fn is_joined_capitals(inner: &str) -> bool {
    is_upper_case(inner) && inner.contains('_')
}

const fn is_any(_: &str) -> bool {
    true
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
            let fields = BTreeSet::from([field.to_owned()]);
            let help = merge_field(0..1, inner, inner).help(&fields);
            assert_eq!(help, format!("a field has two braces: `{{{{{field}}}}}`"));
        }
        let help = |name: &str| merge_field(0..1, name, name).help(&BTreeSet::from(["town".to_owned()]));
        assert_eq!(help("Anrede"), "a field has two braces; the list has `{{town}}`");
        assert_eq!(help("MC:SUBJECT"), help("nothing"));
        assert_eq!(help("mc_subject"), "a field has two braces: `{{issue.subject}}`");
        assert_eq!(help("photo.png"), "an image is written as `![what it shows](photo.png)`");
        for field in ["Vorname", "name|friend", "contactfield=firstname", "first_name"] {
            assert!(is_braced_field(field), "{field}");
        }
        for field in
            ["Vorname", "UNSUBSCRIBE", "Prénom", "firstname,fallback=friend", "subscriber:firstname | default:reader"]
        {
            assert!(is_bracketed_field(field), "{field}");
        }
        assert!(!is_braced_field("word") && !is_braced_field(".button") && !is_bracketed_field("sic"));
        assert!(!is_bracketed_field("Ort") && !is_known_field("b") && !is_joined_capitals("GREAT"));
        assert!(is_field_name("First_Name") && is_field_name("Name") && !is_field_name("Bonjour"));
        assert!(is_tight_identifier("FNAME") && is_tight_identifier("first_name") && !is_tight_identifier("of"));
    }
}
