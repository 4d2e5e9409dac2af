//! What comes back by mail: mails are read here, and what they ask for is done. Nothing is ever answered.
//!
//! A kind of mail is a file: [`unsubscribe`] takes people off who ask for it. A mail that is of no kind we know is left
//! to people.

mod inbound_headers;
pub mod maildir;
pub mod unsubscribe_mail;

use std::io::{self, Read};

use jiff::Timestamp;

use crate::database::Database;
use crate::model::SigningKeys;
use crate::subscription;
use inbound_headers::InboundHeaders;

/// How much of a mail is read, in octets: its headers are at its beginning.
pub const MAX_MESSAGE_BYTES: u64 = 1 << 20;

/// What came of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InboundOutcome {
    /// It took somebody off a list.
    Unsubscribed,
    /// Whoever it names was off the list already, or is gone.
    AlreadyUnsubscribed,
    /// A program wrote it, so that it asks for nothing.
    AutoSubmitted,
    /// It is of no kind that is known here.
    Unrecognized,
}

impl InboundOutcome {
    /// Tells whether nothing is left to do about the mail.
    #[must_use]
    pub fn is_handled(self) -> bool {
        matches!(self, Self::Unsubscribed | Self::AlreadyUnsubscribed)
    }
}

/// Reads the beginning of a mail, and what follows to its end without keeping it.
///
/// # Errors
/// It cannot be read.
pub fn read_message(mut from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.by_ref().take(MAX_MESSAGE_BYTES).read_to_end(&mut bytes)?;
    // Who pipes a mail here would find the pipe broken.
    io::copy(&mut from, &mut io::sink())?;
    Ok(bytes)
}

/// Does what a mail asks for.
///
/// # Errors
/// The database refused; then nothing was done.
pub async fn process_message(
    database: &Database,
    keys: &SigningKeys,
    mail: &[u8],
    now: Timestamp,
) -> Result<InboundOutcome, subscription::Error> {
    let Some(letter) = InboundHeaders::parse(mail) else { return Ok(InboundOutcome::Unrecognized) };
    if letter.is_auto_submitted() {
        return Ok(InboundOutcome::AutoSubmitted);
    }
    match unsubscribe_mail::find_request(keys, &letter) {
        Some(request) => unsubscribe_mail::process_request(database, &request, now).await,
        None => Ok(InboundOutcome::Unrecognized),
    }
}
