//! The files of `templates/` that a letter is put together from.

use std::path::Path;

use crate::config::{self, Workspace};
use crate::model::{Diagnostic, Severity, SourceLocation, closest_match};
use crate::template::{self, LayoutComposer};

/// What stands between the two halves of a partial that is drawn around something.
const CONTENT_MARKER: &str = "\0";

/// The layout of every letter, within which a template stands.
pub(super) const LAYOUT_TEMPLATE: &str = "layout";

/// The template of a letter that names none.
pub(super) const LETTER_TEMPLATE: &str = "letter";

/// One of the two parts of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyPart {
    /// The HTML part.
    Html,
    /// The text part.
    Text,
}

/// The workspace's templates.
#[derive(Debug, Clone, Copy)]
pub(super) struct WorkspaceTemplates<'w>(pub(super) &'w Workspace);

/// What a partial says before and behind that around which it is drawn.
#[derive(Debug, Clone)]
pub(super) struct PartialFrame {
    pub(super) before: String,
    pub(super) after: String,
}

impl BodyPart {
    fn extension(self) -> &'static str {
        match self {
            Self::Html => "html.hbs",
            Self::Text => "txt.hbs",
        }
    }
}

impl WorkspaceTemplates<'_> {
    /// Returns the direction of the society's language, as HTML names it.
    pub(super) fn direction(self) -> &'static str {
        self.0.settings.society.language.direction()
    }

    /// Reads a file of `templates/letter/`.
    pub(super) fn read_letter_file(self, name: &str) -> Result<String, Diagnostic> {
        let name = format!("letter/{name}");
        self.0.template(&name).map_err(|error| template_diagnostic(&name, 0, 0, &error.to_string()))
    }

    /// Puts the frame together, or the template of a letter; without a text of its own a template has that of `letter`.
    pub(super) fn assemble(self, name: &str, part: BodyPart, slots: &[(&str, &str)]) -> Result<String, Diagnostic> {
        let file = format!("letter/{name}.{}", part.extension());
        match self.0.template(&file) {
            Ok(source) => self.fill_slots(&file, &source, part, slots),
            Err(config::Error::TemplateNotFound(_))
                if part == BodyPart::Text && name != LETTER_TEMPLATE && name != LAYOUT_TEMPLATE =>
            {
                self.assemble(LETTER_TEMPLATE, part, slots)
            }
            Err(error) => Err(template_diagnostic(&file, 0, 0, &error.to_string())),
        }
    }

    /// Puts a partial together around what stands in its slot `content`.
    pub(super) fn split_partial(
        self,
        name: &str,
        part: BodyPart,
        slots: &[(&str, &str)],
    ) -> Result<PartialFrame, Diagnostic> {
        let file = format!("partials/{name}.{}", part.extension());
        let source = self.0.template(&file).map_err(|error| template_diagnostic(&file, 0, 0, &error.to_string()))?;
        let slots: Vec<_> = slots.iter().copied().chain([("content", CONTENT_MARKER)]).collect();
        let laid = self.fill_slots(&file, source.trim_end(), part, &slots)?;
        match laid.split(CONTENT_MARKER).collect::<Vec<_>>().as_slice() {
            [before, behind] => Ok(PartialFrame { before: (*before).to_owned(), after: (*behind).to_owned() }),
            _ => Err(template_diagnostic(&file, 0, 0, "`{{{content}}}` must stand in it, and only once")),
        }
    }

    /// Says that there is no template of this name, with the closest, or all.
    pub(super) fn unknown_template(self, name: &str) -> Option<(String, String)> {
        let known = self.0.letter_template_names();
        if known.iter().any(|one| one == name) {
            return None;
        }
        let hint = closest_match(name, known.iter().map(String::as_str)).map_or_else(
            || format!("there are {}", known.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ")),
            |close| format!("did you mean `{close}`?"),
        );
        Some((format!("there is no template `{name}`"), hint))
    }

    fn fill_slots(
        self,
        file: &str,
        source: &str,
        part: BodyPart,
        slots: &[(&str, &str)],
    ) -> Result<String, Diagnostic> {
        let partial = |name: &str| {
            self.0.template(&format!("partials/{name}.{}", part.extension())).map_err(|error| match error {
                config::Error::TemplateNotFound(name) => template::Error::PageNotFound(name),
                other => unreadable_template(name, &other),
            })
        };
        LayoutComposer { partial: &partial, slots }.compose(source).map_err(|error| match error {
            template::Error::Source { template, line, column, message: sentence } if !template.is_empty() => {
                template_diagnostic(&format!("partials/{template}.{}", part.extension()), line, column, &sentence)
            }
            template::Error::Source { line, column, message: sentence, .. } => {
                template_diagnostic(file, line, column, &sentence)
            }
            other => template_diagnostic(file, 0, 0, &other.to_string()),
        })
    }
}

/// Makes a finding of a template.
pub(super) fn template_diagnostic(template: &str, line: usize, column: usize, sentence: &str) -> Diagnostic {
    let place = Some(SourceLocation { file: Path::new("templates").join(template), line, column });
    Diagnostic { id: "template", severity: Severity::Block, location: place, message: sentence.to_owned(), help: None }
}

fn unreadable_template(template: &str, error: &config::Error) -> template::Error {
    template::Error::Source { template: template.to_owned(), line: 0, column: 0, message: error.to_string() }
}
