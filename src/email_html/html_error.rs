//! Why HTML or a style sheet cannot be used.

/// Why HTML or a style sheet cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A style sheet contains something other than plain rules.
    #[error("{message}")]
    StyleSheet {
        /// The line, counted from 1.
        line: usize,
        /// The column in characters, counted from 1.
        column: usize,
        /// One sentence without a full stop.
        message: String,
    },
    /// The inliner rejects the style sheet.
    #[error("the style sheet cannot be inlined")]
    InlineCss(#[source] css_inline::InlineError),
    /// The elements nest deeper than this number of levels.
    #[error("its elements are nested more than {0} deep")]
    NestedTooDeep(usize),
}
