//! Word, OpenDocument, HTML and text documents: read into blocks, cleaned, and written as the Markdown of a letter.

mod blocks;
mod cleaning;
mod document_change;
mod document_error;
mod document_format;
mod docx;
mod element;
mod emphasis;
mod heading_names;
mod html;
mod markdown_cleaner;
mod markdown_escapes;
mod markdown_writer;
mod number_forms;
mod odt;
pub(crate) mod package;
mod pictures;
mod plain_text;
mod tables;

pub use document_change::{ChangeKind, DocumentChange};
pub use document_error::DocumentError;
pub use markdown_cleaner::clean_markdown;
pub use markdown_escapes::escape_markdown;

use crate::model::ImageFitter;
use blocks::SourceDocument;
use document_format::{DocumentFormat, document_format};
use package::Archive;

/// The maximum uncompressed size of all parts of a document, in octets.
const MAX_UNPACKED: u64 = 96 * 1_024 * 1_024;

/// A document as the body of a draft.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CleanDocument {
    /// The body of a draft.
    pub markdown: String,
    /// The pictures that it shows, by the names that the body uses.
    pub pictures: Vec<DocumentPicture>,
    /// What was changed or left out, in the order of the document.
    pub changes: Vec<DocumentChange>,
}

/// A picture of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentPicture {
    /// The name of its file.
    pub name: String,
    /// The file.
    pub bytes: Vec<u8>,
}

/// Reads a document of any format that is known, by its content; its pictures become what `fit` makes of them.
///
/// # Errors
/// Returns an error if it has no known format, is damaged or protected, is larger or nested deeper than a letter, or
/// has no words.
pub fn read_document(bytes: &[u8], fit: ImageFitter) -> Result<CleanDocument, DocumentError> {
    let document = match document_format(bytes)? {
        DocumentFormat::Package => read_package(bytes)?,
        DocumentFormat::Html(text) => html::read(&text)?,
        DocumentFormat::Text(text) => plain_text::read(&text),
    };
    finish(document, fit)
}

/// Reads a file that is named as HTML, even if it begins with words. Any other file is read by its content.
///
/// # Errors
/// Returns the errors of [`read_document`].
pub fn read_html(bytes: &[u8], fit: ImageFitter) -> Result<CleanDocument, DocumentError> {
    match document_format(bytes)? {
        DocumentFormat::Html(text) | DocumentFormat::Text(text) => finish(html::read(&text)?, fit),
        DocumentFormat::Package => read_document(bytes, fit),
    }
}

/// Reads a file in Markdown: what is Markdown already stays as it is. Any other file is read by its content.
///
/// # Errors
/// Returns the errors of [`read_document`].
pub fn read_markdown(bytes: &[u8], fit: ImageFitter) -> Result<CleanDocument, DocumentError> {
    let (DocumentFormat::Html(text) | DocumentFormat::Text(text)) = document_format(bytes)? else {
        return read_document(bytes, fit);
    };
    let clean = markdown_cleaner::read(&text);
    if clean.markdown.trim().is_empty() { Err(DocumentError::Empty) } else { Ok(clean) }
}

/// Cleans HTML as a browser hands it over on pasting; its pictures become what `fit` makes of them.
///
/// # Errors
/// Returns an error if it is larger or nested deeper than a letter, or has no words.
pub fn clean_pasted_html(html: &str, fit: ImageFitter) -> Result<CleanDocument, DocumentError> {
    finish(html::read(html)?, fit)
}

fn read_package(bytes: &[u8]) -> Result<SourceDocument, DocumentError> {
    let archive = Archive::open(bytes, MAX_UNPACKED)?;
    let mimetype = archive.start("mimetype", 200)?;
    let mimetype = String::from_utf8_lossy(&mimetype).trim().to_owned();
    let begins = |folder: &str| archive.names().any(|name| name.starts_with(folder));
    match mimetype.strip_prefix("application/vnd.oasis.opendocument.") {
        Some(kind) if kind.starts_with("text") => odt::read(&archive),
        Some(_) => Err(DocumentError::unsupported("a LibreOffice file without a text", "save its words as .odt")),
        None if begins("xl/") => Err(DocumentError::unsupported("a spreadsheet", "copy its words into a document")),
        None if begins("ppt/") => Err(DocumentError::unsupported("a presentation", "copy its words into a document")),
        None if archive.has("index.zip") || archive.names().any(|name| name.rsplit('.').next() == Some("iwa")) => {
            Err(DocumentError::unsupported("a Pages document", "export it as .docx"))
        }
        None if archive.has("content.xml") => odt::read(&archive),
        None => docx::read(&archive),
    }
}

fn finish(mut document: SourceDocument, fit: ImageFitter) -> Result<CleanDocument, DocumentError> {
    pictures::fit_pictures(&mut document, fit);
    cleaning::clean(&mut document);
    if document.blocks.is_empty() {
        return Err(DocumentError::Empty);
    }
    let names = pictures::file_names(&document.pictures);
    let written = markdown_writer::write_markdown(&document, &names);
    let mut changes = document.changes;
    for change in &mut changes {
        change.line = written.lines.get(&change.paragraph).copied();
    }
    let pictures = names.into_iter().zip(document.pictures);
    let pictures = pictures.map(|(name, picture)| DocumentPicture { name, bytes: picture.bytes });
    Ok(CleanDocument { markdown: written.text, pictures: pictures.collect(), changes })
}
