//! A finding on the page: the sentence, the place, the line with its neighbours, the hint.

use std::error::Error;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::error::in_full;
use crate::config;
use crate::model::{Finding, Place, Severity};

/// How many lines are shown before and after the one in question.
const AROUND: usize = 1;

/// Lays out a finding; `root` is where the files are that it names.
pub(super) fn trouble(finding: &Finding, root: &Path) -> Value {
    let lines = finding.place.as_ref().map(|place| lines(place, root)).unwrap_or_default();
    json!({
        "severity": finding.severity.to_string(),
        "id": finding.id,
        "sentence": sentence(&finding.sentence),
        "place": finding.place.as_ref().map(ToString::to_string),
        "lines": lines,
        "hint": finding.hint.as_deref().map(sentence),
    })
}

/// Makes a finding of something that went wrong, its causes in the same sentence.
pub(super) fn finding(error: &(dyn Error + 'static)) -> Finding {
    Finding { id: "desk", severity: Severity::Block, place: None, sentence: in_full(error), hint: None }
}

/// Makes a finding of a workspace that cannot be opened.
pub(super) fn of_workspace(error: config::Error) -> Finding {
    match error {
        config::Error::Settings(finding) => finding,
        error => finding(&error),
    }
}

/// Lays out the lines around a place; those of settings, which may hold passwords, are not shown.
pub(super) fn lines(place: &Place, root: &Path) -> Vec<Value> {
    if place.is_private() {
        return Vec::new();
    }
    let text = fs::read_to_string(root.join(&place.file)).unwrap_or_default();
    let first = place.line.saturating_sub(AROUND).max(1);
    let shown = if place.line == 0 { 0 } else { (place.line - first).saturating_add(AROUND + 1) };
    let numbered = (1_usize..).zip(text.lines()).skip(first - 1).take(shown);
    numbered.map(|(number, text)| json!({ "number": number, "text": text, "here": number == place.line })).collect()
}

/// Makes a sentence of words, in pieces: every second one is a name that stood in backticks.
pub(super) fn sentence(words: &str) -> Vec<Value> {
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
    fn lines_of_the_settings_stay_hidden() {
        let folder = tempfile::tempdir().unwrap();
        for (file, shown) in [("draft.md", 1), ("circular.toml", 0)] {
            fs::write(folder.path().join(file), "password = \"hunter2\n").unwrap();
            assert_eq!(lines(&Place { file: file.into(), line: 1, column: 12 }, folder.path()).len(), shown);
        }
    }
}
