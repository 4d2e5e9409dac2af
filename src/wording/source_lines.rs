//! The lines of a source file around a location.

use std::fs;
use std::path::Path;

use crate::model::SourceLocation;

/// The number of lines shown before and after the location.
const CONTEXT_LINES: usize = 1;

/// A line of a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceLine {
    /// The number of the line, from 1.
    pub number: usize,
    /// The text, without its line break.
    pub text: String,
    /// Whether the location is on this line.
    pub highlighted: bool,
}

/// Returns the line of a location and its neighbours, from a file below `root`. Returns no lines for settings, which
/// may contain passwords, and for files that cannot be read.
#[must_use]
pub fn source_lines(location: &SourceLocation, root: &Path) -> Vec<SourceLine> {
    if location.is_private() || location.line == 0 {
        return Vec::new();
    }
    let text = fs::read_to_string(root.join(&location.file)).unwrap_or_default();
    let first = location.line.saturating_sub(CONTEXT_LINES).max(1);
    let count = (location.line - first).saturating_add(CONTEXT_LINES + 1);
    let numbered = (1_usize..).zip(text.lines()).skip(first - 1).take(count);
    let line = |(number, text): (usize, &str)| SourceLine {
        number,
        text: text.to_owned(),
        highlighted: number == location.line,
    };
    numbered.map(line).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    fn numbers(file: &str, line: usize, root: &Path) -> Vec<usize> {
        let location = SourceLocation { file: file.into(), line, column: 0 };
        source_lines(&location, root).into_iter().map(|line| line.number).collect()
    }

    #[test]
    fn line_is_shown_with_its_neighbours() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("draft.md"), "one\ntwo\nthree\nfour\n").unwrap();
        for (line, shown) in [(0, &[][..]), (1, &[1, 2]), (2, &[1, 2, 3]), (4, &[3, 4]), (usize::MAX, &[])] {
            assert_eq!(numbers("draft.md", line, folder.path()), shown, "{line}");
        }
    }

    #[test]
    fn settings_lines_are_hidden() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("circular.toml"), "password = \"hunter2\n").unwrap();
        assert_eq!(numbers("circular.toml", 1, folder.path()), [0; 0]);
    }
}
