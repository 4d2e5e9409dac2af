//! Why a message cannot be built.

/// Why a message cannot be built; each text is complete without its context.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The local part of an address needs SMTPUTF8 (RFC 6531 §3.2); contains the header name.
    #[error("the address in `{0}` has letters before its @ that only SMTPUTF8 can carry")]
    NeedsSmtpUtf8(&'static str),
    /// The List-Id is not a dotted name of at most 255 octets (RFC 2919 §3).
    #[error("`{0}` is no list id: it must be a dotted name of at most 255 letters, digits and hyphens")]
    InvalidListId(String),
    /// The Message-ID is not `left@right` in plain ASCII (RFC 5322 §3.6.4).
    #[error("`{0}` is no message id")]
    InvalidMessageId(String),
    /// The Content-ID of an image is not `left@right` in plain ASCII (RFC 2045 §7).
    #[error("`{0}` cannot name an image in a letter")]
    InvalidContentId(String),
    /// The unsubscribe link does not fit on a line of 998 octets (RFC 5322 §2.1.1).
    #[error("the unsubscribe link is longer than {most} octets")]
    UnsubscribeLinkTooLong {
        /// The maximum length, in octets.
        most: usize,
    },
    /// The year is not allowed in a `Date` header (RFC 5322 §3.3).
    #[error("the date {0} is out of the range that mail can carry")]
    DateOutOfRange(jiff::Timestamp),
}
