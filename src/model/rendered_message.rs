//! A letter: one reader's copy, in words.

/// The header of a copy that is only a test: whose copy it would have been.
pub const TEST_HEADER: &str = "X-Circular-Test";

/// What one reader sees, filled in and ready to be put into bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RenderedMessage {
    /// The subject, on one line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part, wrapped at 72 columns, lines ending in LF.
    pub text: String,
}
