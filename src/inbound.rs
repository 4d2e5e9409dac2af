//! Processes incoming mail and carries out what follows from it. It never replies.
//!
//! [`process_message`] is the one entry for a message, wherever it comes from: at most once per digest, in one transaction.

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
mod local_mail;
mod mail_digest;
mod mailbox_reader;
mod mailbox_watch;
mod mime_unfolding;
mod old_bounce;
mod outcome;
mod own_words;
mod parsed_mail;
mod person_text;
mod reply;
mod reply_text;
mod returned_type;
mod unsubscribe_request;
mod word_list;

use std::borrow::Cow;
use std::io::{self, Read};

use jiff::{SignedDuration, Timestamp};

use crate::database::Database;
use crate::database::inbound_messages;
use crate::model::{SigningKeys, hide_tokens};
use crate::subscription;
use action::act;
pub use bounce_reason::reply_reason;
pub use classify::{Classification, FailedRecipient};
pub use consequences::ReturnedMail;
pub use departure::{Departure, DepartureWay};
pub use local_mail::{LocalMail, MailStore};
pub use mail_digest::mail_digest;
pub use mailbox_reader::{MailboxReadError, MailboxReader, mailbox_status};
pub use outcome::InboundOutcome;
use parsed_mail::ParsedMail;

/// The maximum length of a message that is read, in octets; the rest is discarded.
pub const MAX_MESSAGE_BYTES: u64 = 32 << 20;
/// The beginning of a message that is examined, in octets: reports come before what they return.
const MAX_EXAMINED_BYTES: usize = 1 << 20;

/// How long the name of a message stays that a person should read.
pub const LABEL_RETENTION: SignedDuration = SignedDuration::from_hours(90 * 24);
/// While so many notes are unread, no further message is named: strangers write too.
const MAX_UNREAD: u64 = 1_000;
/// The longest name of a message, in characters.
const MAX_LABEL: usize = 300;

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
    let digest = mail_digest(mail);
    // A Maildir is read as a whole each time: most of its mails need neither the parser nor the right to write.
    if let Some(kind) = inbound_messages::kind(&mut database.begin_read().await?, &digest).await? {
        return Ok(InboundOutcome::AlreadyProcessed(kind));
    }
    let classification = classify_message(keys, mail);
    let mut work = database.begin_write().await?;
    let (outcome, mut record) = act(&mut work, &classification, digest, now).await?;
    if outcome.is_left_to_read() {
        inbound_messages::forget_labels(&mut work, now - LABEL_RETENTION).await?;
        if inbound_messages::count_unread(&mut work).await? < MAX_UNREAD {
            record = record.left_to_read(message_label(mail));
        }
    }
    if !inbound_messages::add(&mut work, &record.as_new(), now).await? {
        // Another process was faster: the transaction is rolled back.
        return Ok(InboundOutcome::AlreadyProcessed(record.kind));
    }
    work.commit().await?;
    Ok(outcome)
}

/// Describes a message for a person who has to find it: its subject and its sender.
#[must_use]
pub fn message_label(mail: &[u8]) -> String {
    let mail = examined_part(mail);
    let Some(parsed) = ParsedMail::parse(&mail) else { return "a mail without headers".to_owned() };
    let sender = parsed.sender().unwrap_or_else(|| "an unknown sender".to_owned());
    let label = match parsed.subject().as_str() {
        "" => format!("a mail without a subject from {sender}"),
        subject => format!("“{subject}” from {sender}"),
    };
    hide_tokens(&label).chars().take(MAX_LABEL).collect()
}

/// Decides what a raw message is, without a database. Nothing follows from it.
#[must_use]
pub fn classify_message(keys: &SigningKeys, mail: &[u8]) -> Classification {
    let mail = examined_part(mail);
    ParsedMail::parse(&mail).map_or_else(Classification::unknown, |mail| classify::classify(keys, &mail))
}

/// Returns the part of a message that is examined, as the parser needs it.
fn examined_part(mail: &[u8]) -> Cow<'_, [u8]> {
    let mut mail = with_end_of_headers(mail);
    returned_type::rename_nested_types(&mut mail);
    mail
}

/// Returns the part of a message that is examined, with the empty line behind the headers, and these unfolded.
fn with_end_of_headers(mail: &[u8]) -> Cow<'_, [u8]> {
    let mail = mail_digest::without_separator(mail.get(..MAX_EXAMINED_BYTES).unwrap_or(mail));
    let mut ends = memchr::memchr_iter(b'\n', mail).map(|end| mail.get(end + 1..).unwrap_or_default());
    let has_empty_line = ends.any(|rest| rest.starts_with(b"\n") || rest.starts_with(b"\r\n"));
    if has_empty_line {
        return mime_unfolding::unfold_mime_headers(mail);
    }
    // Of headers alone, the parser may lose the last one.
    let whole = [mail, b"\r\n\r\n"].concat();
    Cow::Owned(mime_unfolding::unfold_mime_headers(&whole).into_owned())
}
