//! Headers and footers: they are not in a letter, and the list of changes says so.

use super::body_reader::{BodyReader, words_of};
use super::{PartLinks, part};
use crate::documents::document_change::first_words;
use crate::documents::document_error::DocumentError;
use crate::documents::package::{Archive, targets};
use crate::documents::{ChangeKind, DocumentChange};

/// Tells of the headers and footers that have words.
pub(super) fn tell_page_parts(
    reader: &mut BodyReader<'_>,
    archive: &Archive<'_>,
    parts: &PartLinks,
) -> Result<(), DocumentError> {
    for kind in ["header", "footer"] {
        let mut seen: Vec<String> = Vec::new();
        let mut names: Vec<&str> = targets(parts, kind).collect();
        names.sort_unstable();
        for name in names {
            let Some(root) = part(archive, name)? else { continue };
            let words = first_words(&words_of(&root));
            if !words.chars().any(char::is_alphanumeric) || seen.contains(&words) {
                continue;
            }
            let message = format!("the {kind} “{words}” was left out");
            reader.document.changes.push(DocumentChange::new(ChangeKind::PageContent, 0, message));
            seen.push(words);
        }
    }
    Ok(())
}
