//! Converts errors in the settings to diagnostics that reveal no secrets.

use super::relay_choice::RelayFault;
use crate::model::{Diagnostic, SETTINGS_FILE, Severity, SourceLocation, closest_match, curly_quotes_hint};

/// Creates a diagnostic for a parse error in the settings file.
pub(super) fn settings_diagnostic(text: &str, error: &toml::de::Error) -> Diagnostic {
    let before = error.span().map(|span| text.get(..span.start).unwrap_or(text));
    let (line, column) = before.map_or((0, 0), |before| {
        let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count());
        (before.matches('\n').count() + 1, column + 1)
    });
    let message = error.message().lines().next().unwrap_or_default();
    let quoted: Vec<_> = message.split('`').skip(1).step_by(2).collect();
    let hint = match quoted.split_first() {
        Some((typed, known)) if message.starts_with("unknown field") => {
            closest_match(typed, known.iter().copied()).map(|name| format!("did you mean `{name}`?"))
        }
        _ => None,
    };
    let source = text.lines().nth(line.wrapping_sub(1)).unwrap_or_default();
    let key = key_of_line(source);
    // Only the sign is shown: the value may be a password.
    let curly = curly_quotes_hint(source).filter(|_| text.parse::<toml::Table>().is_err());
    let message = if curly.is_some() { "the quotation marks in this line are not straight" } else { message };
    Diagnostic {
        id: "settings",
        severity: Severity::Block,
        location: Some(SourceLocation { file: SETTINGS_FILE.into(), line, column }),
        message: type_mismatch_message(message, key).unwrap_or_else(|| message.to_owned()),
        help: curly.or(hint),
        suggestion: None,
    }
}

/// Creates a diagnostic for relays that leave a doubt, at their table.
pub(super) fn relay_diagnostic(text: &str, fault: RelayFault) -> Diagnostic {
    let header = format!("[{}", fault.table);
    let is_header = |line: &str| {
        let rest = line.trim_start().strip_prefix(&header);
        rest.is_some_and(|rest| rest.starts_with([']', '.']))
    };
    let line = text.lines().position(is_header).map_or(0, |line| line + 1);
    let location = SourceLocation { file: SETTINGS_FILE.into(), line, column: usize::from(line > 0) };
    let (id, severity) = ("settings", Severity::Block);
    Diagnostic {
        id,
        severity,
        location: Some(location),
        message: fault.message,
        help: Some(fault.help),
        suggestion: None,
    }
}

/// Rewrites a type error without the value, which may be a password.
fn type_mismatch_message(message: &str, key: Option<&str>) -> Option<String> {
    let rest = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "))?;
    let found = rest.split(['`', '"', ',']).next().unwrap_or_default().trim();
    let found = match found {
        "integer" => "an integer",
        "sequence" => "a list",
        "map" => "a table",
        "boolean" => "yes or no",
        "floating point" => "a number with a point",
        "string" => "a string",
        _ => "that",
    };
    let wanted = match rest.rsplit_once(", expected ").map_or("something else", |(_, wanted)| wanted) {
        "u16" | "u32" => "a whole number",
        table if table.starts_with("struct ") => "a table",
        wanted => wanted,
    };
    let key = key.map_or_else(|| "this setting".to_owned(), |key| format!("`{key}`"));
    Some(format!("{key} takes {wanted}, not {found}"))
}

fn key_of_line(line: &str) -> Option<&str> {
    let key = line.split_once('=')?.0.trim();
    Some(key).filter(|key| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)))
}
