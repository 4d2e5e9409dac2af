//! Reads Word documents (ECMA-376, transitional and strict), also as other programs write them.

mod body_reader;
mod drawing_reader;
mod field_code;
mod inline_reader;
mod list_levels;
mod numbering;
mod open_field;
mod page_parts;
mod placeholder;
mod run_properties;
mod style_sheet;
mod table_reader;

use std::collections::HashMap;

use super::blocks::SourceDocument;
use super::document_error::DocumentError;
use super::element::{self, Element, NameForm, parse_xml};
use super::heading_names;
use super::package::{Archive, Relation, relations};
use body_reader::BodyReader;
use numbering::Numbering;
use style_sheet::StyleSheet;

/// The main part of a document that names none.
const USUAL_MAIN_PART: &str = "word/document.xml";

/// Reads a document.
///
/// # Errors
/// Returns an error if it is damaged or too large.
pub(super) fn read(archive: &Archive<'_>) -> Result<SourceDocument, DocumentError> {
    let root = relations(archive, "")?;
    let main = root.values().find(|relation| relation.kind == "officedocument");
    let main = main.map_or(USUAL_MAIN_PART, |relation| relation.target.as_str());
    let parts = relations(archive, main)?;
    let named = |kind: &str| parts.values().find(|relation| relation.kind == kind).map(|found| found.target.as_str());
    let read = |kind: &str| named(kind).map_or(Ok(None), |name| part(archive, name));
    let styles = read("styles")?.map(|root| StyleSheet::read(&root)).unwrap_or_default();
    let numbering = read("numbering")?.map(|root| Numbering::read(&root)).unwrap_or_default();
    let mut reader = BodyReader::new(archive, styles, numbering);
    for (kind, name) in [("footnotes", "footnote"), ("endnotes", "endnote")] {
        if let Some(notes) = read(kind)? {
            let links = named(kind).map_or_else(|| Ok(HashMap::new()), |name| relations(archive, name))?;
            reader.add_notes(name, &notes, links);
        }
    }
    page_parts::tell_page_parts(&mut reader, archive, &parts)?;
    // Last, so that no two large trees are in memory at once.
    let document = part(archive, main)?.ok_or_else(DocumentError::damaged)?;
    reader.read_document(&document, parts)
}

fn part(archive: &Archive<'_>, name: &str) -> Result<Option<Element>, DocumentError> {
    archive.part(name)?.map(|part| parse_xml(part, NameForm::Local)).transpose()
}

/// The relationships of a part by their ids.
type PartLinks = HashMap<String, Relation>;
