//! Starts a draft with the text of a document that was cleaned, and its pictures beside it.

use std::fs;
use std::path::{Path, PathBuf};

use super::NewDraftError;
use super::new_draft::{new_draft_path, slug_from_title};
use super::typed_scalar::front_matter_value;
use crate::documents::CleanDocument;
use crate::model::single_line;

/// A draft that was made of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentDraft {
    /// Its name.
    pub slug: String,
    /// Its file, relative to the folder of the drafts.
    pub file: PathBuf,
    /// How many lines are above the text of the document.
    pub lines_above: usize,
}

/// Writes a draft that is named after its title: the front matter of an archetype, then the text of a document.
///
/// # Errors
/// There is such a draft, or its files cannot be written.
pub fn create_from_document(
    newsletters: &Path,
    title: &str,
    archetype: &str,
    document: &CleanDocument,
) -> Result<DocumentDraft, NewDraftError> {
    let slug = slug_from_title(title);
    new_draft_path(newsletters, &slug)?;
    let text = archetype.replace("{{title}}", &front_matter_value(&single_line(title)));
    let head = front_matter_of(&text);
    let file = if document.pictures.is_empty() {
        PathBuf::from(format!("{slug}.md"))
    } else {
        Path::new(&slug).join("index.md")
    };
    let path = newsletters.join(&file);
    let folder = path.parent().unwrap_or(newsletters);
    fs::create_dir_all(folder)?;
    for picture in &document.pictures {
        fs::write(folder.join(&picture.name), &picture.bytes)?;
    }
    fs::write(&path, format!("{head}\n{}", document.markdown))?;
    Ok(DocumentDraft { slug, file, lines_above: head.lines().count() + 1 })
}

/// Returns the front matter of a draft with its fences.
fn front_matter_of(archetype: &str) -> String {
    let mut fences = 0;
    let lines = archetype.lines().take_while(|line| {
        let is_within = fences < 2;
        fences += usize::from(*line == "---");
        is_within
    });
    lines.flat_map(|line| [line, "\n"]).collect()
}
