//! `circular archive`: the letters on the web.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::app::{App, find_issue, find_list};
use super::error::CommandError;
use super::output::{format_count, format_number, format_time, print_line, print_status};
use crate::archive::{self, ArchiveChange, ExportError, ExportOptions, ExportSummary};
use crate::clock;
use crate::database::{self, Database};
use crate::model::{ArchiveAccess, ArchiveLine, Issue, RESERVED, SigningKeys, percent_encode};
use crate::subscription;

/// Show letters on the web, take them off, or write them to a folder
#[derive(Debug, Subcommand)]
pub(super) enum ArchiveCommand {
    List(ListArgs),
    Remove(IssueArgs),
    Restore(IssueArgs),
    Export(ExportArgs),
}

/// List the letters that have a web copy, and who may read each
#[derive(Debug, clap::Args)]
pub(super) struct ListArgs {
    /// Only those of this list
    #[arg(long, value_name = "NAME")]
    list: Option<String>,
}

/// One letter.
#[derive(Debug, clap::Args)]
pub(super) struct IssueArgs {
    /// The draft of the letter
    issue: String,
    /// The list, if the draft went to several
    #[arg(long, value_name = "NAME")]
    list: Option<String>,
}

/// Write the letters that everybody may read as files for any web space
///
/// The pages name one another relatively, so that they work in any folder of a website, on GitHub Pages, and when you
/// open them on this machine. Only what has changed is written. Files that somebody else put into the folder stay; a
/// page of a letter that was removed from the archive is deleted.
#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    /// The folder; it is made if it does not exist
    folder: PathBuf,
    /// Only the letters of this list
    #[arg(long, value_name = "NAME")]
    list: Option<String>,
    /// The address at which people will find the folder, for feeds and search engines
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

pub(super) async fn run(app: &App, command: ArchiveCommand) -> Result<(), CommandError> {
    let database = app.database().await?;
    match command {
        ArchiveCommand::List(args) => list(app, &database, &args).await,
        ArchiveCommand::Remove(args) => {
            let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
            let change = archive::remove_letter(&database, issue.id, clock::now()).await?;
            say_change(&issue, change)
        }
        ArchiveCommand::Restore(args) => {
            let issue = find_issue(&database, &args.issue, args.list.as_deref()).await?;
            let change = archive::restore_letter(&database, issue.id, clock::now()).await?;
            say_change(&issue, change)
        }
        ArchiveCommand::Export(args) => export(app, &database, &args).await,
    }
}

fn say_change(issue: &Issue, change: ArchiveChange) -> Result<(), CommandError> {
    let slug = &issue.slug;
    print_line(match change {
        ArchiveChange::Done(ArchiveAccess::Off) => {
            format!(
                "`{slug}` is off the web: its page says that it is gone. What was exported changes with the next export."
            )
        }
        ArchiveChange::Done(access) => format!("`{slug}` is on the web again, {}.", audience(access)),
        ArchiveChange::Unchanged(ArchiveAccess::Off) => format!("`{slug}` was not on the web."),
        ArchiveChange::Unchanged(access) => format!("`{slug}` is on the web already, {}.", audience(access)),
        ArchiveChange::NoWebCopy => {
            return Err(CommandError::new(format!("`{slug}` has no web copy"))
                .with_hint("its draft said `web: no` when it was sent"));
        }
        ArchiveChange::ListIsOff => {
            return Err(CommandError::new(format!("the list of `{slug}` has no letters on the web"))
                .with_hint("run `circular list edit NAME --archive public` or `--archive link` first"));
        }
    });
    Ok(())
}

fn audience(access: ArchiveAccess) -> &'static str {
    match access {
        ArchiveAccess::Off => "for nobody",
        ArchiveAccess::Link => "for people with its link",
        ArchiveAccess::Public => "for everybody",
    }
}

