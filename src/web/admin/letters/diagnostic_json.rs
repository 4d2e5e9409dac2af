//! A diagnostic as the templates show it: message, location, source lines and help.

use std::error::Error;
use std::path::Path;

use serde_json::{Value, json};

use crate::model::{Diagnostic, Severity, SourceLocation};
use crate::{config, wording};

pub(in crate::web::admin) const TEMPLATES: [(&str, &str); 2] = [
    ("blocking-diagnostic", include_str!("../../../../templates/admin/blocking-diagnostic.html.hbs")),
    ("source-lines", include_str!("../../../../templates/admin/source-lines.html.hbs")),
];

/// Creates the context of a diagnostic; `root` is the folder of the file that it names.
pub(in crate::web::admin) fn diagnostic_json(diagnostic: &Diagnostic, root: &Path) -> Value {
    let location = diagnostic.location.as_ref();
    json!({
        "severity": diagnostic.severity.to_string(),
        "id": diagnostic.id,
        "message": message_parts(&diagnostic.message),
        "location": location.map(ToString::to_string),
        "lines": location.map(|location| source_lines_json(location, root)).unwrap_or_default(),
        "help": diagnostic.help.as_deref().map(message_parts),
    })
}

/// Creates the context of the lines around a location.
pub(in crate::web::admin) fn source_lines_json(location: &SourceLocation, root: &Path) -> Vec<Value> {
    let lines = wording::source_lines(location, root).into_iter();
    lines.map(|line| json!({ "number": line.number, "text": line.text, "highlighted": line.highlighted })).collect()
}

/// Creates a diagnostic from an error, with its causes in the same message.
pub(in crate::web::admin) fn diagnostic_from_error(error: &(dyn Error + 'static)) -> Diagnostic {
    let message = wording::error_chain(error);
    Diagnostic { id: "preview", severity: Severity::Block, location: None, message, help: None, suggestion: None }
}

/// Creates a diagnostic for a workspace that cannot be opened.
pub(in crate::web::admin) fn diagnostic_from_config(error: config::Error) -> Diagnostic {
    match error {
        config::Error::Settings(diagnostic) => diagnostic,
        error => diagnostic_from_error(&error),
    }
}

/// Makes a sentence of a message, and splits it at its backticks: every second part is code.
pub(in crate::web::admin) fn message_parts(message: &str) -> Vec<Value> {
    let mut letters = message.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let stop = if message.ends_with(['.', '?', '!', ':']) { "" } else { "." };
    let sentence: String = first.chain(letters).chain(stop.chars()).collect();
    phrase_parts(&sentence)
}

/// Splits a phrase at its backticks: every second part is code.
pub(in crate::web::admin) fn phrase_parts(phrase: &str) -> Vec<Value> {
    let parts = phrase.split('`').enumerate();
    parts.map(|(at, text)| json!({ "text": text, "is_code": at % 2 == 1 })).collect()
}
