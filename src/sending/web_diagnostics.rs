//! What becomes of a letter on the web, said before it is sent.

use crate::draft::Draft;
use crate::model::{ArchiveAccess, Diagnostic, Severity, SourceLocation, WebCopy};
use crate::segment::Segment;

/// The rule of the diagnostics.
const RULE_ID: &str = "web-copy";

/// The most words that are named one by one.
const MAX_NAMED: usize = 8;

/// Returns who may read a letter on the web once it is sent: a letter to some of the list stays off the web unless its
/// draft says otherwise.
#[must_use]
pub(super) fn web_access(draft: &Draft, segment: &Segment) -> ArchiveAccess {
    if draft.web.unwrap_or(!segment.is_narrowed()) { segment.list.archive } else { ArchiveAccess::Off }
}

/// Says what the web copy of a letter leaves out, or why there is none; nothing if the list has no letters on the web.
pub(super) fn web_diagnostics(
    draft: &Draft,
    segment: &Segment,
    copy: &Result<Option<WebCopy>, Diagnostic>,
) -> Vec<Diagnostic> {
    let copy = match copy {
        _ if segment.list.archive == ArchiveAccess::Off => return Vec::new(),
        Ok(None) => return Vec::new(),
        Ok(Some(copy)) => copy,
        Err(diagnostic) => return vec![diagnostic.clone()],
    };
    if web_access(draft, segment) == ArchiveAccess::Off {
        let key = if segment.condition.is_some() { "where" } else { "exclude" };
        let message = "the letter is for some of the list, so it is not put on the web".to_owned();
        let note = note(draft.key_location(key), message);
        return vec![note.with_help("write `web: yes` in the front matter if everybody may read it there")];
    }
    let at = |line| SourceLocation { file: draft.file.clone(), line, column: 0 };
    let mut notes = Vec::new();
    if let Some(greeting) = &copy.greeting {
        notes.push(note(at(0), format!("on the web the letter greets its readers with “{greeting}”")));
    }
    for omission in copy.omissions.iter().take(MAX_NAMED) {
        let message = format!("on the web this is left out, because it differs for each reader: “{}”", omission.words);
        notes.push(note(at(omission.line), message));
    }
    if copy.omissions.len() > MAX_NAMED {
        let more = copy.omissions.len() - MAX_NAMED;
        notes.push(note(at(0), format!("on the web {more} more passages are left out for the same reason")));
    }
    notes
}

fn note(location: SourceLocation, message: String) -> Diagnostic {
    Diagnostic {
        id: RULE_ID,
        severity: Severity::Note,
        location: Some(location),
        message,
        help: None,
        suggestion: None,
    }
}
