//! Tells documents of word processors from drafts.

use std::path::Path;

use crate::model::{Diagnostic, Severity};

/// What to do with a document that is no draft.
pub(super) const DOCUMENT_HINT: &str =
    "begin a draft with `circular new TITLE`, and copy the words of the document into it";

/// The kinds of documents by the endings of their names.
const ENDINGS: &[(&str, &str)] = &[
    ("docx", WORD),
    ("docm", WORD),
    ("doc", WORD),
    ("odt", "a LibreOffice document"),
    ("rtf", "a document in Rich Text Format"),
    ("pdf", "a PDF"),
    ("pages", "a Pages document"),
];

/// The kinds of documents by their first bytes.
const STARTS: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "a Word or LibreOffice document"),
    (b"\xd0\xcf\x11\xe0", WORD),
    (b"{\\rtf", "a document in Rich Text Format"),
    (b"%PDF", "a PDF"),
];

const WORD: &str = "a Word document";

/// Returns the finding about a name that is that of a document.
pub(super) fn named_document(name: &str) -> Option<Diagnostic> {
    let ending = Path::new(name).extension()?.to_str()?.to_ascii_lowercase();
    let (_, kind) = ENDINGS.iter().find(|(known, _)| *known == ending)?;
    Some(Diagnostic {
        id: "draft",
        severity: Severity::Block,
        location: None,
        message: format!("`{name}` is {kind}: a draft is plain text, in a file that ends with `.md`"),
        help: Some(DOCUMENT_HINT.to_owned()),
        suggestion: None,
    })
}

/// Returns what a file is that only has the name of a draft.
pub(super) fn document_kind(bytes: &[u8]) -> Option<&'static str> {
    STARTS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| *kind)
}
