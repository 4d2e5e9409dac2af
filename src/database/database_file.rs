//! The file of a SQLite database, and whether it is still the one that was opened.

use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};

use super::Error;

/// The file that was opened.
#[derive(Debug)]
pub struct DatabaseFile {
    path: PathBuf,
    identity: Option<FileIdentity>,
}

/// What tells a file from another one of the same name.
type FileIdentity = (u64, u64);

impl DatabaseFile {
    /// Remembers an existing file.
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), identity: fs::metadata(path).ok().as_ref().map(identity) }
    }

    /// Returns its path.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Checks that the path still leads to the same file.
    ///
    /// # Errors
    /// The file was deleted or replaced.
    pub(super) fn check(&self) -> Result<(), Error> {
        // Only what was there can go: an in-memory database has no file.
        if self.identity.is_none() || fs::metadata(&self.path).ok().as_ref().map(identity) == self.identity {
            return Ok(());
        }
        Err(Error::FileGone(self.path.clone()))
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> FileIdentity {
    use std::os::unix::fs::MetadataExt as _;
    (metadata.dev(), metadata.ino())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> FileIdentity {
    (0, 0)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn deleted_or_replaced_file_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("circular.db");
        fs::write(&path, "a").unwrap();
        let file = DatabaseFile::new(&path);
        fs::write(&path, "written to").unwrap();
        assert!(file.check().is_ok());
        fs::write(folder.path().join("other"), "restored").unwrap();
        fs::rename(folder.path().join("other"), &path).unwrap();
        assert!(matches!(file.check(), Err(Error::FileGone(_))), "replaced");
        let file = DatabaseFile::new(&path);
        fs::remove_file(&path).unwrap();
        assert!(matches!(file.check(), Err(Error::FileGone(_))), "deleted");
    }
}
