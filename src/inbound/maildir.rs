//! A Maildir folder: new messages are in `new`, and processed ones move to `cur`.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Returns the paths of the messages in `new`, by name.
///
/// # Errors
/// Returns an error if there is no folder `new` or it cannot be read.
pub fn list_new(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut mails = Vec::new();
    for entry in fs::read_dir(folder.join("new"))? {
        let entry = entry?;
        if entry.file_type()?.is_file() && !entry.file_name().as_encoded_bytes().starts_with(b".") {
            mails.push(entry.path());
        }
    }
    mails.sort();
    Ok(mails)
}

/// Moves a message from `new` to `cur` and marks it as seen.
///
/// # Errors
/// Returns an error if the file cannot be moved.
pub fn move_to_cur(mail: &Path) -> io::Result<()> {
    let (Some(name), Some(folder)) = (mail.file_name(), mail.parent().and_then(Path::parent)) else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    let mut name = name.to_owned();
    if !name.as_encoded_bytes().windows(3).any(|piece| piece == b":2,") {
        name.push(":2,");
    }
    name.push("S");
    fs::create_dir_all(folder.join("cur"))?;
    fs::rename(mail, folder.join("cur").join(name))
}
