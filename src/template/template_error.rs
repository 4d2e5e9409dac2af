//! Why a template cannot be used.

use handlebars::RenderErrorReason as Reason;

/// Why a template cannot be used or filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The source cannot be parsed, or uses a feature that is not allowed.
    #[error("{message}")]
    Source {
        /// The template or the part: a file name, `html`, `text` or `subject`.
        template: String,
        /// The line, counted from 1; 0 if it is not known.
        line: usize,
        /// The column in characters, counted from 1; 0 if it is not known.
        column: usize,
        /// One sentence without a full stop, with names in backticks.
        message: String,
    },
    /// The data lack a value that the template needs.
    #[error("{message}{}", format_location(.template.as_deref(), *.line))]
    Render {
        /// The template or the part, if it is known.
        template: Option<String>,
        /// The line in the assembled template and draft, counted from 1; 0 if it is not known.
        line: usize,
        /// The missing name.
        message: String,
    },
    /// The rendered text would be too long.
    #[error("a template makes more than {0} bytes")]
    TooLong(usize),
    /// The template iterates too often, through nested lists.
    #[error("a template goes through its lists more than {0} times")]
    TooManyIterations(usize),
    /// There is no page of this name.
    #[error("there is no page `{0}`")]
    PageNotFound(String),
}

impl Error {
    /// Creates an error in a template source whose position is not known.
    pub(super) fn without_location(template: &str, sentence: impl Into<String>) -> Self {
        Self::Source { template: template.to_owned(), line: 0, column: 0, message: sentence.into() }
    }

    /// Describes what the engine did not find in our own words.
    pub(super) fn from_render_error(error: handlebars::RenderError) -> Self {
        let message = match error.reason() {
            Reason::MissingVariable(Some(name)) => format!("`{name}` has no value"),
            Reason::MissingVariable(None) => "a field has no value".to_owned(),
            Reason::HelperNotFound(name) => format!("`{name}` is nothing that a `{{{{…}}}}` can do"),
            Reason::ParamNotFoundForIndex(name, _) => format!("`{name}` lacks the field that it works on"),
            other => format!("a template cannot be filled: {other}"),
        };
        Self::Render { template: error.template_name, line: error.line_no.unwrap_or(0), message }
    }

    /// Adds the name of the template, unless a nested one is named already.
    pub(super) fn or_in_template(mut self, name: &str) -> Self {
        if let Self::Source { template, .. } = &mut self
            && template.is_empty()
        {
            name.clone_into(template);
        }
        self
    }

    /// Adds the name of the template.
    pub(super) fn in_template(mut self, name: &str) -> Self {
        if let Self::Source { template, .. } = &mut self {
            name.clone_into(template);
        }
        self
    }
}

fn format_location(template: Option<&str>, line: usize) -> String {
    let Some(name) = template else { return String::new() };
    let line = if line > 0 { format!(" at line {line}") } else { String::new() };
    match name {
        "html" => format!(", in the HTML part{line}"),
        "text" => format!(", in the text part{line}"),
        "subject" => ", in the subject".to_owned(),
        other => format!(", in `{other}`{line}"),
    }
}
