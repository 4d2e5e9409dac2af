//! What comes back by mail: mails are read here, and what they ask for is done. Nothing is ever answered.
//!
//! A kind of mail is a file: [`unsubscribe`] takes people off who ask for it. A mail that is of no kind we know is left
//! to people.

mod letter;
pub mod maildir;
pub mod unsubscribe;

use std::io::{self, Read};

use jiff::Timestamp;

use crate::database::Database;
use crate::model::Keys;
use crate::subscription;
use letter::Letter;

/// How much of a mail is read, in octets: its headers are at its beginning.
pub const MOST: u64 = 1 << 20;

/// What came of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It took somebody off a list.
    Left,
    /// Whoever it names was off the list already, or is gone.
    OffAlready,
    /// A program wrote it, so that it asks for nothing.
    Automatic,
    /// It is of no kind that is known here.
    Unknown,
}

impl Outcome {
    /// Tells whether nothing is left to do about the mail.
    #[must_use]
    pub fn is_understood(self) -> bool {
        matches!(self, Self::Left | Self::OffAlready)
    }
}

/// Reads the beginning of a mail, and what follows to its end without keeping it.
///
/// # Errors
/// It cannot be read.
pub fn read(mut from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.by_ref().take(MOST).read_to_end(&mut bytes)?;
    // Who pipes a mail here would find the pipe broken.
    io::copy(&mut from, &mut io::sink())?;
    Ok(bytes)
}

/// Does what a mail asks for.
///
/// # Errors
/// The database refused; then nothing was done.
pub async fn take(
    database: &Database,
    keys: &Keys,
    mail: &[u8],
    now: Timestamp,
) -> Result<Outcome, subscription::Error> {
    let Some(letter) = Letter::read(mail) else { return Ok(Outcome::Unknown) };
    if letter.is_automatic() {
        return Ok(Outcome::Automatic);
    }
    match unsubscribe::find(keys, &letter) {
        Some(request) => unsubscribe::take(database, &request, now).await,
        None => Ok(Outcome::Unknown),
    }
}
