//! `circular handover`.

use std::path::PathBuf;

use super::app::App;
use super::error::CommandError;
use super::output::{format_count, print_line};
use crate::clock;
use crate::handover::{self, open_handover, pack_handover, take_back};
use crate::wording::{format_long_time, handover_readme, opened_steps, unfinished_words};
use crate::zip_files::ZipFileError;

/// Pack everything for the next chair into a file, or open such a file
///
/// The file has drafts, templates, members, the ledger, the keys and the settings, but no passwords and no accounts.
/// From then on this workspace sends no letters, so that nobody gets one twice; `--take-back` undoes that.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The file to write; with `--open`, the file to read
    #[arg(required_unless_present = "take_back")]
    file: Option<PathBuf>,
    /// With `--open`: the folder to unpack it into, new or empty
    #[arg(requires = "open")]
    dir: Option<PathBuf>,
    /// Unpack FILE into DIR, as the next chair
    #[arg(long, requires = "dir", conflicts_with_all = ["force", "take_back"])]
    open: bool,
    /// Let this workspace send letters again, because the handover came to nothing
    #[arg(long, conflicts_with_all = ["file", "force"])]
    take_back: bool,
    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
}

pub(super) async fn run(app: Result<App, CommandError>, args: &Args) -> Result<(), CommandError> {
    match (&args.file, &args.dir) {
        (Some(file), Some(folder)) => {
            let opened = open_handover(file, folder).await?;
            let count = format_count(opened.file_count, "file", "files");
            print_line(format!("Unpacked {count} into `{}`. What to do next:", folder.display()));
            for step in opened_steps(&opened, &folder.display().to_string()) {
                print_line(format!("  {step}"));
            }
        }
        (Some(file), None) => {
            let app = app?;
            let database = app.database().await?;
            let readme = |facts: &handover::HandoverFacts| handover_readme(facts, env!("CARGO_PKG_VERSION"));
            let facts = pack_handover(&database, &app.workspace, file, args.force, clock::now(), readme).await?;
            print_packed(&file.display().to_string(), &facts);
            database.close().await;
        }
        (None, _) => {
            let app = app?;
            let database = app.database().await?;
            print_taken_back(&app, take_back(&database).await?);
            database.close().await;
        }
    }
    Ok(())
}

fn print_packed(file: &str, facts: &handover::HandoverFacts) {
    let count = format_count(facts.file_count, "file", "files");
    print_line(format!("Packed the database and {count} into `{file}`. Only you can read it."));
    print_line("This workspace sends no letters any more. Undo that with `circular handover --take-back`.");
    for name in &facts.left_out {
        print_line(format!("Not in it, hand it over yourself: `{name}`"));
    }
    print_line(
        "Anyone with this file can read every address: encrypt it before you send it. The next chair runs \
         `circular handover --open FILE DIR`.",
    );
}

fn print_taken_back(app: &App, handed_over_at: Option<jiff::Timestamp>) {
    let zone = app.workspace.settings.society.time_zone();
    print_line(match handed_over_at {
        Some(at) => format!(
            "This workspace sends letters again; it was handed over on {}. Make sure that the new place sends none.",
            format_long_time(at, &zone)
        ),
        None => "This workspace was not handed over: nothing changed.".to_owned(),
    });
}

impl From<handover::Error> for CommandError {
    fn from(error: handover::Error) -> Self {
        let failure = Self::from_error(&error);
        match error {
            handover::Error::Unfinished(issue) => Self::new(unfinished_words(&issue)).with_hint(format!(
                "wait until `circular status {0}` says that it is finished, or end it with `circular cancel {0}`",
                issue.slug
            )),
            handover::Error::Exists(_) => failure.with_hint("choose another name, or pass `--force` to overwrite it"),
            handover::Error::NotEmpty(_) => failure.with_hint("choose a new folder"),
            handover::Error::Password(_) => failure
                .with_hint("write the table with one key on each line, or put the password into a file of its own"),
            handover::Error::Changed(_) | handover::Error::Missing(_) => {
                failure.with_hint("ask for the file again: it may have been cut off on its way")
            }
            handover::Error::Settings(error) => error.into(),
            handover::Error::Backup(error) => error.into(),
            handover::Error::Database(error) => error.into(),
            handover::Error::Archive(ZipFileError::Name(_)) => failure
                .with_hint("rename the file: not every computer can have a file of this name, or beside its neighbour"),
            handover::Error::UnreadableSettings => failure.with_hint("`circular check` says where the mistake is"),
            handover::Error::File { .. } | handover::Error::Archive(_) => failure,
        }
    }
}
