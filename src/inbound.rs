//! Processes incoming mail and carries out what follows from it. It never replies.
//!
//! [`apply_mail`] is the one entry for a message, wherever it comes from: at most once per digest, in one transaction.

mod action;
mod answer_mail;
mod auto_reply;
mod bounce_reason;
mod calendar_reply;
mod classify;
mod complaint;
mod consequences;
mod delivery_report;
mod departure;
mod disposition;
mod join_mail;
mod join_request;
mod leave_subject;
mod lenient_parse;
mod line_search;
mod local_mail;
mod mail_digest;
mod mail_part;
mod mail_queue;
mod mailbox_reader;
mod mailbox_watch;
mod mime_scan;
mod mime_unfolding;
mod old_bounce;
mod outcome;
mod own_words;
mod parsed_mail;
mod part_fields;
mod person_text;
mod quoted_printable;
mod raw_header;
mod raw_mail;
mod reply;
mod reply_text;
mod returned_type;
mod understood_mail;
mod unsubscribe_request;
mod word_list;

use std::io::{self, Read};

use jiff::{SignedDuration, Timestamp};

use crate::database::Database;
use crate::database::inbound_messages;
use crate::model::SigningKeys;
use crate::subscription;
use action::act;
pub use bounce_reason::reply_reason;
pub use classify::{Classification, FailedRecipient};
pub use consequences::ReturnedMail;
pub use departure::{Departure, DepartureWay};
pub use local_mail::MailStore;
pub use mail_digest::mail_digest;
pub use mail_queue::{MailQueue, QueuedMail};
pub use mailbox_reader::{MailboxReadError, MailboxReader, mailbox_status};
pub use outcome::InboundOutcome;
pub use raw_mail::{classify_message, message_label};
pub use understood_mail::UnderstoodMail;

/// The maximum length of a message that is read, in octets; the rest is discarded.
pub const MAX_MESSAGE_BYTES: u64 = 32 << 20;

/// How long the name of a message stays that a person should read.
pub const LABEL_RETENTION: SignedDuration = SignedDuration::from_hours(90 * 24);
/// While so many notes are unread, no further message is named: strangers write too.
const MAX_UNREAD: u64 = 1_000;

/// Reads a message and discards what is longer than [`MAX_MESSAGE_BYTES`].
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

/// Carries out what follows from a raw message, at most once for each digest.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then, and the message can be processed again.
pub async fn process_message(
    database: &Database,
    keys: &SigningKeys,
    mail: &[u8],
    now: Timestamp,
) -> Result<InboundOutcome, subscription::Error> {
    apply_mail(database, &UnderstoodMail::new(keys, mail), now).await
}

/// Carries out what follows from a message that is understood, at most once for each digest.
///
/// # Errors
/// Returns an error if a database query fails; nothing is changed then, and the message can be processed again.
pub async fn apply_mail(
    database: &Database,
    mail: &UnderstoodMail<'_>,
    now: Timestamp,
) -> Result<InboundOutcome, subscription::Error> {
    // A Maildir is read as a whole each time: most of its mails need no right to write.
    if let Some(kind) = inbound_messages::kind(&mut database.begin_read().await?, &mail.digest).await? {
        return Ok(InboundOutcome::AlreadyProcessed(kind));
    }
    let mut work = database.begin_write().await?;
    let (outcome, mut record) = act(&mut work, &mail.classification, mail.digest, now).await?;
    if outcome.is_left_to_read() {
        inbound_messages::forget_labels(&mut work, now - LABEL_RETENTION).await?;
        if inbound_messages::count_unread(&mut work).await? < MAX_UNREAD {
            record = record.left_to_read(mail.label());
        }
    }
    if !inbound_messages::add(&mut work, &record.as_new(), now).await? {
        // Another process was faster: the transaction is rolled back.
        return Ok(InboundOutcome::AlreadyProcessed(record.kind));
    }
    work.commit().await?;
    Ok(outcome)
}
