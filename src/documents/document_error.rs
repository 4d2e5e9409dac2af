//! Why a document cannot become a letter.

use super::package::PackageError;

/// Why a document cannot become a letter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Its package cannot be opened.
    #[error(transparent)]
    Package(PackageError),
    /// It has more text, elements or pictures than a letter.
    #[error("it is too large for a letter")]
    TooLarge,
    /// Its elements or lists are nested too deeply.
    #[error("its parts are nested too deeply")]
    NestedTooDeep,
    /// It is a kind of document that is not read.
    #[error("it is {kind}: {advice}")]
    Unsupported {
        /// The kind, such as `a PDF`.
        kind: &'static str,
        /// What to do instead.
        advice: &'static str,
    },
    /// It is no text.
    #[error("it is no document that can be read: save it as .docx, .odt, .html or .txt")]
    Unknown,
    /// It has no words.
    #[error("it has no text")]
    Empty,
}

impl From<PackageError> for DocumentError {
    fn from(error: PackageError) -> Self {
        if error == PackageError::TooLarge { Self::TooLarge } else { Self::Package(error) }
    }
}

impl DocumentError {
    pub(super) fn unsupported(kind: &'static str, advice: &'static str) -> Self {
        Self::Unsupported { kind, advice }
    }

    /// Returns the error about XML that cannot be read.
    pub(super) fn damaged() -> Self {
        Self::Package(PackageError::Broken("its XML is damaged"))
    }
}
