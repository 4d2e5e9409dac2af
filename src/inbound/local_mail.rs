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
    /// Its place in an mbox file with several, from 1.
    pub number: Option<usize>,
}

/// What a path on this machine is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailStore {
    /// A Maildir.
    Maildir,
    /// An mbox file, which is missing or empty while it holds no mails.
    Mbox,
    /// A file with one mail, or an mbox file: its first line tells.
    File,
}

impl MailStore {
    /// Returns what a path that somebody typed is.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        if path.is_dir() { Self::Maildir } else { Self::File }
    }

    /// Returns the files that hold mails: those of a Maildir, or the file itself.
    ///
    /// # Errors
    /// Returns an error if a folder is no Maildir or cannot be read.
    pub fn mail_files(self, path: &Path) -> io::Result<Vec<PathBuf>> {
        match self {
            Self::Maildir => mailbox::list_maildir(path),
            Self::Mbox | Self::File => Ok(vec![path.to_owned()]),
        }
    }

    /// Reads the mails in a file. A mail that left a Maildir's folder since it was listed is none: another program has
    /// moved it to the other folder, where the next run finds it.
    ///
    /// # Errors
    /// Returns an error if the file cannot be read, or is no mbox although it must be one.
    pub fn read_mails(self, path: &Path) -> io::Result<Vec<LocalMail>> {
        let is_missing = |error: &io::Error| error.kind() == io::ErrorKind::NotFound;
        let mut start = Vec::new();
        match (self, File::open(path)) {
            (Self::Maildir, Err(error)) if is_missing(&error) => return Ok(Vec::new()),
            (Self::Mbox, Err(error)) if is_missing(&error) && path.parent().is_some_and(Path::is_dir) => {
                return Ok(Vec::new());
            }
            (_, file) => file?.take(8).read_to_end(&mut start)?,
        };
        match (self, mailbox::is_mbox(&start)) {
            (Self::Mbox | Self::File, true) => read_mbox(path),
            (Self::Mbox, false) if start.trim_ascii().is_empty() => Ok(Vec::new()),
            (Self::Mbox, false) => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "it is no mbox: its first line must begin with `From `"))
            }
            (Self::Maildir, _) | (Self::File, false) => {
                Ok(vec![LocalMail { octets: read_message(File::open(path)?)?, number: None }])
            }
        }
    }
}

fn read_mbox(path: &Path) -> io::Result<Vec<LocalMail>> {
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
