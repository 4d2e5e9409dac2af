//! Why a copy came back, and what the chair should read.

use crate::database::inbound_messages::UnreadNote;
use crate::model::{BounceReason, InboundKind};

/// Returns what a note is about: the letter, the member, and what happened.
#[must_use]
pub fn note_title(note: &UnreadNote) -> String {
    let about = note.slug.as_deref().unwrap_or("a letter");
    let member = note.member.as_deref();
    let to_member = member.map(|member| format!(" to {member}")).unwrap_or_default();
    match (note.kind, note.reason, &note.forwarded_to) {
        (InboundKind::Answer | InboundKind::Reply, ..) => format!("{about}: an answer to the letter"),
        (InboundKind::Other, ..) => "a mail for you to read".to_owned(),
        (InboundKind::FilterRejection, ..) | (_, None, _) => match member {
            Some(member) => format!("{about}: the filter of {member} rejected it"),
            None => format!("{about}: a member's own filter rejected it"),
        },
        (_, Some(reason), Some(failed)) => {
            let who = member.unwrap_or("a member");
            let why = reason_words(reason);
            format!("{about}: {who} has it forwarded to {failed}, from where it came back because {why}")
        }
        (_, Some(reason), None) => format!("{about}{to_member}: {}", reason_words(reason)),
    }
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
