//! A finding: something wrong in what the chair wrote, with its place.

use std::fmt;
use std::path::PathBuf;

use strum::Display;

/// The file that makes a folder a workspace, with its settings.
pub const SETTINGS_FILE: &str = "circular.toml";

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Display)]
#[strum(serialize_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Worth a look before sending.
    Warning,
    /// Nothing is sent while it stands.
    Block,
}

/// Where something stands in a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceLocation {
    /// The file, as a person would name it.
    pub file: PathBuf,
    /// The line, from 1; 0 for the file as a whole.
    pub line: usize,
    /// The column in characters, from 1; 0 for the whole line.
    pub column: usize,
}

impl SourceLocation {
    /// Tells whether the file's lines must not be shown: settings hold passwords.
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

/// Returns the line and column of a byte in a source, both from 1; the column is in characters.
#[must_use]
pub fn line_and_column(source: &str, at: usize) -> (usize, usize) {
    let before = source.get(..at).unwrap_or(source);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    (line, column)
}

/// Something wrong, in plain words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The check that found it, such as `field-unknown`.
    pub id: &'static str,
    /// How much it matters.
    pub severity: Severity,
    /// Where it stands, if it stands anywhere.
    pub location: Option<SourceLocation>,
    /// One sentence without a full stop, names in backticks.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// Adds what to do about it.
    #[must_use]
    pub fn with_help(mut self, hint: impl Into<String>) -> Self {
        self.help = Some(hint.into());
        self
    }
}

/// Returns the known name that is closest to a mistyped one, if any is close.
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
    fn a_slip_finds_its_name() {
        let known = ["first_name", "last_name", "email", "town"];
        assert_eq!(closest_match("frist_name", known), Some("first_name"));
        assert_eq!(closest_match("emial", known), Some("email"));
        assert_eq!(closest_match("shoe_size", known), None);
    }
}
