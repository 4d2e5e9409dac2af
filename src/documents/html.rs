//! Reads HTML: files, and what Word, LibreOffice, Google Docs and Word for the web put on the clipboard.

mod block_reader;
mod html_format;
mod html_lists;
mod html_notes;
mod html_tables;
mod html_words;
mod inline_style;
mod paragraph_role;
mod style_rules;
mod tree_builder;

use super::blocks::SourceDocument;
use super::document_error::DocumentError;
use block_reader::HtmlReader;
use style_rules::StyleRules;

/// Reads a page or a part of one.
///
/// # Errors
/// Returns an error if it is too large, or if its elements are nested too deeply.
pub(super) fn read(html: &str) -> Result<SourceDocument, DocumentError> {
    let root = tree_builder::parse_html(without_clipboard_header(html))?;
    let rules = StyleRules::read(&root);
    Ok(HtmlReader::new(&root, &rules).read(&root))
}

/// Removes the header that Windows puts before HTML on its clipboard.
fn without_clipboard_header(html: &str) -> &str {
    let is_header = html.starts_with("Version:") && html.get(..200).unwrap_or(html).contains("StartHTML:");
    html.find('<').filter(|_| is_header).map_or(html, |start| &html[start..])
}
