//! Why HTML or a style sheet cannot be used.

/// Why HTML or a style sheet cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A style sheet has something else than plain rules.
    #[error("{message}")]
    StyleSheet {
        /// The line, from 1.
        line: usize,
        /// The column in characters, from 1.
        column: usize,
        /// One sentence without a full stop.
        message: String,
    },
    /// The inliner refuses the style sheet.
    #[error("the style sheet cannot be inlined")]
    InlineCss(#[source] css_inline::InlineError),
    /// The elements nest deeper than this many levels.
    #[error("its elements are nested more than {0} deep")]
    NestedTooDeep(usize),
}