async fn list(app: &App, database: &Database, args: &ListArgs) -> Result<(), CommandError> {
    let only = match &args.list {
        Some(name) => Some(find_list(database, name).await?.id),
        None => None,
    };
    let mut entries = database::archive_letters::all(&mut database.begin_read().await?).await?;
    entries.retain(|entry| only.is_none_or(|list| list == entry.list));
    if entries.is_empty() {
        print_line("No letter has a web copy yet: each gets one when it is sent, unless its draft says `web: no`.");
        return Ok(());
    }
    let keys = subscription::signing_keys(database, clock::now()).await?;
    let zone = app.workspace.settings.society.time_zone();
    for entry in &entries {
        let state = match (entry.is_removed, entry.access) {
            (true, _) => "removed",
            (false, ArchiveAccess::Off) => "off the web",
            (false, access) if entry.starts_at > clock::now() => scheduled_audience(access),
            (false, access) => audience(access),
        };
        let day = format_time(entry.starts_at, &zone);
        print_line(format!("{}  {} — {}, {day}, {state}", entry.slug, entry.title, entry.list_title));
        let url = app.workspace.settings.web.public_url.as_deref();
        if let Some(address) = url.and_then(|url| address(entry, url, &keys)) {
            print_line(format!("  {address}"));
        }
    }
    Ok(())
}

fn scheduled_audience(access: ArchiveAccess) -> &'static str {
    match access {
        ArchiveAccess::Public => "for everybody once it is sent",
        _ => "for people with its link once it is sent",
    }
}

/// Returns where a letter is on the web.
fn address(entry: &ArchiveLine, url: &str, keys: &SigningKeys) -> Option<String> {
    match entry.access {
        _ if entry.is_removed => None,
        ArchiveAccess::Off => None,
        ArchiveAccess::Link => Some(format!("{url}/l/{}", keys.seal_letter(entry.issue)?)),
        ArchiveAccess::Public => Some(format!("{url}/letters/{}", percent_encode(&entry.path, RESERVED))),
    }
}

async fn export(app: &App, database: &Database, args: &ExportArgs) -> Result<(), CommandError> {
    let list = match &args.list {
        Some(name) => Some(find_list(database, name).await?),
        None => None,
    };
    if let Some(list) = list.as_ref().filter(|list| list.archive != ArchiveAccess::Public) {
        return Err(CommandError::new(format!("the letters of the list `{}` are not for everybody", list.name))
            .with_hint(format!("run `circular list edit {} --archive public` first", list.name)));
    }
    let url = args.url.as_deref().map(|url| url.trim_end_matches('/'));
    if let Some(url) = url.filter(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
        return Err(CommandError::new(format!("`{url}` is no address of a website"))
            .with_hint("write it as `https://www.example.org/letters`"));
    }
    let options = ExportOptions { list: list.as_ref(), url };
    let now = clock::now();
    let summary = archive::export_archive(database, &app.workspace, &args.folder, options, now).await;
    say_export(&summary.map_err(|error| export_error(error, &args.folder))?, &args.folder);
    Ok(())
}

fn say_export(summary: &ExportSummary, folder: &Path) {
    let ExportSummary { letters, written, unchanged, removed, kept } = summary;
    let count = |count: usize, one, many| format_count(count as u64, one, many);
    let removed = match removed {
        0 => String::new(),
        removed => format!(", {} removed", format_number(*removed as u64)),
    };
    print_line(format!(
        "{} in `{}`: {} written, {} as before{removed}.",
        count(*letters, "letter", "letters"),
        folder.display(),
        count(*written, "file", "files"),
        format_number(*unchanged as u64),
    ));
    for file in kept {
        print_status(format!(
            "warning: `{}` was changed by somebody, and is left although its letter is gone",
            file.display()
        ));
    }
    if *letters == 0 {
        print_status("hint: only letters of lists with `--archive public` are written");
    }
}

fn export_error(error: ExportError, folder: &Path) -> CommandError {
    match error {
        ExportError::Database(error) => error.into(),
        ExportError::Page(error) => error.into(),
        ExportError::Write(error) => CommandError::unwritable(folder, &error),
    }
}
