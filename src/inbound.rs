//! Processes incoming mail and carries out what follows from it. It never replies.
//!
//! [`process_message`] is the one entry for a message, wherever it comes from: at most once per digest, in one transaction.

mod auto_reply;
mod bounce_reason;
mod classify;
mod complaint;
mod delivery_report;
mod disposition;
mod local_mail;
mod mail_digest;
mod mailbox_reader;
mod mailbox_watch;
mod mime_unfolding;
mod old_bounce;
mod own_words;
mod parsed_mail;
mod reply;
mod unsubscribe_request;

use std::io::{self, Read};

use jiff::Timestamp;

use crate::database::Database;
use crate::database::inbound_messages::{self, NewInboundMessage};
use crate::model::{EventChannel, InboundKind, IssueId, SigningKeys, SubscriberId};
use crate::subscription::{self, ChangeOrigin};
pub use classify::{Classification, FailedRecipient};
pub use local_mail::{LocalMail, mail_files, read_mail_file};
pub use mail_digest::mail_digest;
pub use mailbox_reader::{MailboxReadError, MailboxReader, mailbox_status};
use parsed_mail::ParsedMail;

/// The maximum length of a message that is read, in octets; the rest is discarded.
pub const MAX_MESSAGE_BYTES: u64 = 32 << 20;
/// The beginning of a message that is examined, in octets: reports come before what they return.
const MAX_EXAMINED_BYTES: usize = 1 << 20;

/// The result of processing a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InboundOutcome {
    /// It was processed before as this kind, and nothing was done.
    AlreadyProcessed(InboundKind),
    /// It unsubscribed somebody from a list.
    Unsubscribed,
    /// The subscriber was already unsubscribed or no longer exists.
    AlreadyUnsubscribed,
    /// It has the token of a test letter, which belongs to nobody.
    TestLetter,
    /// It was sent automatically and is ignored.
    AutoReply,
    /// Its kind is not known.
    Unrecognized,
}

impl InboundOutcome {
    /// Returns whether the message needs no further attention.
    #[must_use]
    pub fn is_handled(&self) -> bool {
        match self {
            Self::AlreadyProcessed(kind) => *kind == InboundKind::Unsubscribe,
            Self::Unsubscribed | Self::AlreadyUnsubscribed | Self::TestLetter => true,
            Self::AutoReply | Self::Unrecognized => false,
        }
    }
}

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
    let classification = classify_message(keys, mail);
    let mut work = database.begin_write().await?;
    let record = record(&classification, mail);
    if !inbound_messages::add(&mut work, &record, now).await? {
        let before = inbound_messages::kind(&mut work, &record.digest).await?;
        return Ok(InboundOutcome::AlreadyProcessed(before.unwrap_or(record.kind)));
    }
    let outcome = match &classification.request {
        Some(request) if request.token.subscriber == SubscriberId::NONE => InboundOutcome::TestLetter,
        Some(request) => {
            let agent = request.user_agent.as_deref();
            let origin = ChangeOrigin { channel: EventChannel::Mail, source: Some(request.source), user_agent: agent };
            if subscription::unsubscribe_within(&mut work, request.token, origin, now).await? {
                InboundOutcome::Unsubscribed
            } else {
                InboundOutcome::AlreadyUnsubscribed
            }
        }
        None if classification.kind == InboundKind::AutoReply => InboundOutcome::AutoReply,
        None => InboundOutcome::Unrecognized,
    };
    work.commit().await?;
    Ok(outcome)
}

/// Decides what a raw message is, without a database. Nothing follows from it.
#[must_use]
pub fn classify_message(keys: &SigningKeys, mail: &[u8]) -> Classification {
    let mail = mail.get(..MAX_EXAMINED_BYTES).unwrap_or(mail);
    let mail = mime_unfolding::unfold_mime_headers(mail_digest::without_separator(mail));
    ParsedMail::parse(&mail).map_or_else(Classification::unknown, |mail| classify::classify(keys, &mail))
}

fn record(classified: &Classification, mail: &[u8]) -> NewInboundMessage<'static> {
    let token = classified.token;
    NewInboundMessage {
        digest: mail_digest(mail),
        kind: classified.kind,
        issue: token.map(|token| token.issue).filter(|issue| *issue != IssueId::NONE),
        subscriber: token.map(|token| token.subscriber).filter(|subscriber| *subscriber != SubscriberId::NONE),
        reason: None,
        status_code: None,
        note: None,
        is_unread: false,
    }
}
