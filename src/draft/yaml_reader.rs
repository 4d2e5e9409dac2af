//! Reads the front matter as YAML, within limits, and says in plain words what is wrong.

use serde::de::DeserializeOwned;
use serde_saphyr::budget::BudgetBreach;

use crate::model::{Diagnostic, ListName, Severity, SourceLocation, curly_quotes_hint};

const DIAGNOSTIC_ID: &str = "front-matter";

/// The most levels of keys and lists: the reader recurses, and thousands overflow the stack.
const MAX_DEPTH: usize = 12;

/// Reads the front matter whose values are quoted; places count from the file's first line, the fence.
pub(super) fn read_yaml<T: DeserializeOwned>(
    head: &str,
    quoted: &str,
    at: &impl Fn(usize, usize) -> SourceLocation,
) -> Result<T, Diagnostic> {
    let is_empty = quoted.lines().all(|line| line.trim().is_empty() || line.starts_with('#'));
    let options = serde_saphyr::options! { budget: serde_saphyr::budget! { max_depth: MAX_DEPTH } };
    let read = serde_saphyr::from_str_with_options(if is_empty { "{}" } else { quoted }, options);
    read.map_err(|error| {
        let (line, column) = error.location().map_or((1, 0), |place| {
            (usize::try_from(place.line()).unwrap_or(0) + 1, usize::try_from(place.column()).unwrap_or(0))
        });
        let is_budget =
            matches!(error.without_snippet(), serde_saphyr::Error::Budget { breach: BudgetBreach::Depth { .. }, .. });
        let words = error.without_snippet().to_string();
        // The engine ends its sentence with the place, which we tell in our own way.
        let words = words.split(" at line ").next().unwrap_or_default().to_owned();
        if is_budget || words.contains("recursion limit") {
            let sentence = format!("here the front matter is nested more than {MAX_DEPTH} levels deep");
            return diagnostic(at(line, column), sentence, Some("write it with fewer levels".to_owned()));
        }
        let missing = words.contains("missing field") && words.contains("subject");
        if missing {
            return diagnostic(at(1, 0), "the draft has no `subject`", Some("add a line `subject: …`".to_owned()));
        }
        let source = head.lines().nth(line.saturating_sub(2)).unwrap_or_default();
        if words.contains("expected string scalar") {
            return not_a_text(source, at(line, column));
        }
        diagnostic(at(line, column), words, curly_quotes_hint(source).or_else(|| list_hint(source)))
    })
}

/// Makes a finding of the front matter.
pub(super) fn diagnostic(place: SourceLocation, sentence: impl Into<String>, hint: Option<String>) -> Diagnostic {
    Diagnostic {
        id: DIAGNOSTIC_ID,
        severity: Severity::Block,
        location: Some(place),
        message: sentence.into(),
        help: hint,
        suggestion: None,
    }
}

/// Returns the name that a list has whose title is meant.
fn list_hint(line: &str) -> Option<String> {
    let title =
        line.strip_prefix("to")?.trim_start().strip_prefix(':')?.split(" #").next()?.trim_matches([' ', '"', '\'']);
    let name = title.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
    name.parse::<ListName>().is_ok().then(|| format!("did you mean `{name}`?"))
}

/// Says that a list or keys stand where one text belongs.
fn not_a_text(line: &str, place: SourceLocation) -> Diagnostic {
    let item = line.trim_start().strip_prefix('-');
    let hint = item.map_or("write the text behind the key, in the same line".to_owned(), |item| {
        let name = item.trim_matches(['-', ' ', '[', ']']);
        format!(
            "write each file in a line of its own, such as `  - {}`",
            if name.is_empty() { "minutes.pdf" } else { name }
        )
    });
    diagnostic(place, "here one text belongs, not a list or lines with keys", Some(hint))
}
