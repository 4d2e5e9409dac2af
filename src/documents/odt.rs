//! Reads OpenDocument texts (OASIS OpenDocument 1.3).

mod open_body;
mod open_inlines;
mod open_lists;
mod open_styles;
mod open_tables;

use super::blocks::SourceDocument;
use super::document_error::DocumentError;
use super::element::{self, NameForm, parse_xml};
use super::heading_names;
use super::package::Archive;
use open_body::OpenReader;
use open_lists::OpenLists;
use open_styles::OpenStyles;

/// Reads a document.
///
/// # Errors
/// Returns an error if it is damaged or too large.
pub(super) fn read(archive: &Archive<'_>) -> Result<SourceDocument, DocumentError> {
    let part = |name: &str| archive.part(name)?.map(|part| parse_xml(part, NameForm::Qualified)).transpose();
    let content = part("content.xml")?.ok_or_else(DocumentError::damaged)?;
    let (mut styles, mut lists) = (OpenStyles::default(), OpenLists::default());
    let common = part("styles.xml")?;
    for root in common.iter().chain([&content]) {
        styles.add(root);
        lists.add(root);
    }
    let mut reader = OpenReader::new(archive, styles, lists);
    if let Some(common) = &common {
        reader.tell_page_parts(common);
    }
    reader.read_document(&content)
}
