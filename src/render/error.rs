//! Why a template cannot be used.

/// Why a template cannot be used or filled.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The source cannot be read, or asks for something that we do not allow.
    #[error("{sentence}")]
    Source {
        /// The template or the part: a file's name, `html`, `text` or `subject`.
        template: String,
        /// The line, from 1; 0 if it is not known.
        line: usize,
        /// The column in characters, from 1; 0 if it is not known.
        column: usize,
        /// One sentence without a full stop, names in backticks.
        sentence: String,
    },
    /// The data lack something that the template asks for.
    #[error("a template cannot be filled")]
    Fill(#[source] handlebars::RenderError),
    /// The filled text would be too long.
    #[error("a template makes more than {0} bytes")]
    TooLong(usize),
    /// No page has this name.
    #[error("there is no page `{0}`")]
    NoPage(String),
    /// The style sheet cannot be written into the elements.
    #[error("the style sheet cannot be inlined")]
    Css(#[source] css_inline::InlineError),
}

impl Error {
    /// Makes an error of a template's source whose place is not known.
    pub(super) fn source(template: &str, sentence: impl Into<String>) -> Self {
        Self::Source { template: template.to_owned(), line: 0, column: 0, sentence: sentence.into() }
    }

    /// Names the template in which it happened.
    pub(super) fn within(mut self, name: &str) -> Self {
        if let Self::Source { template, .. } = &mut self {
            name.clone_into(template);
        }
        self
    }
}
