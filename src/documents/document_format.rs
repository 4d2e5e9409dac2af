//! Tells the formats of documents by their content.

use super::document_error::DocumentError;
use super::plain_text::decode;
use crate::model::is_block_element;

/// How documents begin that are not read, what they are, and what to do.
const UNSUPPORTED: [(&[u8], &str, &str); 5] = [
    (b"\xd0\xcf\x11\xe0", "a Word document of the old kind (.doc) or a protected one", "open it and save it as .docx"),
    (b"{\\rtf", "a document in Rich Text Format", "open it and save it as .docx"),
    (b"%PDF", "a PDF", "use the document that it was made of, or copy its words into one"),
    (b"\x89PNG", "a picture", "copy its words into a document"),
    (b"\xff\xd8\xff", "a picture", "copy its words into a document"),
];

/// How much of a text is searched for elements of HTML, in bytes.
const HTML_START: usize = 4_096;

/// The elements within a line, or around a page, that begin a part of one; those with lines of their own are known.
const OTHER_ELEMENTS: &[&str] = &[
    "a", "abbr", "acronym", "b", "big", "br", "center", "cite", "code", "colgroup", "del", "dfn", "em", "font", "head",
    "hr", "i", "img", "input", "ins", "kbd", "link", "mark", "meta", "noscript", "o:p", "picture", "q", "ruby", "s",
    "samp", "script", "small", "span", "strike", "strong", "style", "sub", "sup", "svg", "table", "tbody", "td",
    "tfoot", "th", "thead", "time", "title", "tr", "tt", "u", "var", "w:sdt", "wbr",
];

/// What a document is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DocumentFormat {
    /// A ZIP archive: .docx or .odt.
    Package,
    Html(String),
    Text(String),
}

/// Tells the format of a document.
///
/// # Errors
/// Returns an error if it is one that is not read.
pub(super) fn document_format(bytes: &[u8]) -> Result<DocumentFormat, DocumentError> {
    if bytes.starts_with(b"PK\x03\x04") {
        return Ok(DocumentFormat::Package);
    }
    if let Some((_, kind, advice)) = UNSUPPORTED.iter().find(|(start, ..)| bytes.starts_with(start)) {
        return Err(DocumentError::Unsupported { kind, advice });
    }
    let text = decode(bytes)?;
    let start = text.get(..text.floor_char_boundary(HTML_START)).unwrap_or_default().trim_start().to_lowercase();
    let is_page = start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("version:");
    Ok(if is_page || begins_with_element(&start) {
        DocumentFormat::Html(html_text(bytes, text))
    } else {
        DocumentFormat::Text(text)
    })
}

/// Returns whether a text in lower case begins with an element of HTML, behind comments and declarations.
fn begins_with_element(text: &str) -> bool {
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let ends = [("<!--", "-->"), ("<!", ">"), ("<?", ">")];
        let Some((start, end)) = ends.iter().find(|(start, _)| rest.starts_with(start)) else { break };
        let Some((_, behind)) = rest[start.len()..].split_once(end) else { return false };
        rest = behind;
    }
    let Some(tag) = rest.strip_prefix('<') else { return false };
    let end = tag.find(|c: char| !c.is_ascii_alphanumeric() && c != ':').unwrap_or(tag.len());
    let (name, behind) = tag.split_at(end);
    behind.starts_with(['>', '/', ' ', '\t', '\r', '\n']) && (is_block_element(name) || OTHER_ELEMENTS.contains(&name))
}

/// Decodes HTML by the encoding that it names, unless it has a byte order mark or is UTF-8.
fn html_text(bytes: &[u8], text: String) -> String {
    if encoding_rs::Encoding::for_bom(bytes).is_some() || std::str::from_utf8(bytes).is_ok() {
        return text;
    }
    let start = String::from_utf8_lossy(bytes.get(..HTML_START).unwrap_or(bytes)).to_lowercase();
    let label = start.split("charset=").nth(1).map(|rest| {
        let rest = rest.trim_start_matches(['"', '\'']);
        rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).next().unwrap_or_default().to_owned()
    });
    match label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes())) {
        Some(encoding) => encoding.decode(bytes).0.into_owned(),
        None => text,
    }
}
