//! How far a folder on an IMAP server was read.

/// The place in a folder from which reading continues (RFC 3501 §2.3.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MailboxCursor {
    /// The UIDVALIDITY for which `next_uid` counts; with another one, reading begins at 1.
    pub uid_validity: u32,
    /// The first UID that was not read.
    pub next_uid: u32,
}
