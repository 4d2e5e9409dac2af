//! Why a copy came back, and what the chair should read.

use crate::database::inbound_messages::UnreadNote;
use crate::model::{BounceReason, InboundKind};

/// Returns what a note is about: the letter, and what happened.
#[must_use]
pub fn note_title(note: &UnreadNote) -> String {
    let about = note.slug.as_deref().unwrap_or("a letter");
    let what = match (note.kind, note.reason) {
        (InboundKind::Reply, _) => "an answer to the letter",
        (InboundKind::Other, _) => return "a mail for you to read".to_owned(),
        (InboundKind::FilterRejection, _) | (_, None) => "a member's own filter rejected it",
        (_, Some(reason)) => reason_words(reason),
    };
    format!("{about}: {what}")
}

/// Returns why a copy came back, as part of a sentence.
#[must_use]
pub fn reason_words(reason: BounceReason) -> &'static str {
    match reason {
        BounceReason::UserUnknown => "the address does not exist",
        BounceReason::HostUnknown => "the domain does not exist or accepts no mail",
        BounceReason::HasMoved => "the mailbox has moved",
        BounceReason::MailboxFull => "the mailbox is full",
        BounceReason::Inactive => "the mailbox is disabled",
        BounceReason::TooLarge => "the letter is too large",
        BounceReason::Spam => "the server calls the letter spam",
        BounceReason::Authentication => "the sender could not be verified (SPF, DKIM or DMARC)",
        BounceReason::Policy => "the server refuses the sender or the letter",
        BounceReason::Expired => "the server could not be reached in time",
        BounceReason::SystemFailure => "the other server failed",
        BounceReason::Undefined => "the server gives no known reason",
    }
}
