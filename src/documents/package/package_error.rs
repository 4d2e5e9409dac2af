//! Why an Office document cannot be opened.

use std::io;

/// Why an Office document cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// It is corrupt.
    #[error("it is damaged: {0}")]
    Broken(&'static str),
    /// It is not a complete ZIP archive.
    #[error("the file is damaged")]
    BrokenArchive,
    /// It is larger than its reader allows.
    #[error("it is too large")]
    TooLarge,
    /// It is protected with a password.
    #[error("it is protected by a password: save a copy without one")]
    Protected,
}

impl PackageError {
    /// Converts an error that occurred while a part was decompressed.
    pub(crate) fn of(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::FileTooLarge {
            Self::TooLarge
        } else {
            Self::Broken("a part of it cannot be unpacked")
        }
    }
}
