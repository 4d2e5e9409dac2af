//! A message that came back by mail: its kind, and why a copy was returned.

use strum::{Display, EnumString, IntoStaticStr};

/// The kinds of incoming messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum InboundKind {
    /// A request to unsubscribe with a valid token.
    Unsubscribe,
    /// A request to join a list, or the answer to the mail by which one confirms it.
    Join,
    /// A copy that was given up.
    Bounce,
    /// A copy that is late and still on its way.
    Delayed,
    /// A copy that was delivered, relayed or expanded.
    Delivered,
    /// A report that the recipient calls a message spam (RFC 5965), or opted out by the provider's button.
    Complaint,
    /// A copy that the recipient's own filter rejected (RFC 8098, RFC 5429).
    FilterRejection,
    /// An automatic reply (RFC 3834).
    AutoReply,
    /// A mail to the sealed address of a letter, or the reply of a calendar program.
    Answer,
    /// A reply to one of our messages, written by a person.
    Reply,
    /// Anything else.
    Other,
}

/// What servers call an address that does not exist, in lower case.
pub const UNKNOWN_USER_PHRASES: &[&str] = &[
    "user unknown",
    "unknown user",
    "no such user",
    "user not found",
    "user does not exist",
    "user not exist",
    "unknown recipient",
    "no such recipient",
    "recipient not found",
    "recipient unknown",
    "invalid recipient",
    "unknown mailbox",
    "no such mailbox",
    "mailbox not found",
    "mailbox does not exist",
    "mailbox unknown",
    "no mailbox here",
    "no such address",
    "no such person",
    "no such account",
    "unknown address",
    "unknown local part",
    "unknown local user",
    "recipient does not exist",
    "account does not exist",
    "user doesn't exist",
    "invalid user",
    "invalid mailbox",
    // Exim.
    "unrouteable address",
    "unroutable address",
];

/// Why a copy came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum BounceReason {
    /// No such address (X.1.1).
    UserUnknown,
    /// No such domain, or one that takes no mail (X.1.2, X.1.10).
    HostUnknown,
    /// The mailbox has moved (X.1.6).
    HasMoved,
    /// The mailbox is full (X.2.2).
    MailboxFull,
    /// The mailbox is disabled (X.2.1).
    Inactive,
    /// The message is too large (X.2.3, X.3.4).
    TooLarge,
    /// Its content is called spam or a virus.
    Spam,
    /// SPF, DKIM, DMARC, TLS or reverse DNS failed.
    Authentication,
    /// The sender, the relay or the message is refused for another reason.
    Policy,
    /// Not delivered in time, or the network failed.
    Expired,
    /// The recipient's server failed.
    SystemFailure,
    /// No known reason.
    Undefined,
}

impl BounceReason {
    /// Returns whether the address does not exist, so that one bounce is enough.
    #[must_use]
    pub fn is_hard(self) -> bool {
        matches!(self, Self::UserUnknown | Self::HostUnknown | Self::HasMoved)
    }

    /// Returns whether the receiver refuses the sender or the message, which never counts against the recipient.
    #[must_use]
    pub fn is_about_sender(self) -> bool {
        matches!(self, Self::TooLarge | Self::Spam | Self::Authentication | Self::Policy)
    }

    /// Returns how much it counts against the recipient: 0 if not at all, 1 together with others, 2 by itself.
    #[must_use]
    pub fn severity(self) -> u8 {
        u8::from(!self.is_about_sender()) + u8::from(self.is_hard())
    }
}
