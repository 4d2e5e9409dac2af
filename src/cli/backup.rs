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
        "Copied the database into `{}` ({} kB).",
        args.file.display(),
        format_number(backup.octets.div_ceil(1_000))
    ));
    match backup.paused {
        Some(0) => {}
        Some(paused) => print_line(format!(
            "{} had not ended: in the copy they are paused, so that nothing goes twice by itself.",
            format_count(paused, "issue", "issues")
        )),
        None => print_line("It is restored with `pg_restore`."),
    }
    print_line(
        "Whoever has this file can read every address, and make links that take people off your lists: keep it as \
         safe as the list itself.",
    );
    Ok(())
}
