//! Views: what a letter asks its readers to say, and what one of them wrote in reply.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

use super::{IssueId, SubscriberId, ViewId};

/// The maximum length of the words of a view that are stored, in characters.
pub const MAX_VIEW_WORDS: usize = 20_000;

/// What an issue asks its readers to say in their own words. It is frozen with the issue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ViewCall {
    /// The questions, in the order of the draft.
    pub questions: Vec<String>,
    /// The time from which a view is late.
    pub deadline: Option<Timestamp>,
}

impl ViewCall {
    /// Returns whether a view that was received at this time is late.
    #[must_use]
    pub fn is_over(&self, at: Timestamp) -> bool {
        self.deadline.is_some_and(|deadline| at >= deadline)
    }
}

/// What shows to which issue a view belongs, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ViewProof {
    /// It came to the sealed address of the person's letter.
    SealedAddress,
    /// It replies to the Message-ID of the person's letter.
    MessageId,
    /// A calendar program sent it, and names the meeting.
    Calendar,
    /// Only its subject and its sender say so.
    Subject,
}

/// Why a person should look at a mail before its words count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum ViewDoubt {
    /// Nothing but its subject says that it belongs to this letter.
    NoProof,
    /// It replies to the letter of somebody else than its sender.
    OtherSender,
    /// It replies to the letters of several people, or names several answers.
    SeveralPeople,
    /// Its sender is not known.
    UnknownSender,
    /// Nothing is left without what it quotes.
    NoWords,
    /// It has files and no words.
    OnlyAttachments,
    /// Words of the person may stand among those that it quotes.
    AmongQuoted,
    /// It is longer than what is stored.
    CutShort,
    /// A calendar program says neither yes nor no.
    Undecided,
    /// A calendar program says something else than the person's own answer.
    Contradiction,
}

/// A mail that may be a view, as it is received.
#[derive(Debug, Clone)]
pub struct NewView<'a> {
    /// The issue that it is about.
    pub issue: IssueId,
    /// Whose it is, if that is certain.
    pub subscriber: Option<SubscriberId>,
    /// The sender's address, as the mail says.
    pub sender: &'a str,
    /// What shows that it belongs to the issue.
    pub proof: ViewProof,
    /// The person's words, without what they quote.
    pub words: &'a str,
    /// The number of files that are attached.
    pub attachment_count: u32,
    /// Why a person should look at it.
    pub doubts: BTreeSet<ViewDoubt>,
    /// Whether it came after the deadline.
    pub is_late: bool,
    /// The time when it was received.
    pub received_at: Timestamp,
}

/// A mail that may be a view, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The row id.
    pub id: ViewId,
    /// The issue that it is about.
    pub issue: IssueId,
    /// Whose it is, if that is certain.
    pub subscriber: Option<SubscriberId>,
    /// The sender's address, as the mail says.
    pub sender: String,
    /// What shows that it belongs to the issue.
    pub proof: ViewProof,
    /// The person's words, without what they quote.
    pub words: String,
    /// The number of files that are attached.
    pub attachment_count: u32,
    /// Why a person should look at it.
    pub doubts: BTreeSet<ViewDoubt>,
    /// Whether it came after the deadline.
    pub is_late: bool,
    /// The time when it was received.
    pub received_at: Timestamp,
}

impl View {
    /// Returns whether a person has to look at the mail, because it is not certain what it says, or who says it.
    #[must_use]
    pub fn is_unclear(&self) -> bool {
        !self.doubts.is_empty()
    }
}
