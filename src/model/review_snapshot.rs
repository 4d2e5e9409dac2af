//! What a person saw of a draft when they last looked at it.

use super::Digest;

/// What a person saw of a draft: digests of all that its copies are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ReviewSnapshot {
    /// The draft and the files that go with it.
    pub draft: Digest,
    /// The templates of letters.
    pub templates: Digest,
    /// The settings.
    pub settings: Digest,
    /// Who gets it, and what is known of them.
    pub recipients: Digest,
    /// How many that are.
    pub recipient_count: u64,
}
