//! Mails in files on this machine: single ones, mbox files and Maildirs.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::read_message;
use crate::mailbox;

/// A mail that was read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalMail {
    /// Its octets.
    pub octets: Vec<u8>,
    /// Its place in an mbox file, from 1.
    pub number: Option<usize>,
}

/// Returns the files that hold mails: those of a Maildir, or the file itself.
///
/// # Errors
/// Returns an error if a folder is no Maildir or cannot be read.
pub fn mail_files(path: &Path, is_maildir: bool) -> io::Result<Vec<PathBuf>> {
    if is_maildir { mailbox::list_maildir(path) } else { Ok(vec![path.to_owned()]) }
}

/// Reads the mails in a file: all of an mbox, else one. A mail that left a Maildir's folder since it was listed is none:
/// another program has moved it to the other folder, where the next run finds it.
///
/// # Errors
/// Returns an error if the file cannot be read.
pub fn read_mail_file(path: &Path, is_maildir: bool) -> io::Result<Vec<LocalMail>> {
    let file = match File::open(path) {
        Err(error) if is_maildir && error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file?,
    };
    let mut start = Vec::new();
    file.take(8).read_to_end(&mut start)?;
    if is_maildir || !mailbox::is_mbox(&start) {
        return Ok(vec![LocalMail { octets: read_message(File::open(path)?)?, number: None }]);
    }
    // A pipe cannot be opened twice, and has no lock.
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "an mbox must be a file"));
    }
    let octets = mailbox::read_mbox(path)?;
    let mails = mailbox::split_mbox(&octets);
    let is_single = mails.len() == 1;
    let numbered = mails.into_iter().enumerate();
    Ok(numbered
        .map(|(index, mail)| LocalMail { octets: mail.to_vec(), number: (!is_single).then_some(index + 1) })
        .collect())
}
