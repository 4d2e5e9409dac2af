//! Mails in files on this machine: single ones, mbox files and Maildirs.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::mailbox;

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

    /// Returns whether a file is read as an mbox.
    pub(super) fn is_mbox(self, path: &Path) -> bool {
        match self {
            Self::Maildir => false,
            Self::Mbox => true,
            // A pipe can be read once only.
            Self::File => path.is_file() && beginning(path).is_ok_and(|start| mailbox::is_mbox(&start)),
        }
    }

    /// Opens a file with one mail. A mail that left a Maildir's folder since it was listed is none: another program has
    /// moved it to the other folder, where the next run finds it.
    pub(super) fn open_mail(self, path: &Path) -> io::Result<Option<File>> {
        match File::open(path) {
            Err(error) if self == Self::Maildir && error.kind() == io::ErrorKind::NotFound => Ok(None),
            opened => opened.map(Some),
        }
    }
}

/// The mails of an mbox file.
#[derive(Debug, Default)]
pub(super) struct MboxMails {
    octets: Vec<u8>,
    places: Vec<Range<usize>>,
}

impl MboxMails {
    /// Reads and cuts a file.
    pub(super) fn read(store: MailStore, path: &Path) -> io::Result<Self> {
        match beginning(path) {
            Err(error)
                if store == MailStore::Mbox
                    && error.kind() == io::ErrorKind::NotFound
                    && path.parent().is_some_and(Path::is_dir) =>
            {
                return Ok(Self::default());
            }
            start => {
                let start = start?;
                if start.trim_ascii().is_empty() {
                    return Ok(Self::default());
                }
                if !mailbox::is_mbox(&start) {
                    let reason = "it is no mbox: its first line must begin with `From `";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, reason));
                }
            }
        }
        // A pipe cannot be opened twice, and has no lock.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "an mbox must be a file"));
        }
        let octets = mailbox::read_mbox(path)?;
        Ok(Self { places: mailbox::split_mbox(&octets), octets })
    }

    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// Returns a mail, counted from 0.
    pub(super) fn get(&self, place: usize) -> Option<&[u8]> {
        self.octets.get(self.places.get(place)?.clone())
    }
}

/// Returns the first octets of a file.
fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    File::open(path)?.take(8).read_to_end(&mut start)?;
    Ok(start)
}
