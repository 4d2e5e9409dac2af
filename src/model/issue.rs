//! An issue: a draft frozen for sending.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Map;
use strum::{Display, EnumString, IntoStaticStr};

use super::{IssueId, ListId, Mailbox, RecipientFilter};

/// Handlebars source of one issue: made once, then filled for each reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Composition {
    /// The subject line.
    pub subject: String,
    /// The HTML part, CSS inlined.
    pub html: String,
    /// The text part, one line per paragraph: it is wrapped when it is filled.
    pub text: String,
    /// What is the same for each reader: `issue`, `society`, `list`.
    pub constants: Map<String, serde_json::Value>,
}

/// A file that goes with each copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// The file's name, without folders.
    pub name: String,
    /// Its media type (RFC 2045 §5).
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The name by which the HTML part shows it as `cid:…`, without brackets (RFC 2392); none for a file to be saved.
    pub cid: Option<String>,
}

/// Everything that the copies of an issue are made of: it is frozen with the issue, so that a retry is the same copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueContent {
    /// Who it is from, in the header and in the envelope.
    pub sender: Mailbox,
    /// Where answers go, if not to the sender.
    pub reply_to: Option<Mailbox>,
    /// The sources.
    pub composition: Composition,
    /// The files that go with each copy.
    pub attachments: Vec<Attachment>,
}

/// An issue as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    /// Its number in the database.
    pub id: IssueId,
    /// The draft's name: the file without its ending.
    pub slug: String,
    /// The list it goes to.
    pub list: ListId,
    /// The subject as written, fields and all.
    pub subject: String,
    /// Digest of everything frozen, in hexadecimal.
    pub hash: String,
    /// Whether the society's rules ask for it: then it goes also to those who want no newsletters.
    pub statutory: bool,
    /// Whether it only went to an outbox: then the real letter may take its place.
    pub trial: bool,
    /// How far it is.
    pub state: IssueState,
    /// Why it is paused, while it is.
    pub pause: Option<Pause>,
    /// Whether it goes on however many of its copies are refused.
    pub accepts_rejections: bool,
    /// When it was frozen.
    pub created_at: Timestamp,
    /// When its first copies may go.
    pub starts_at: Timestamp,
}

impl Issue {
    /// Returns whom of its list it may reach.
    #[must_use]
    pub fn recipient_filter(&self) -> RecipientFilter {
        RecipientFilter { list: self.list, statutory: self.statutory }
    }
}

/// Why an issue is paused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pause {
    /// The kind of reason.
    pub reason: PauseReason,
    /// What a person should know about it, such as the reply of the relay.
    pub detail: Option<String>,
}

impl Pause {
    /// Returns a pause for a reason that a sentence explains.
    #[must_use]
    pub fn because(reason: PauseReason, detail: String) -> Self {
        Self { reason, detail: Some(detail) }
    }
}

/// The kinds of reason to pause an issue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum PauseReason {
    /// A person paused it.
    #[default]
    Operator,
    /// The relay rejected too many copies for reasons that are not the recipients' fault.
    Rejections,
    /// The database was restored from a backup: what waits may have been sent since.
    Restored,
}

/// How far an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum IssueState {
    /// Planned; some recipients are not settled yet.
    Sending,
    /// Held back: nothing is handed over until somebody resumes it.
    Paused,
    /// Called off: what was not handed over by then never is.
    Cancelled,
    /// Each recipient is settled.
    Finished,
}
