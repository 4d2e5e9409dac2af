//! `circular backup`.

use std::path::PathBuf;

use super::app::App;
use super::failure::Failure;
use super::output::{counted, number, say};
use crate::clock;

/// Copy the database into a file, keys and all, while everything runs
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to write
    file: PathBuf,
    /// Write over a file that is there
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(app: &App, args: &Args) -> Result<(), Failure> {
    let database = app.database().await?;
    let url = &app.workspace.settings.database.url;
    let backup = database.backup(url, &args.file, args.force, clock::now()).await?;
    say(format!("Copied the database into `{}` ({} kB).", args.file.display(), number(backup.octets.div_ceil(1_000))));
    match backup.paused {
        Some(0) => {}
        Some(paused) => say(format!(
            "{} had not ended: in the copy they are paused, so that nothing goes twice by itself.",
            counted(paused, "issue", "issues")
        )),
        None => say("It is restored with `pg_restore`."),
    }
    say("Whoever has this file can read every address, and make links that take people off your lists: keep it as \
         safe as the list itself.");
    Ok(())
}
