//! The files of `templates/` that a letter is put together from.

use std::path::Path;

use crate::config::{self, Workspace};
use crate::model::{Finding, Place, Severity, closest};
use crate::render::{self, Layout};

/// What stands between the two halves of a partial that is drawn around something.
const SEAM: &str = "\0";

/// The layout of every letter, within which a template stands.
pub(super) const FRAME: &str = "email";

/// The template of a letter that names none.
pub(super) const LETTER: &str = "letter";

/// One of the two parts of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The HTML part.
    Html,
    /// The text part.
    Text,
}

/// The workspace's templates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Templates<'w>(pub(super) &'w Workspace);

/// What a partial says before and behind that around which it is drawn.
#[derive(Debug, Clone)]
pub(super) struct Around {
    pub(super) before: String,
    pub(super) behind: String,
}

impl Part {
    fn ending(self) -> &'static str {
        match self {
            Self::Html => "html.hbs",
            Self::Text => "txt.hbs",
        }
    }
}

impl Templates<'_> {
    /// Reads a file of `templates/letter/`.
    pub(super) fn file(self, name: &str) -> Result<String, Finding> {
        let name = format!("letter/{name}");
        self.0.template(&name).map_err(|error| broken(&name, 0, 0, &error.to_string()))
    }

    /// Puts the frame together, or the template of a letter; without a text of its own a template has that of `letter`.
    pub(super) fn lay(self, name: &str, part: Part, slots: &[(&str, &str)]) -> Result<String, Finding> {
        let file = format!("letter/{name}.{}", part.ending());
        match self.0.template(&file) {
            Ok(source) => self.put(&file, &source, part, slots),
            Err(config::Error::NoTemplate(_)) if part == Part::Text && name != LETTER && name != FRAME => {
                self.lay(LETTER, part, slots)
            }
            Err(error) => Err(broken(&file, 0, 0, &error.to_string())),
        }
    }

    /// Puts a partial together around what stands in its slot `content`.
    pub(super) fn around(self, name: &str, part: Part, slots: &[(&str, &str)]) -> Result<Around, Finding> {
        let file = format!("partials/{name}.{}", part.ending());
        let source = self.0.template(&file).map_err(|error| broken(&file, 0, 0, &error.to_string()))?;
        let slots: Vec<_> = slots.iter().copied().chain([("content", SEAM)]).collect();
        let laid = self.put(&file, source.trim_end(), part, &slots)?;
        match laid.split(SEAM).collect::<Vec<_>>().as_slice() {
            [before, behind] => Ok(Around { before: (*before).to_owned(), behind: (*behind).to_owned() }),
            _ => Err(broken(&file, 0, 0, "`{{{content}}}` must stand in it, and only once")),
        }
    }

    /// Says that there is no template of this name, with the closest, or all.
    pub(super) fn unknown(self, name: &str) -> Option<(String, String)> {
        let known = self.0.letters();
        if known.iter().any(|one| one == name) {
            return None;
        }
        let hint = closest(name, known.iter().map(String::as_str)).map_or_else(
            || format!("there are {}", known.iter().map(|one| format!("`{one}`")).collect::<Vec<_>>().join(", ")),
            |close| format!("did you mean `{close}`?"),
        );
        Some((format!("there is no template `{name}`"), hint))
    }

    fn put(self, file: &str, source: &str, part: Part, slots: &[(&str, &str)]) -> Result<String, Finding> {
        let partial = |name: &str| {
            self.0.template(&format!("partials/{name}.{}", part.ending())).map_err(|error| match error {
                config::Error::NoTemplate(name) => render::Error::NoPage(name),
                other => unread(name, &other),
            })
        };
        Layout { partial: &partial, slots }.lay(source).map_err(|error| match error {
            render::Error::Source { template, line, column, sentence } if !template.is_empty() => {
                broken(&format!("partials/{template}.{}", part.ending()), line, column, &sentence)
            }
            render::Error::Source { line, column, sentence, .. } => broken(file, line, column, &sentence),
            other => broken(file, 0, 0, &other.to_string()),
        })
    }
}

/// Makes a finding of a template.
pub(super) fn broken(template: &str, line: usize, column: usize, sentence: &str) -> Finding {
    let place = Some(Place { file: Path::new("templates").join(template), line, column });
    Finding { id: "template", severity: Severity::Block, place, sentence: sentence.to_owned(), hint: None }
}

fn unread(template: &str, error: &config::Error) -> render::Error {
    render::Error::Source { template: template.to_owned(), line: 0, column: 0, sentence: error.to_string() }
}
