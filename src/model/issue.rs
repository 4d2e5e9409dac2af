//! An issue: a draft frozen for sending.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Map;
use strum::{Display, EnumString, IntoStaticStr};

use super::{
    AnswerQuestion, IssueEvent, IssueId, Language, ListId, Mailbox, RecipientFilter, RelayName, Sha256, ViewCall, hex,
};

/// The Handlebars sources of an issue: composed once, then rendered for each recipient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composition {
    /// The subject line.
    pub subject: String,
    /// The HTML part, with inlined CSS.
    pub html: String,
    /// The text part, one line per paragraph; lines are wrapped after rendering.
    pub text: String,
    /// Values that are the same for all recipients: `issue`, `society`, `list`.
    pub constants: Map<String, serde_json::Value>,
}

impl Composition {
    /// Returns the language of the letter.
    #[must_use]
    pub fn language(&self) -> Language {
        let tag = self.constants.get("issue").and_then(|issue| issue.get("language")?.as_str());
        tag.and_then(|tag| tag.parse().ok()).unwrap_or_default()
    }
}

/// A file attached to each message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file name, without folders.
    pub name: String,
    /// The media type (RFC 2045 §5).
    pub media_type: String,
    /// The content of the file.
    pub bytes: Vec<u8>,
    /// The Content-ID by which the HTML part refers to it as `cid:…`, without brackets (RFC 2392); `None` for a regular
    /// attachment.
    pub cid: Option<String>,
}

/// Everything that an issue's messages are rendered from. It is frozen with the issue, so that a retry sends the same
/// message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueContent {
    /// The sender, in the `From` header and in the envelope.
    pub sender: Mailbox,
    /// The `Reply-To` header, if replies do not go to the sender.
    pub reply_to: Option<Mailbox>,
    /// The sources of subject, HTML and text.
    pub composition: Composition,
    /// The files attached to each message.
    pub attachments: Vec<Attachment>,
    /// What it tells the calendars of its readers.
    pub event: Option<IssueEvent>,
    /// What it asks its readers.
    pub question: Option<AnswerQuestion>,
    /// What it asks its readers to say in their own words.
    pub call: Option<ViewCall>,
    /// The earlier issue whose question it asks again, and to which the answers belong.
    pub question_issue: Option<IssueId>,
}

impl Attachment {
    /// Returns the beginning of the SHA-256 digest of its content, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> String {
        hex(&Sha256::digest(&self.bytes)[..16])
    }
}

/// An issue as stored in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// The row id.
    pub id: IssueId,
    /// The name of the draft: its file name without the extension.
    pub slug: String,
    /// The list that it is sent to.
    pub list: ListId,
    /// The relay that it was frozen for; none for the one in `[relay]`.
    pub relay: Option<RelayName>,
    /// The subject as written, with unrendered fields.
    pub subject: String,
    /// The SHA-256 digest of the frozen content, in hexadecimal.
    pub hash: String,
    /// Whether this is a statutory notice, which is also sent to subscribers who want only notices.
    pub statutory: bool,
    /// Whether it was sent only to an outbox, so that the same draft may still be sent to the relay.
    pub trial: bool,
    /// The progress of the issue.
    pub state: IssueState,
    /// The reason for the pause, if the issue is paused.
    pub pause: Option<Pause>,
    /// Whether sending continues regardless of how many messages are rejected.
    pub accepts_rejections: bool,
    /// The time when it was frozen.
    pub created_at: Timestamp,
    /// The earliest time when its messages may be sent.
    pub starts_at: Timestamp,
}

impl Issue {
    /// Returns which subscriptions of the list may receive it.
    #[must_use]
    pub fn recipient_filter(&self) -> RecipientFilter {
        RecipientFilter { list: self.list, statutory: self.statutory }
    }
}

/// The reason for which an issue is paused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pause {
    /// The kind of reason.
    pub reason: PauseReason,
    /// Details for people, such as the reply of the relay.
    pub detail: Option<String>,
}

impl Pause {
    /// Creates a pause with a sentence that explains it.
    #[must_use]
    pub fn because(reason: PauseReason, detail: String) -> Self {
        Self { reason, detail: Some(detail) }
    }
}

/// The kinds of reason to pause an issue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum PauseReason {
    /// An operator paused it.
    #[default]
    Operator,
    /// The relay rejected too many messages for reasons that do not concern their recipients.
    Rejections,
    /// The database was restored from a backup: queued messages may have been sent since.
    Restored,
    /// A receiver found neither SPF nor DKIM for the domain in `From`.
    NoAuthentication,
    /// The SPF record of the domain does not name the server that sent the message.
    SpfFailed,
    /// The message has no valid DKIM signature.
    DkimMissing,
    /// Neither SPF nor DKIM passed for the domain in `From`.
    NotAligned,
    /// The domain has no DMARC record.
    DmarcMissing,
    /// The message does not pass the DMARC policy of the domain.
    DmarcFailed,
    /// The relay handed the message over without TLS.
    TlsMissing,
    /// The address of the relay has no name in reverse DNS.
    ReverseDnsMissing,
    /// The relay sends only for the domain or the address of the account.
    ForeignSender,
}

impl PauseReason {
    /// Returns whether the issue paused because of what the relay replied.
    #[must_use]
    pub const fn is_from_replies(self) -> bool {
        !matches!(self, Self::Operator | Self::Restored)
    }
}

/// The progress of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum IssueState {
    /// Some deliveries are not settled yet.
    Sending,
    /// Nothing is sent until an operator resumes it.
    Paused,
    /// Cancelled: deliveries that were still queued are never sent.
    Cancelled,
    /// All deliveries are settled.
    Finished,
}
