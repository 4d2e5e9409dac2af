//! `circular man-pages`.

use std::fs;
use std::path::PathBuf;

use clap::CommandFactory;

use super::error::CommandError;

/// Write a manual page for each command into a folder
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder; it is created if it does not exist
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run<C: CommandFactory>(args: &Args) -> Result<(), CommandError> {
    fs::create_dir_all(&args.folder)
        .and_then(|()| clap_mangen::generate_to(C::command(), &args.folder))
        .map_err(|error| CommandError::unwritable(&args.folder, &error))
}
