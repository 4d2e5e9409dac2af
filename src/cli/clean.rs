//! `circular clean`.

use std::fs;

use serde_json::json;
use similar::TextDiff;

use super::app::App;
use super::document_changes::{changes_json, print_changes, shift_lines};
use super::error::CommandError;
use super::output::print_line;
use crate::documents::clean_markdown;
use crate::draft::{find_draft, read_draft};

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
        let text = fs::read_to_string(&path)?.replace("\r\n", "\n");
        let head: String = text.split_inclusive('\n').take(draft.body_line_offset).collect();
        fs::write(&path, head + &clean.markdown)?;
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
