//! `circular subscriber export`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use tempfile::NamedTempFile;

use crate::cli::app::find_list;
use crate::cli::error::CommandError;
use crate::cli::output::{format_count, print_raw, print_status};
use crate::database::Database;
use crate::model::List;
use crate::subscription::export::{ExportFormat, SubscriberExport};

/// Write the people on a list to a file
///
/// Each row has the address, the state (`confirmed`, `notices_only`, `unsubscribed`, `suppressed`), when the person
/// joined, and the fields. Importing the same file changes nothing, and brings back nobody who unsubscribed.
///
/// CSV cells that a spreadsheet would run as a formula get an apostrophe in front, which an import removes.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The list
    #[arg(long)]
    list: String,
    /// What to write
    #[arg(long, value_enum, default_value = "csv")]
    format: OutputFormat,
    /// The file; it must not exist yet, and only you can read it [default: standard output]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write cells as they are, even if a spreadsheet would run them
    #[arg(long)]
    raw: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum OutputFormat {
    /// CSV in UTF-8
    Csv,
    /// A JSON array with one object per line
    Json,
}

pub(super) async fn run(database: &Database, args: &Args) -> Result<(), CommandError> {
    let list = find_list(database, &args.list).await?;
    let form = match args.format {
        OutputFormat::Csv => ExportFormat::Csv { raw: args.raw },
        OutputFormat::Json => ExportFormat::Json,
    };
    if let Some(file) = &args.output {
        return export_to_file(database, &list, form, file).await;
    }
    let mut export = SubscriberExport::start(database, &list, form).await?;
    while let Some(text) = export.next_chunk().await? {
        if !print_raw(&text)? {
            break;
        }
    }
    Ok(())
}

/// Writes everything before the file gets its name: a part of a list would look like the whole list.
async fn export_to_file(database: &Database, list: &List, form: ExportFormat, file: &Path) -> Result<(), CommandError> {
    let already_exists = || {
        CommandError::new(format!("`{}` already exists", file.display()))
            .with_hint("remove it, or choose another name for `--output`")
    };
    if file.symlink_metadata().is_ok() {
        return Err(already_exists());
    }
    let unwritable = |error: std::io::Error| CommandError::unwritable(file, &error);
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(CommandError::new(format!("there is no folder `{}`", folder.display())));
    }
    let mut written = NamedTempFile::new_in(folder).map_err(unwritable)?;
    let mut export = SubscriberExport::start(database, list, form).await?;
    while let Some(text) = export.next_chunk().await? {
        written.write_all(text.as_bytes()).map_err(unwritable)?;
    }
    written.as_file().sync_all().map_err(unwritable)?;
    written.persist_noclobber(file).map_err(|error| match error.error.kind() {
        std::io::ErrorKind::AlreadyExists => already_exists(),
        _ => unwritable(error.error),
    })?;
    print_status(format!("Wrote {} to `{}`.", format_count(export.exported(), "person", "people"), file.display()));
    Ok(())
}
