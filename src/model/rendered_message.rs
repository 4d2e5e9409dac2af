//! A rendered message: subject, HTML and text for one recipient.

/// The header that marks a test message and names the subscriber it was rendered for.
pub const TEST_HEADER: &str = "X-Circular-Test";

/// A message rendered for one recipient, before MIME encoding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RenderedMessage {
    /// The subject, on one line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part, wrapped at 72 columns, with LF line endings.
    pub text: String,
}
