//! A Maildir: mails are files in `new` and `cur`. Nothing in it is changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Returns the paths of the mails in `new`, then those in `cur`, by name.
///
/// An IMAP server moves a mail from `new` to `cur` as soon as somebody looks, so both are read; `tmp` holds what is
/// still being written.
///
/// # Errors
/// Returns an error if there is no folder `new` or a folder cannot be read.
pub fn list_maildir(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut mails = list_files(&folder.join("new"))?;
    match list_files(&folder.join("cur")) {
        Ok(read) => mails.extend(read),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    Ok(mails)
}

fn list_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() && !entry.file_name().as_encoded_bytes().starts_with(b".") {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}
