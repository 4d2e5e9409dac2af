//! A letter: one reader's copy, in words.

/// What one reader sees, filled in and ready to be put into bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letter {
    /// The subject, on one line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part, wrapped at 72 columns, lines ending in LF.
    pub text: String,
}
