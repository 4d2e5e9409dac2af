//! `circular backup`.

use std::path::PathBuf;

use super::app::App;
use super::error::CommandError;
use super::output::{format_count, format_number, print_line};
use crate::clock;

/// Back up the database with its keys into a file, while everything runs
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to write
    file: PathBuf,
    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let database = app.database().await?;
    let url = &app.workspace.settings.database.url;
    let backup = database.backup(url, &args.file, args.force, clock::now()).await?;
    print_line(format!(
        "Backed up the database to `{}` ({} kB).",
        args.file.display(),
        format_number(backup.octets.div_ceil(1_000))
    ));
    match backup.paused {
        Some(0) => {}
        Some(paused) => print_line(format!(
            "Paused {} in the backup, so that restoring it sends nothing twice.",
            format_count(paused, "unfinished issue", "unfinished issues")
        )),
        None => print_line("Restore it with `pg_restore`."),
    }
    print_line(
        "Anyone with this file can read every address and make links that unsubscribe people: keep it as safe as \
         the list itself.",
    );
    Ok(())
}
