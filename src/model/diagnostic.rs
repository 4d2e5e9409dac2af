//! A diagnostic: a problem in what the user wrote, with its location.

use std::fmt;
use std::path::PathBuf;

use strum::Display;

/// The settings file; a folder that contains it is a workspace.
pub const SETTINGS_FILE: &str = "circular.toml";

/// The severity of a diagnostic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display)]
#[strum(serialize_all = "snake_case")]
pub enum Severity {
    /// Information only.
    Note,
    /// Should be reviewed before sending.
    Warning,
    /// Prevents sending.
    Block,
}

/// A location in a source file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceLocation {
    /// The path of the file, as shown to people.
    pub file: PathBuf,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// The column in characters, from 1; 0 for the whole line.
    pub column: usize,
}

impl SourceLocation {
    /// Returns whether the file's lines must not be shown: settings may contain passwords.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.file.file_name().is_some_and(|name| name == SETTINGS_FILE)
    }
}

impl fmt::Display for SourceLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if self.line > 0 {
            write!(f, ", line {}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ", column {}", self.column)?;
        }
        Ok(())
    }
}

/// Returns the line and column of a byte offset in a source, both from 1; the column is counted in characters.
#[must_use]
pub fn line_and_column(source: &str, at: usize) -> (usize, usize) {
    let before = source.get(..at).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}

/// A problem found by a check, in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The id of the check, such as `field-unknown`.
    pub id: &'static str,
    /// How serious the problem is.
    pub severity: Severity,
    /// The location of the problem, if it has one.
    pub location: Option<SourceLocation>,
    /// One sentence without a full stop, with names in backticks.
    pub message: String,
    /// How to fix it.
    pub help: Option<String>,
    /// What to write instead, if that is sure.
    pub suggestion: Option<Box<Suggestion>>,
}

/// A piece of a line, and what to write in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The line of the file, from 1.
    pub line: usize,
    /// The column in characters, from 1, at which the piece begins.
    pub column: usize,
    /// The piece as it is written; empty where something is missing.
    pub from: String,
    /// What to write.
    pub to: String,
}

impl Diagnostic {
    /// Adds a suggestion how to fix the problem.
    #[must_use]
    pub fn with_help(mut self, hint: impl Into<String>) -> Self {
        self.help = Some(hint.into());
        self
    }

    /// Adds what to write in the place of a piece that begins where the problem is.
    #[must_use]
    pub fn with_suggestion(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        let place = self.location.as_ref().filter(|place| place.line > 0 && place.column > 0);
        self.suggestion = place.map(|place| {
            Box::new(Suggestion { line: place.line, column: place.column, from: from.into(), to: to.into() })
        });
        self
    }
}

/// Returns the known name most similar to a mistyped one, or `None` if none is similar.
#[must_use]
pub fn closest_match<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    known
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(typed, name), name))
        .filter(|(distance, name)| *distance <= 1 + name.chars().count() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::closest_match;

    #[test]
    fn typo_finds_closest_name() {
        let known = ["first_name", "last_name", "email", "town"];
        assert_eq!(closest_match("frist_name", known), Some("first_name"));
        assert_eq!(closest_match("emial", known), Some("email"));
        assert_eq!(closest_match("shoe_size", known), None);
    }
}
