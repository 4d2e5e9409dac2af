//! Why a template cannot be used.

use handlebars::RenderErrorReason as Reason;

/// Why a template cannot be used or filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The source cannot be read, or asks for something that we do not allow.
    #[error("{message}")]
    Source {
        /// The template or the part: a file's name, `html`, `text` or `subject`.
        template: String,
        /// The line, from 1; 0 if it is not known.
        line: usize,
        /// The column in characters, from 1; 0 if it is not known.
        column: usize,
        /// One sentence without a full stop, names in backticks.
        message: String,
    },
    /// The data lack something that the template asks for.
    #[error("{message}{}", format_location(.template.as_deref(), *.line))]
    Render {
        /// The template or the part, if it is known.
        template: Option<String>,
        /// The line in what the template and the draft make together, from 1; 0 if it is not known.
        line: usize,
        /// What lacks.
        message: String,
    },
    /// The filled text would be too long.
    #[error("a template makes more than {0} bytes")]
    TooLong(usize),
    /// The template goes through lists within lists.
    #[error("a template goes through its lists more than {0} times")]
    TooManyIterations(usize),
    /// No page has this name.
    #[error("there is no page `{0}`")]
    PageNotFound(String),
}

impl Error {
    /// Makes an error of a template's source whose place is not known.
    pub(super) fn without_location(template: &str, sentence: impl Into<String>) -> Self {
        Self::Source { template: template.to_owned(), line: 0, column: 0, message: sentence.into() }
    }

    /// Says in our words what the engine lacked.
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

    /// Names the template in which it happened, unless one within it is named already.
    pub(super) fn or_in_template(mut self, name: &str) -> Self {
        if let Self::Source { template, .. } = &mut self
            && template.is_empty()
        {
            name.clone_into(template);
        }
        self
    }

    /// Names the template in which it happened.
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
