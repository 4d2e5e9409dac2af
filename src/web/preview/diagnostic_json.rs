//! A finding on the page: the sentence, the place, the line with its neighbours, the hint.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::preview_error::error_chain;
use crate::config;
use crate::model::{Diagnostic, Severity, SourceLocation};

/// How many lines are shown before and after the one in question.
const CONTEXT_LINES: usize = 1;

/// Lays out a finding; `root` is where the files are that it names.
pub(super) fn diagnostic_json(finding: &Diagnostic, root: &Path) -> Value {
    let lines = finding.location.as_ref().map(|place| source_lines(place, root)).unwrap_or_default();
    json!({
        "severity": finding.severity.to_string(),
        "id": finding.id,
        "sentence": sentence_parts(&finding.message),
        "place": finding.location.as_ref().map(ToString::to_string),
        "lines": lines,
        "hint": finding.help.as_deref().map(sentence_parts),
    })
}

/// Makes a finding of something that went wrong, its causes in the same sentence.
pub(super) fn diagnostic_from_error(error: &(dyn Error + 'static)) -> Diagnostic {
    Diagnostic { id: "desk", severity: Severity::Block, location: None, message: error_chain(error), help: None }
}

/// Makes a finding of a workspace that cannot be opened.
pub(super) fn diagnostic_from_config(error: config::Error) -> Diagnostic {
    match error {
        config::Error::Settings(finding) => finding,
        error => diagnostic_from_error(&error),
    }
}

/// Lays out the lines around a place; those of settings, which may hold passwords, are not shown.
pub(super) fn source_lines(place: &SourceLocation, root: &Path) -> Vec<Value> {
    if place.is_private() {
        return Vec::new();
    }
    let text = fs::read_to_string(root.join(&place.file)).unwrap_or_default();
    let first = place.line.saturating_sub(CONTEXT_LINES).max(1);
    let shown = if place.line == 0 { 0 } else { (place.line - first).saturating_add(CONTEXT_LINES + 1) };
    let numbered = (1_usize..).zip(text.lines()).skip(first - 1).take(shown);
    numbered.map(|(number, text)| json!({ "number": number, "text": text, "here": number == place.line })).collect()
}

/// Makes a sentence of words, in pieces: every second one is a name that stood in backticks.
pub(super) fn sentence_parts(words: &str) -> Vec<Value> {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let stop = if words.ends_with(['.', '?', '!', ':']) { "" } else { "." };
    let whole: String = first.chain(letters).chain(stop.chars()).collect();
    let pieces = whole.split('`').enumerate();
    pieces.map(|(at, text)| json!({ "text": text, "name": at % 2 == 1 })).collect()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test says so by failing")]
mod tests {
    use super::*;

    #[test]
    fn settings_lines_are_hidden() {
        let folder = tempfile::tempdir().unwrap();
        for (file, shown) in [("draft.md", 1), ("circular.toml", 0)] {
            fs::write(folder.path().join(file), "password = \"hunter2\n").unwrap();
            assert_eq!(
                source_lines(&SourceLocation { file: file.into(), line: 1, column: 12 }, folder.path()).len(),
                shown
            );
        }
    }
}
