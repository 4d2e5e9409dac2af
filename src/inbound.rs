//! Processes incoming mail and carries out its requests. It never replies.
//!
//! Each kind of mail has a file: `unsubscribe_mail` handles unsubscribe requests. Unrecognized mail is left to people.

mod inbound_headers;
pub mod maildir;
pub mod unsubscribe_mail;

use std::io::{self, Read};

use jiff::Timestamp;

use crate::database::Database;
use crate::model::SigningKeys;
use crate::subscription;
use inbound_headers::InboundHeaders;

/// The maximum part of a message that is read, in octets; only the headers at its beginning are needed.
pub const MAX_MESSAGE_BYTES: u64 = 1 << 20;

/// The result of processing a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InboundOutcome {
    /// It unsubscribed somebody from a list.
    Unsubscribed,
    /// The subscriber was already unsubscribed or no longer exists.
    AlreadyUnsubscribed,
    /// It was sent automatically and is ignored.
    AutoSubmitted,
    /// Its kind is not known.
    Unrecognized,
}

impl InboundOutcome {
    /// Returns whether the message needs no further attention.
    #[must_use]
    pub fn is_handled(self) -> bool {
        matches!(self, Self::Unsubscribed | Self::AlreadyUnsubscribed)
    }
}

/// Reads the beginning of a message and discards the rest.
///
/// # Errors
/// Returns an error if reading fails.
pub fn read_message(mut from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.by_ref().take(MAX_MESSAGE_BYTES).read_to_end(&mut bytes)?;
    // Without reading to the end, the process that pipes the message would get a broken pipe.
    io::copy(&mut from, &mut io::sink())?;
    Ok(bytes)
}

/// Carries out the request in a message.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then.
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
