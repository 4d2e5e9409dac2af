//! What a person saw of a draft when they last looked at it.

/// SHA-256 of something that was looked at.
pub type Digest = [u8; 32];

/// What a person saw of a draft: digests of all that its copies are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The draft and the files that go with it.
    pub draft: Digest,
    /// The templates of letters.
    pub templates: Digest,
    /// The settings.
    pub settings: Digest,
    /// Who gets it, and what is known of them.
    pub recipients: Digest,
    /// How many that are.
    pub people: u64,
}
