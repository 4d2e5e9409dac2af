//! The result of processing a message.

use super::consequences::ReturnedMail;
use super::departure::Departure;
use crate::model::{Address, AnswerOutcome, InboundKind};

/// The result of processing a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InboundOutcome {
    /// It was processed before as this kind, and nothing was done.
    AlreadyProcessed(InboundKind),
    /// It unsubscribed somebody from a list.
    Unsubscribed(Departure),
    /// The subscriber was already unsubscribed or no longer exists.
    AlreadyUnsubscribed,
    /// It has the token of a test letter, which belongs to nobody.
    TestLetter,
    /// It asks to join a list: a confirmation mail is due, unless the address got one or must not be mailed.
    JoinRequested(Address),
    /// It confirmed a request to join with this address.
    JoinConfirmed(Option<Address>),
    /// It confirms a request to join that has expired or was answered before: nothing was changed.
    JoinExpired,
    /// A copy came back.
    Returned(ReturnedMail),
    /// The mail that asks somebody to confirm that they join came back; if the address does not exist, their request is
    /// deleted.
    RequestReturned(ReturnedMail),
    /// Somebody complained, and was unsubscribed and suppressed.
    Complained(Departure),
    /// A copy is late, or was delivered: nothing follows.
    NothingFailed,
    /// A report that names none of our copies by a valid token, or one that was never sent: nothing was changed.
    UnverifiedReport(InboundKind),
    /// The recipient's own filter rejected a copy, in these words.
    FilterRejected(String),
    /// It was sent automatically and is ignored.
    AutoReply,
    /// Somebody chose an answer to a letter.
    Answered {
        /// Whose answer it is.
        address: Option<Address>,
        /// The word of the choice.
        choice: String,
        /// What became of it.
        outcome: AnswerOutcome,
        /// Whether a person has to look at the mail, because it says more than the choice.
        is_unclear: bool,
    },
    /// It is stored with the views on an issue.
    ViewStored {
        /// Whose view it is, if that is certain.
        address: Option<Address>,
        /// The draft name of the issue.
        slug: String,
        /// Whether a person has to look at the mail.
        is_unclear: bool,
    },
    /// A person replied to one of our messages.
    Replied,
    /// Its kind is not known.
    Unrecognized,
}

impl InboundOutcome {
    /// Returns whether a person has to read the message: it was not sent automatically, and nobody else can answer it.
    #[must_use]
    pub fn is_left_to_read(&self) -> bool {
        matches!(
            self,
            Self::UnverifiedReport(_)
                | Self::Replied
                | Self::Unrecognized
                | Self::Answered { is_unclear: true, .. }
                | Self::ViewStored { is_unclear: true, .. }
        )
    }

    /// Returns whether the message needs no further attention.
    #[must_use]
    pub fn is_handled(&self) -> bool {
        match self {
            Self::AlreadyProcessed(kind) => {
                !matches!(kind, InboundKind::AutoReply | InboundKind::Reply | InboundKind::Other)
            }
            Self::Unsubscribed(_)
            | Self::AlreadyUnsubscribed
            | Self::TestLetter
            | Self::JoinRequested(_)
            | Self::JoinConfirmed(_)
            | Self::JoinExpired
            | Self::Returned(_)
            | Self::RequestReturned(_)
            | Self::Complained(_)
            | Self::NothingFailed
            | Self::FilterRejected(_) => true,
            Self::Answered { is_unclear, .. } | Self::ViewStored { is_unclear, .. } => !is_unclear,
            Self::UnverifiedReport(_) | Self::AutoReply | Self::Replied | Self::Unrecognized => false,
        }
    }
}
