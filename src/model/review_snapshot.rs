//! The state of a draft when a person last reviewed it.

use super::Digest;

/// The state of a draft when a person last reviewed it: digests of everything its messages are rendered from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReviewSnapshot {
    /// The digest of the draft and its attachments.
    pub draft: Digest,
    /// The digest of the message templates.
    pub templates: Digest,
    /// The digest of the settings.
    pub settings: Digest,
    /// The digest of the recipients and their fields.
    pub recipients: Digest,
    /// The number of recipients.
    pub recipient_count: u64,
}
