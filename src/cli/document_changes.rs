//! Says what was changed or left out when a document or a draft was cleaned.

use serde_json::{Value, json};

use super::output::print_line;
use crate::documents::{ChangeKind, DocumentChange};

/// How many lines are named for changes that are alike.
const MAX_LINES: usize = 8;

/// The kinds that somebody should look at, and not only know of.
const WORTH_A_LOOK: &[ChangeKind] = &[
    ChangeKind::HiddenText,
    ChangeKind::PictureLeftOut,
    ChangeKind::AltText,
    ChangeKind::LocalLink,
    ChangeKind::OtherField,
    ChangeKind::MergeField,
    ChangeKind::TrackedChange,
    ChangeKind::Comment,
    ChangeKind::PageContent,
];

/// Changes that say the same, with their lines.
struct AlikeChanges<'c> {
    first: &'c DocumentChange,
    lines: Vec<usize>,
    count: usize,
}

/// Prints the changes: first those that somebody should look at, each kind in the order of the document.
pub(super) fn print_changes(changes: &[DocumentChange]) {
    let (look, know): (Vec<_>, Vec<_>) = changes.iter().partition(|change| WORTH_A_LOOK.contains(&change.kind));
    for (heading, changes) in [("Please look at this:", look), ("Also changed:", know)] {
        let alike = group(&changes);
        if !alike.is_empty() {
            print_line(heading);
        }
        for change in alike {
            print_line(format!("  {}{}", place(&change), change.first.message));
        }
    }
}

fn group<'c>(changes: &[&'c DocumentChange]) -> Vec<AlikeChanges<'c>> {
    let mut alike: Vec<AlikeChanges<'c>> = Vec::new();
    for change in changes.iter().copied() {
        let known = alike.iter_mut().find(|known| known.first.message == change.message);
        match known {
            Some(known) => {
                known.lines.extend(change.line);
                known.count += 1;
            }
            None => alike.push(AlikeChanges { first: change, lines: change.line.into_iter().collect(), count: 1 }),
        }
    }
    alike
}

fn place(change: &AlikeChanges<'_>) -> String {
    let mut lines = change.lines.clone();
    lines.dedup();
    match lines.as_slice() {
        [] if change.first.paragraph == 0 => String::new(),
        [] => format!("paragraph {} of the document: ", change.first.paragraph),
        [line] if change.count == 1 && !change.first.near.is_empty() => {
            format!("line {line} (“{}”): ", change.first.near)
        }
        [line] => format!("line {line}: "),
        lines => {
            let shown: Vec<String> = lines.iter().take(MAX_LINES).map(ToString::to_string).collect();
            let more = lines.len().saturating_sub(MAX_LINES);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("lines {}{more}: ", shown.join(", "))
        }
    }
}

/// Returns the changes as JSON.
pub(super) fn changes_json(changes: &[DocumentChange]) -> Value {
    let change = |change: &DocumentChange| {
        let kind: &'static str = change.kind.into();
        let paragraph = Some(change.paragraph).filter(|paragraph| *paragraph > 0);
        json!({
            "kind": kind,
            "message": change.message,
            "line": change.line,
            "paragraph": paragraph,
            "near": change.near,
        })
    };
    changes.iter().map(change).collect()
}

/// Moves the lines of changes by those above the body in its file.
pub(super) fn shift_lines(changes: &mut [DocumentChange], above: usize) {
    for change in changes {
        change.line = change.line.map(|line| line + above);
    }
}
