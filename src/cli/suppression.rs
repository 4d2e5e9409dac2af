//! `circular suppression`: addresses that must not be mailed.

use clap::Subcommand;
use strum::IntoEnumIterator as _;

use super::app::{App, parse_address};
use super::error::CommandError;
use super::output::{format_count, format_number, format_time, print_line, prompt};
use super::return_ways::ReturnWays;
use crate::clock;
use crate::database::{self, Database};
use crate::model::{Suppression, SuppressionReason, single_line};
use crate::subscription::{self, PersonalRecord, SuppressionOutcome, UnsuppressOutcome};
use crate::wording::suppression_clause;

/// Manage addresses that must not be mailed
#[derive(Debug, Subcommand)]
pub(super) enum SuppressionCommand {
    /// Count the suppressed addresses by reason, and list those that are known
    List,
    Add(AddArgs),
    Remove(RemoveArgs),
}

pub(super) async fn run(app: &App, command: SuppressionCommand) -> Result<(), CommandError> {
    let database = app.database().await?;
    match command {
        SuppressionCommand::List => list(app, &database).await,
        SuppressionCommand::Add(args) => add(app, &database, &args).await,
        SuppressionCommand::Remove(args) => remove(app, &database, &args).await,
    }
}

/// Suppress an address on every list
///
/// This also works for an address that is on no list: only a keyed hash of it is kept then.
#[derive(Debug, clap::Args)]
pub(super) struct AddArgs {
    /// The address
    address: String,
    /// The reason, kept for later
    #[arg(long, value_name = "WORDS")]
    note: Option<String>,
}

/// Mail an address again that bounced or was suppressed by hand
///
/// Their subscriptions are restored as they were; lists they had unsubscribed from stay unsubscribed. People who
/// complained or were erased can only come back by themselves.
#[derive(Debug, clap::Args)]
pub(super) struct RemoveArgs {
    /// The address
    address: String,
    /// The reason, kept for later
    #[arg(long, value_name = "WORDS")]
    note: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

async fn add(app: &App, database: &Database, args: &AddArgs) -> Result<(), CommandError> {
    let address = parse_address(&args.address)?;
    let note = args.note.as_deref().map(single_line);
    match subscription::suppress_address(database, &address, note.as_deref(), clock::now()).await? {
        SuppressionOutcome::Suppressed(lists) => {
            let was = format_count(lists as u64, "list", "lists");
            print_line(format!("{address} is suppressed: it was on {was}. An import does not change that."));
        }
        SuppressionOutcome::UnknownAddress => print_line(format!(
            "No subscriber has the address {address}. A hash of it is kept, so that no import adds it to a list."
        )),
        SuppressionOutcome::AlreadySuppressed(cause, at) => {
            let day = format_time(at, &app.workspace.settings.society.time_zone());
            print_line(format!("{address} is already suppressed: {}, {day}.", suppression_clause(cause)));
        }
    }
    Ok(())
}

async fn remove(app: &App, database: &Database, args: &RemoveArgs) -> Result<(), CommandError> {
    let address = parse_address(&args.address)?;
    let record = subscription::personal_record(database, &address).await?;
    let liftable =
        record.suppression.as_ref().map(|kept| kept.reason).or(record.hash_suppression.map(|(cause, _)| cause));
    if liftable.is_some_and(SuppressionReason::is_removable_by_operator) && !args.yes {
        confirm_unsuppress(app, &record)?;
    }
    let note = args.note.as_deref().map(single_line);
    match subscription::unsuppress_address(database, &address, note.as_deref(), clock::now()).await? {
        UnsuppressOutcome::Restored(lists) => {
            print_line(format!("{address} is mailed again, on {}.", format_count(lists as u64, "list", "lists")));
        }
        UnsuppressOutcome::UnknownAddress => print_line(format!("{address} can be imported again.")),
        UnsuppressOutcome::NotSuppressed => print_line(format!("{address} is not suppressed.")),
        UnsuppressOutcome::NotAllowed(cause, at) => {
            let day = format_time(at, &app.workspace.settings.society.time_zone());
            let failure = CommandError::new(format!("{}, {day}: only they can undo that", suppression_clause(cause)));
            let ways = ReturnWays::load(app, database).await?.of_any();
            return Err(failure.with_hint(format!("if they want your letters, {ways}")));
        }
    }
    Ok(())
}

fn confirm_unsuppress(app: &App, record: &PersonalRecord) -> Result<(), CommandError> {
    let address = &record.address;
    let zone = app.workspace.settings.society.time_zone();
    match (&record.suppression, record.hash_suppression) {
        (Some(Suppression { reason: cause, since: at, note, .. }), _) => {
            let note = note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            print_line(format!("{address}: {}, {}{note}", suppression_clause(*cause), format_time(*at, &zone)));
        }
        (None, Some((cause, at))) => {
            print_line(format!("{address}: {}, {}", suppression_clause(cause), format_time(at, &zone)));
        }
        (None, None) => {}
    }
    print_line("Continue only if you know that the address works and that they want your letters.");
    match prompt("Type the address to mail it again, or anything else to stop:") {
        Some(answer) if parse_address(&answer).is_ok_and(|typed| typed.folded() == address.folded()) => Ok(()),
        Some(_) => Err(CommandError::new("nothing was changed")),
        None => Err(CommandError::new("not changed: no terminal to confirm on").with_hint("pass `--yes` in scripts")),
    }
}

async fn list(app: &App, database: &Database) -> Result<(), CommandError> {
    let mut work = database.begin_read().await?;
    let held = database::suppressions::all(&mut work).await?;
    let strangers = database::suppressed_hashes::count_by_reason(&mut work).await?;
    let mut empty = true;
    for cause in SuppressionReason::iter() {
        let named = held.iter().filter(|(_, kept)| kept.reason == cause).count() as u64;
        let unnamed: u64 = strangers.iter().filter(|(kept, _)| *kept == cause).map(|(_, count)| count).sum();
        if named + unnamed == 0 {
            continue;
        }
        empty = false;
        let of_them = match unnamed {
            0 => String::new(),
            _ => format!("  ({} by hash only)", format_number(unnamed)),
        };
        print_line(format!("{:<11} {:>7}{of_them}", cause.to_string(), format_number(named + unnamed)));
    }
    if empty {
        print_line("No address is suppressed.");
    }
    let zone = app.workspace.settings.society.time_zone();
    for (address, kept) in held {
        let note = kept.note.map(|note| format!("  {note}")).unwrap_or_default();
        print_line(format!("  {address}  {}, {}{note}", kept.reason, format_time(kept.since, &zone)));
    }
    Ok(())
}
