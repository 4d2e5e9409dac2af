//! `circular clean`.

use std::fs;
use std::path::Path;

use serde_json::json;
use similar::{ChangeTag, TextDiff};

use super::app::App;
use super::document_changes::{changes_json, print_changes, shift_lines};
use super::error::CommandError;
use super::output::print_line;
use crate::clock;
use crate::documents::clean_markdown;
use crate::draft::{Draft, DraftVersions, ExpectedDraft, find_draft, read_draft, write_draft};
use crate::model::Sha256;

/// How many lines around a change are shown.
const CONTEXT_LINES: usize = 1;

/// Turn pasted text in a draft into Markdown, and show what would change
///
/// Typed bullets and numbers become lists, indented paragraphs and lines that run together ordinary ones, merge fields
/// fields of the letter, and invisible characters go. The rest of the draft stays as it is. Nothing is written
/// without `--write`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The draft, by name or path
    draft: String,
    /// Write the changes to the draft
    #[arg(long)]
    write: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let refuse = |found| CommandError::from_diagnostics(vec![found]);
    let path = find_draft(&app.workspace.drafts_dir(), &args.draft).map_err(refuse)?;
    let draft = read_draft(&path).map_err(refuse)?;
    let mut clean = clean_markdown(&draft.body);
    shift_lines(&mut clean.changes, draft.body_line_offset);
    let is_changed = clean.markdown != draft.body;
    if args.write && is_changed {
        write_body(app, &path, &draft, &clean.markdown)?;
    }
    if args.json {
        let file = draft.file.display().to_string();
        let written = args.write && is_changed;
        let result = json!({
            "draft": draft.slug,
            "file": file,
            "written": written,
            "changes": changes_json(&clean.changes),
        });
        print_line(serde_json::to_string_pretty(&result)?);
        return Ok(());
    }
    if !is_changed {
        print_line(format!("`{}` has no pasted text to clean.", draft.slug));
        return Ok(());
    }
    if !args.write {
        let difference = TextDiff::from_lines(&draft.body, &clean.markdown);
        let shown = difference.unified_diff().context_radius(CONTEXT_LINES).missing_newline_hint(false).to_string();
        // Line numbers of the body alone would mislead.
        for line in shown.lines() {
            print_line(if line.starts_with("@@") { "…" } else { line });
        }
    }
    print_changes(&clean.changes);
    if args.write {
        print_line(format!("Wrote `{}`.", draft.file.display()));
    } else {
        print_line(format!("To write this: circular clean {} --write", draft.slug));
    }
    Ok(())
}

/// Writes a new body, and keeps what was there among the earlier versions of the draft.
fn write_body(app: &App, path: &Path, draft: &Draft, markdown: &str) -> Result<(), CommandError> {
    let unwritable = |error| CommandError::unwritable(path, &error);
    let bytes = fs::read(path).map_err(unwritable)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines: Vec<_> = text.split_inclusive('\n').collect();
    let (head, body) = lines.split_at_checked(draft.body_line_offset).unwrap_or((&lines, &[]));
    let written = head.concat() + &with_line_ends_of(body, &draft.body, markdown);
    DraftVersions::of(&app.workspace.root, &draft.slug).store(&bytes, clock::now(), true).map_err(unwritable)?;
    let expected = ExpectedDraft::Unchanged(Sha256::digest(&bytes));
    write_draft(&app.workspace.drafts_dir(), path, written.as_bytes(), expected)
        .map_err(|error| CommandError::new(format!("cannot write `{}`: {error}", draft.file.display())))?;
    Ok(())
}

/// Returns the new text, whose unchanged lines end as they do in the file, and new ones as most do.
fn with_line_ends_of(lines: &[&str], before: &str, after: &str) -> String {
    let with_return = lines.iter().filter(|line| line.ends_with("\r\n")).count();
    let end = if with_return * 2 > lines.len() { "\r\n" } else { "\n" };
    let mut text = String::with_capacity(after.len());
    for change in TextDiff::from_lines(before, after).iter_all_changes() {
        let kept = change.old_index().and_then(|index| lines.get(index));
        match (change.tag(), kept) {
            (ChangeTag::Delete, _) => {}
            (ChangeTag::Equal, Some(line)) => text.push_str(line),
            _ => match change.value().strip_suffix('\n') {
                Some(line) => text.extend([line, end]),
                None => text.push_str(change.value()),
            },
        }
    }
    text
}
