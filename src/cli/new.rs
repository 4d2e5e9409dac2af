//! `circular new`.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use serde_json::json;

use super::app::App;
use super::document_changes::{changes_json, print_changes, shift_lines};
use super::error::CommandError;
use super::output::print_line;
use super::replies::asked_issue;
use crate::clock;
use crate::config::archetypes;
use crate::documents::{CleanDocument, DocumentError, read_document, read_html, read_markdown};
use crate::draft::{self, NewDraftError};
use crate::image_files::fit_image;
use crate::model::io_reason;
use crate::replies::{FollowUpError, FollowUpKind, create_follow_up};
use crate::segment;

/// The largest document that is read, in bytes.
const MAX_DOCUMENT_BYTES: u64 = 64 * 1_024 * 1_024;

/// Create a draft under `newsletters/`
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The subject of the letter; the file is named after it
    #[arg(required_unless_present_any = ["remind", "thank"])]
    title: Option<String>,
    /// The kind of letter
    #[arg(long, default_value = "letter", value_parser = PossibleValuesParser::new(archetypes().iter().map(|(kind, _)| *kind)))]
    kind: String,
    /// A document whose text to use: .docx, .odt, .html, .txt or .md
    ///
    /// The text becomes clean Markdown; what was changed or left out is listed. The document is not changed.
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Print what was changed as JSON
    #[arg(long, requires = "from")]
    json: bool,
    /// Remind those who have not answered a letter: the answers go onto the list of that letter
    #[arg(long, value_name = "ISSUE", conflicts_with_all = ["title", "kind", "from", "thank"])]
    remind: Option<String>,
    /// Thank those who answered a letter with its first answer
    #[arg(long, value_name = "ISSUE", conflicts_with_all = ["title", "kind", "from"])]
    thank: Option<String>,
    /// The list, if the letter was sent to several
    #[arg(long, value_name = "LIST", conflicts_with = "title")]
    list: Option<String>,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    if let Some(issue) = &args.remind {
        return write_follow_up(app, args, issue, FollowUpKind::Remind).await;
    }
    if let Some(issue) = &args.thank {
        return write_follow_up(app, args, issue, FollowUpKind::Thank).await;
    }
    let title = args.title.as_deref().unwrap_or_default();
    let archetype = archetypes().iter().find(|(kind, _)| *kind == args.kind).map_or("", |(_, text)| *text);
    let newsletters = app.workspace.drafts_dir();
    if let Some(source) = &args.from {
        draft::new_draft_path(&newsletters, &draft::slug_from_title(title)).map_err(refuse_draft)?;
        return write_from_document(app, args, source, archetype).await;
    }
    let slug = draft::create_draft(&newsletters, title, archetype).map_err(refuse_draft)?;
    print_line(format!("Wrote `newsletters/{slug}.md`. See it with `circular preview {slug}`."));
    Ok(())
}

/// Writes the draft of a letter that follows one that asked for answers.
async fn write_follow_up(app: &App, args: &Args, issue: &str, kind: FollowUpKind) -> Result<(), CommandError> {
    let database = app.database().await?;
    let asked = asked_issue(&database, issue, args.list.as_deref()).await?;
    let written = create_follow_up(&app.workspace, &database, &asked, kind, clock::now()).await;
    let slug = written.map_err(|error| match error {
        FollowUpError::Draft(error) => refuse_draft(error),
        FollowUpError::Database(error) => error.into(),
    })?;
    print_line(format!("Wrote `newsletters/{slug}.md`. See it with `circular preview {slug}`."));
    Ok(())
}

pub(super) fn refuse_draft(error: NewDraftError) -> CommandError {
    match error {
        NewDraftError::Unwritable(error) => CommandError::from(error),
        NewDraftError::Exists(_) => CommandError::new(error.to_string()).with_hint("choose another title"),
        NewDraftError::NoName => CommandError::new(error.to_string()),
    }
}

/// Writes a draft with the text of a document, and its pictures beside it.
async fn write_from_document(app: &App, args: &Args, source: &Path, archetype: &str) -> Result<(), CommandError> {
    let title = args.title.as_deref().unwrap_or_default();
    let mut document = read_source(source)?;
    let written = draft::create_from_document(&app.workspace.drafts_dir(), title, archetype, &document);
    let written = written.map_err(refuse_draft)?;
    shift_lines(&mut document.changes, written.lines_above);
    let (slug, shown) = (written.slug, Path::new("newsletters").join(written.file).display().to_string());
    let unknown = unknown_fields(app, &document).await?;
    if args.json {
        let pictures: Vec<&str> = document.pictures.iter().map(|picture| picture.name.as_str()).collect();
        let changes = changes_json(&document.changes);
        let result = json!({
            "draft": slug,
            "file": shown,
            "pictures": pictures,
            "unknown_fields": unknown,
            "changes": changes,
        });
        print_line(serde_json::to_string_pretty(&result)?);
        return Ok(());
    }
    print_line(format!("Wrote `{shown}` from `{}`. See it with `circular preview {slug}`.", source.display()));
    print_changes(&document.changes);
    if !unknown.is_empty() {
        let names: Vec<String> = unknown.iter().map(|name| format!("`{name}`")).collect();
        print_line(format!("No member has the field {}: import a list with that column first.", names.join(", ")));
    }
    Ok(())
}

/// Reads a document and cleans it.
fn read_source(path: &Path) -> Result<CleanDocument, CommandError> {
    let refuse = |reason: &str| CommandError::new(format!("`{}` cannot be read: {reason}", path.display()));
    let file = fs::File::open(path).map_err(|error| refuse(&io_reason(&error)))?;
    let mut bytes = Vec::new();
    file.take(MAX_DOCUMENT_BYTES + 1).read_to_end(&mut bytes).map_err(|error| refuse(&io_reason(&error)))?;
    if bytes.len() as u64 > MAX_DOCUMENT_BYTES {
        return Err(refuse("it is larger than 64 MB").with_hint("make its pictures smaller, or leave them out"));
    }
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    let document = match ending.as_str() {
        "md" | "markdown" => read_markdown(&bytes, fit_image),
        "html" | "htm" | "xhtml" => read_html(&bytes, fit_image),
        _ => read_document(&bytes, fit_image),
    };
    document.map_err(|error| {
        let refused = refuse(&error.to_string());
        match error {
            DocumentError::TooLarge | DocumentError::NestedTooDeep => {
                refused.with_hint("copy the part that you need into a new document")
            }
            DocumentError::Package(_) => refused.with_hint("open it in your word processor and save it again"),
            _ => refused,
        }
    })
}

/// Returns the fields of the text that no subscriber has.
async fn unknown_fields(app: &App, document: &CleanDocument) -> Result<Vec<String>, CommandError> {
    let fields: BTreeSet<&str> = document
        .markdown
        .split("{{")
        .skip(1)
        .filter_map(|tag| tag.split_once("}}"))
        .map(|(name, _)| name.trim())
        .filter(|name| name.chars().all(|c| c.is_alphanumeric() || c == '_'))
        .collect();
    if fields.is_empty() {
        return Ok(Vec::new());
    }
    let known = segment::field_names(&app.database().await?).await?;
    Ok(fields.into_iter().filter(|name| !known.contains(*name)).map(str::to_owned).collect())
}
