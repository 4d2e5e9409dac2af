//! `circular subscriber erase`.

use std::time::Duration;

use super::super::app::{App, parse_address, unknown_address};
use super::super::error::CommandError;
use super::super::output::{format_count, format_time, print_line, print_status, prompt};
use crate::clock;
use crate::database::{self, Database};
use crate::model::{Address, SuppressionReason, io_reason};
use crate::sending::{self, FiledCopies};
use crate::subscription::{self, ErasedData, ErasureOutcome};
use crate::wording::suppression_clause;

/// How often to check, once a second, whether a copy in progress is finished: the lease of a killed run lasts ten
/// seconds.
const MAX_ATTEMPTS: u32 = 30;

/// Erase a person: the address, the fields and everything recorded about them
///
/// Only numbers and a keyed hash of the address stay, so that no import brings the person back.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The address
    address: String,
    /// Also delete the copies addressed to them in the outbox
    #[arg(long)]
    outbox: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(app: &App, database: &Database, args: &Args) -> Result<(), CommandError> {
    let address = parse_address(&args.address)?;
    let record = subscription::personal_record(database, &address).await?;
    let known = record.created_at.is_some() || record.pending_signup.is_some();
    if known && !args.yes {
        print_line(format!(
            "{}: {}, {}, {}",
            record.address,
            format_count(record.lists.len() as u64, "list", "lists"),
            format_count(record.events.len() as u64, "event", "events"),
            format_count(record.deliveries.len() as u64, "copy", "copies")
        ));
        print_line("Erasing cannot be undone. To see what is stored: circular subscriber show ADDRESS");
        confirm_erasure(&address)?;
    }
    let erasure = erase_when_idle(app, database, &address).await?;
    match &erasure {
        ErasureOutcome::Erased(erased) => print_erased(&address, erased),
        ErasureOutcome::UnknownAddress(Some((SuppressionReason::Erased, at))) => {
            let day = format_time(*at, &app.workspace.settings.society.time_zone());
            print_line(format!("{address} was already erased, {day}."));
        }
        ErasureOutcome::UnknownAddress(Some((cause, at))) => {
            let day = format_time(*at, &app.workspace.settings.society.time_zone());
            print_line(format!("Only a hash of {address} is stored: {}, {day}.", suppression_clause(*cause)));
        }
        ErasureOutcome::UnknownAddress(None) => {
            let otherwise = format!("to make sure it is never mailed: circular suppression add {address}");
            return Err(unknown_address(database, &address, Some(otherwise)).await?);
        }
        ErasureOutcome::DeliveryInProgress(_) => {
            return Err(CommandError::new("a copy to them is being sent right now, so nothing was erased")
                .with_hint("run the same command again, or pause the issue first with `circular pause`"));
        }
    }
    let traces = match &erasure {
        ErasureOutcome::Erased(erased) => erased.traces.iter().cloned().collect(),
        // It may have failed before: everything is rewritten.
        _ => Vec::new(),
    };
    wipe_deleted_data(database, &traces).await?;
    let former = match &erasure {
        ErasureOutcome::Erased(erased) => erased.former_addresses.as_slice(),
        _ => &[],
    };
    for address in std::iter::once(&address).chain(former) {
        handle_filed_copies(app, address, args.outbox)?;
    }
    Ok(())
}

fn confirm_erasure(address: &Address) -> Result<(), CommandError> {
    match prompt("Type the address to erase it, or anything else to stop:") {
        Some(answer) if parse_address(&answer).is_ok_and(|typed| typed.folded() == address.folded()) => Ok(()),
        Some(_) => Err(CommandError::new("nothing was erased")),
        None => Err(CommandError::new("not erased: no terminal to confirm on").with_hint("pass `--yes` in scripts")),
    }
}

/// Erases the person as soon as no copy to them is being sent.
async fn erase_when_idle(app: &App, database: &Database, address: &Address) -> Result<ErasureOutcome, CommandError> {
    let mut erasure = subscription::erase_person(database, address, clock::now()).await?;
    for turn in 0..MAX_ATTEMPTS {
        let ErasureOutcome::DeliveryInProgress(issues) = &erasure else { break };
        if turn == 0 {
            print_status("A copy to them is being sent: waiting …");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        for issue in database::issues::all(&mut database.begin_read().await?).await? {
            if issues.contains(&issue.id) {
                let in_doubt = app.workspace.settings.retry.in_doubt;
                sending::settle_expired_leases(database, &issue, in_doubt, clock::now()).await?;
            }
        }
        erasure = subscription::erase_person(database, address, clock::now()).await?;
    }
    Ok(erasure)
}

fn print_erased(address: &Address, erased: &ErasedData) {
    print_line(format!(
        "Erased {address}: fields, comments and {}.",
        format_count(erased.lists as u64, "subscription", "subscriptions")
    ));
    if erased.skipped_deliveries > 0 {
        print_line(format!(
            "{} to them will not be sent.",
            format_count(erased.skipped_deliveries, "waiting copy", "waiting copies")
        ));
    }
    print_line("A keyed hash of the address stays, so that no import adds them again.");
    if !erased.import_sources.is_empty() {
        let files: Vec<_> = erased.import_sources.iter().map(|file| format!("`{file}`")).collect();
        print_line(format!("They were imported from {}: delete them there too.", files.join(", ")));
    }
    print_line("Earlier backups still contain them.");
}

async fn wipe_deleted_data(database: &Database, traces: &[String]) -> Result<(), CommandError> {
    if database.purge_deleted(traces).await? {
        return Ok(());
    }
    Err(CommandError::new("another program is reading the database, so deleted data stays in its log")
        .with_hint("close it, then run the same command again to remove that data"))
}

/// Lists or deletes the copies to them that are files in the outbox.
fn handle_filed_copies(app: &App, address: &Address, delete: bool) -> Result<(), CommandError> {
    for FiledCopies { folder, files } in sending::filed_copies(&app.workspace, address)? {
        let copies = format_count(files.len() as u64, "copy", "copies");
        if !delete {
            print_line(format!(
                "The folder `{}` contains {copies} to them: to delete them, run the same command with `--outbox`.",
                folder.display()
            ));
            continue;
        }
        for file in &files {
            std::fs::remove_file(file).map_err(|error| {
                CommandError::new(format!("cannot delete `{}`: {}", file.display(), io_reason(&error)))
            })?;
        }
        print_line(format!("Deleted {copies} to them in the folder `{}`.", folder.display()));
    }
    Ok(())
}
