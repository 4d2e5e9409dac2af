//! The files of `templates/` that a letter is put together from.

use std::path::Path;

use crate::config::{self, Workspace};
use crate::model::{Diagnostic, Language, SentenceSource, Severity, SourceLocation, closest_match};
use crate::template::{self, LayoutComposer};
use crate::translation::Translator;

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
pub(super) struct WorkspaceTemplates<'w> {
    pub(super) workspace: &'w Workspace,
    /// The colours and fonts, as templates name them.
    pub(super) look: &'w [(&'static str, String)],
    /// The sentences in the language of the letter.
    pub(super) sentences: &'w Translator,
}

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

impl<'w> WorkspaceTemplates<'w> {
    /// Returns the direction of the letter's language, as HTML names it.
    pub(super) fn direction(self) -> &'static str {
        self.language().direction()
    }

    /// Returns the letter's language.
    pub(super) fn language(self) -> &'w Language {
        self.sentences.language()
    }

    /// Returns whether a template shows the list of the sections.
    pub(super) fn shows_contents(self, name: &str) -> bool {
        let source = self.workspace.template(&format!("letter/{name}.{}", BodyPart::Html.extension()));
        source.is_ok_and(|source| source.contains("{{{contents}}}"))
    }

    /// Returns whether a part of a template has a place for the buttons of the answers.
    pub(super) fn shows_answers(self, name: &str, part: BodyPart) -> bool {
        let extension = part.extension();
        let own = self.workspace.template(&format!("letter/{name}.{extension}"));
        let source = own.or_else(|_| self.workspace.template(&format!("letter/{LETTER_TEMPLATE}.{extension}")));
        source.is_ok_and(|source| source.contains("{{{answers}}}"))
    }

    /// Reads a style sheet of `templates/letter/`, with the colours and fonts put in.
    pub(super) fn read_style_sheet(self, name: &str) -> Result<String, Diagnostic> {
        let name = format!("letter/{name}");
        let source =
            self.workspace.template(&name).map_err(|error| template_diagnostic(&name, 0, 0, &error.to_string()))?;
        self.fill_slots(&name, &source, BodyPart::Html, &[])
    }

    /// Puts the frame together, or the template of a letter; without a text of its own a template has that of `letter`.
    pub(super) fn assemble(self, name: &str, part: BodyPart, slots: &[(&str, &str)]) -> Result<String, Diagnostic> {
        let file = format!("letter/{name}.{}", part.extension());
        match self.workspace.template(&file) {
            Ok(source) => self.fill_slots(&file, &source, part, slots),
            Err(config::Error::TemplateNotFound(_))
                if part == BodyPart::Text && name != LETTER_TEMPLATE && name != LAYOUT_TEMPLATE =>
            {
                self.assemble(LETTER_TEMPLATE, part, slots)
            }
            Err(error) => Err(template_diagnostic(&file, 0, 0, &error.to_string())),
        }
    }

    /// Puts a partial together that surrounds nothing.
    pub(super) fn draw_partial(self, name: &str, part: BodyPart, slots: &[(&str, &str)]) -> Result<String, Diagnostic> {
        let file = format!("partials/{name}.{}", part.extension());
        let source =
            self.workspace.template(&file).map_err(|error| template_diagnostic(&file, 0, 0, &error.to_string()))?;
        self.fill_slots(&file, source.trim_end(), part, slots)
    }

    /// Puts a partial together around what stands in its slot `content`.
    pub(super) fn split_partial(
        self,
        name: &str,
        part: BodyPart,
        slots: &[(&str, &str)],
    ) -> Result<PartialFrame, Diagnostic> {
        let file = format!("partials/{name}.{}", part.extension());
        let source =
            self.workspace.template(&file).map_err(|error| template_diagnostic(&file, 0, 0, &error.to_string()))?;
        let slots: Vec<_> = slots.iter().copied().chain([("content", CONTENT_MARKER)]).collect();
        let laid = self.fill_slots(&file, source.trim_end(), part, &slots)?;
        match laid.split(CONTENT_MARKER).collect::<Vec<_>>().as_slice() {
            [before, behind] => Ok(PartialFrame { before: (*before).to_owned(), after: (*behind).to_owned() }),
            _ => Err(template_diagnostic(&file, 0, 0, "`{{{content}}}` must stand in it, and only once")),
        }
    }

    /// Says that there is no template of this name, with the closest, or all.
    pub(super) fn unknown_template(self, name: &str) -> Option<(String, String)> {
        let known = self.workspace.letter_template_names();
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
            self.workspace.template(&format!("partials/{name}.{}", part.extension())).map_err(|error| match error {
                config::Error::TemplateNotFound(name) => template::Error::PageNotFound(name),
                other => unreadable_template(name, &other),
            })
        };
        let look = self.look.iter().map(|(name, value)| (*name, value.as_str()));
        let slots: Vec<_> = slots.iter().copied().chain(look).collect();
        let is_html = part == BodyPart::Html;
        let composer = LayoutComposer { partial: &partial, slots: &slots, sentences: Some(self.sentences), is_html };
        composer.compose(source).map_err(|error| match error {
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
    Diagnostic {
        id: "template",
        severity: Severity::Block,
        location: place,
        message: sentence.to_owned(),
        help: None,
        suggestion: None,
    }
}

fn unreadable_template(template: &str, error: &config::Error) -> template::Error {
    template::Error::Source { template: template.to_owned(), line: 0, column: 0, message: error.to_string() }
}
