//! `circular subscriber export`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use tempfile::NamedTempFile;

use crate::cli::app::find_list;
use crate::cli::failure::Failure;
use crate::cli::output::{counted, pipe, tell};
use crate::database::Database;
use crate::model::List;
use crate::subscription::export::{Export, Form};

/// Write the people on a list to a file
///
/// Each comes with their address, how they stand (`confirmed`, `notices_only`, `unsubscribed`, `suppressed`), when they
/// joined, and their fields. An import of the same file changes nothing, and puts nobody back who has left.
///
/// Cells of CSV that a spreadsheet would run as a formula get a quotation mark in front, which an import takes off.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The list
    #[arg(long)]
    list: String,
    /// What to write
    #[arg(long, value_enum, default_value = "csv")]
    format: Format,
    /// The file, which only you may read, and which must not be there yet [default: standard output]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write cells as they are, even those that a spreadsheet would run
    #[arg(long)]
    raw: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// A table, in UTF-8
    Csv,
    /// An array of objects, each on a line of its own
    Json,
}

pub(super) async fn run(database: &Database, args: &Args) -> Result<(), Failure> {
    let list = find_list(database, &args.list).await?;
    let form = match args.format {
        Format::Csv => Form::Table { raw: args.raw },
        Format::Json => Form::Objects,
    };
    if let Some(file) = &args.output {
        return to_file(database, &list, form, file).await;
    }
    let mut export = Export::begin(database, &list, form).await?;
    while let Some(text) = export.next().await? {
        if !pipe(&text)? {
            break;
        }
    }
    Ok(())
}

/// Writes it all before the file has its name: a part of a list would look like the whole of it.
async fn to_file(database: &Database, list: &List, form: Form, file: &Path) -> Result<(), Failure> {
    let there = || {
        Failure::new(format!("`{}` is there already", file.display()))
            .hint("remove it, or choose another name after `--output`")
    };
    if file.symlink_metadata().is_ok() {
        return Err(there());
    }
    let unwritable = |error: std::io::Error| Failure::new(format!("cannot write `{}`: {error}", file.display()));
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Failure::new(format!("there is no folder `{}`", folder.display())));
    }
    let mut written = NamedTempFile::new_in(folder).map_err(unwritable)?;
    let mut export = Export::begin(database, list, form).await?;
    while let Some(text) = export.next().await? {
        written.write_all(text.as_bytes()).map_err(unwritable)?;
    }
    written.as_file().sync_all().map_err(unwritable)?;
    written.persist_noclobber(file).map_err(|error| match error.error.kind() {
        std::io::ErrorKind::AlreadyExists => there(),
        _ => unwritable(error.error),
    })?;
    tell(format!("Wrote {} to `{}`.", counted(export.people(), "person", "people"), file.display()));
    Ok(())
}
