//! Writes the file of a draft so that it is never half written, and never over what somebody else wrote.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::{fs, fs::File};

use tempfile::Builder;

use crate::model::{Digest, Sha256};

/// What a draft's file must be for a new text to take its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedDraft {
    /// It has these bytes, by their digest.
    Unchanged(Digest),
    /// It does not exist.
    Missing,
}

/// Why a draft was not written; its file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum DraftWriteError {
    /// The file has other bytes than expected.
    #[error("another program has changed this file")]
    Changed(Vec<u8>),
    /// The file does not exist.
    #[error("the file does not exist any more")]
    Missing,
    /// The file may only be read, or belongs to a folder elsewhere.
    #[error("the file may only be read")]
    ReadOnly,
    /// The disk has no room, or the file cannot be written for another reason.
    #[error("the file cannot be written")]
    Unwritable(#[from] io::Error),
}

/// Replaces the bytes of a draft in one step: its file always has the old bytes or the new ones. Returns the old ones.
///
/// `newsletters` is the folder of the drafts: a link that leads out of it is not followed.
///
/// # Errors
/// The file is not as expected, or cannot be written.
pub fn write_draft(
    newsletters: &Path,
    path: &Path,
    bytes: &[u8],
    expected: ExpectedDraft,
) -> Result<Option<Vec<u8>>, DraftWriteError> {
    let file = resolve_within(newsletters, path)?;
    let before = check_draft(&file, expected)?;
    if before.as_deref() == Some(bytes) {
        return Ok(before);
    }
    let folder = file.parent().unwrap_or(Path::new("."));
    let mut part = Builder::new().prefix(".circular-").suffix(".part").tempfile_in(folder)?;
    part.write_all(bytes)?;
    match fs::metadata(&file) {
        Ok(known) => part.as_file().set_permissions(known.permissions())?,
        Err(_) => readable_by_all(part.as_file())?,
    }
    part.as_file().sync_all()?;
    // The other program may have written while this one did.
    check_draft(&file, expected)?;
    match expected {
        ExpectedDraft::Unchanged(_) => part.persist(&file).map_err(|error| error.error)?,
        ExpectedDraft::Missing => part.persist_noclobber(&file).map_err(|error| error.error)?,
    };
    sync_folder(folder)?;
    Ok(before)
}

/// Returns the bytes of a file that is as expected.
fn check_draft(file: &Path, expected: ExpectedDraft) -> Result<Option<Vec<u8>>, DraftWriteError> {
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return if expected == ExpectedDraft::Missing { Ok(None) } else { Err(DraftWriteError::Missing) };
        }
        Err(error) => return Err(error.into()),
    };
    match expected {
        ExpectedDraft::Unchanged(digest) if Sha256::digest(&bytes) == digest => {}
        _ => return Err(DraftWriteError::Changed(bytes)),
    }
    if fs::metadata(file)?.permissions().readonly() {
        return Err(DraftWriteError::ReadOnly);
    }
    Ok(Some(bytes))
}

/// Returns the file that a path leads to, if it lies below the folder of the drafts.
fn resolve_within(newsletters: &Path, path: &Path) -> Result<PathBuf, DraftWriteError> {
    let root = newsletters.canonicalize()?;
    let file = match path.canonicalize() {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = match path.parent().unwrap_or(Path::new(".")).canonicalize() {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(DraftWriteError::Missing),
                folder => folder?,
            };
            folder.join(path.file_name().unwrap_or_default())
        }
        Err(error) => return Err(error.into()),
    };
    if file.starts_with(&root) { Ok(file) } else { Err(DraftWriteError::ReadOnly) }
}

/// Gives a new file the rights of other files, where it was made for its owner alone.
fn readable_by_all(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

/// Makes sure that the new name is on the disk; Windows opens no folders.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    fn unchanged(bytes: &str) -> ExpectedDraft {
        ExpectedDraft::Unchanged(Sha256::digest(bytes))
    }

    #[test]
    fn file_is_replaced_only_if_it_is_as_expected() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spring.md");
        let write = |text: &str, expected| write_draft(folder.path(), &path, text.as_bytes(), expected);
        assert!(matches!(write("one", unchanged("zero")), Err(DraftWriteError::Missing)));
        assert_eq!(write("one", ExpectedDraft::Missing).unwrap(), None);
        assert_eq!(write("two", unchanged("one")).unwrap().as_deref(), Some(&b"one"[..]));
        let refused = write("three", unchanged("one")).unwrap_err();
        assert!(matches!(refused, DraftWriteError::Changed(bytes) if bytes == b"two"));
        assert!(matches!(write("three", ExpectedDraft::Missing), Err(DraftWriteError::Changed(_))));
        assert_eq!(fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        fs::remove_file(&path).unwrap();
        assert!(matches!(write("three", unchanged("two")), Err(DraftWriteError::Missing)));
    }

    #[cfg(unix)]
    #[test]
    fn link_out_of_the_folder_and_read_only_file_are_refused() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let newsletters = folder.path().join("newsletters");
        fs::create_dir(&newsletters).unwrap();
        let outside = folder.path().join("secret.md");
        fs::write(&outside, "secret").unwrap();
        let link = newsletters.join("link.md");
        symlink(&outside, &link).unwrap();
        let refused = write_draft(&newsletters, &link, b"x", unchanged("secret"));
        assert!(matches!(refused, Err(DraftWriteError::ReadOnly)));
        assert_eq!(fs::read_to_string(&outside).unwrap(), "secret");
        let locked = newsletters.join("locked.md");
        fs::write(&locked, "a").unwrap();
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(matches!(write_draft(&newsletters, &locked, b"b", unchanged("a")), Err(DraftWriteError::ReadOnly)));
        let private = newsletters.join("private.md");
        fs::write(&private, "a").unwrap();
        fs::set_permissions(&private, fs::Permissions::from_mode(0o600)).unwrap();
        write_draft(&newsletters, &private, b"b", unchanged("a")).unwrap();
        assert_eq!(fs::metadata(&private).unwrap().permissions().mode() & 0o777, 0o600);
    }
}
