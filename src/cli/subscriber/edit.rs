//! `circular subscriber edit`.

use serde_json::json;

use super::field_args::{FieldArgs, edit_lines, edits_json};
use super::{confirm, parse_mailable_address};
use crate::cli::app::{App, parse_address};
use crate::cli::error::CommandError;
use crate::cli::output::{print_line, print_status};
use crate::cli::return_ways::ReturnWays;
use crate::clock;
use crate::database::Database;
use crate::model::{Address, SuppressionReason};
use crate::subscription::{self, EditOutcome, SubscriberEdit, SubscriberEdited};
use crate::wording::suppression_clause;

/// Change the address or the fields of one person
///
/// With a new address they stay the same person: their lists, their history, a suppression and the links in their
/// letters stay as they are.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Their address
    address: String,
    /// Their new address
    #[arg(long = "address", value_name = "NEW")]
    new_address: Option<String>,
    #[command(flatten)]
    fields: FieldArgs,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, database: &Database, args: &Args) -> Result<(), CommandError> {
    let address = parse_address(&args.address)?;
    let new_address = args.new_address.as_deref().map(parse_mailable_address).transpose()?;
    let fields = args.fields.read(app, database).await?;
    if new_address.is_none() && fields.is_empty() {
        return Err(CommandError::new("nothing to change").with_hint("pass `--address NEW` or `--field NAME=VALUE`"));
    }
    let edit = SubscriberEdit { address: new_address.as_ref(), fields: &fields };
    let returning = ReturnWays::load(app, database).await?;
    let run = async |dry_run| {
        let outcome = subscription::edit_subscriber(database, &address, edit, dry_run, clock::now()).await?;
        edited(outcome, &address, new_address.as_ref(), &returning)
    };
    if !args.yes {
        let planned = run(true).await?;
        if !planned.is_unchanged() {
            confirm_edit(&address, &planned)?;
        }
    }
    let done = run(false).await?;
    if args.json {
        print_json(&done);
    } else {
        print_edited(&done);
    }
    Ok(())
}

/// Turns a refusal into an error with the way out.
fn edited(
    outcome: EditOutcome,
    address: &Address,
    new: Option<&Address>,
    returning: &ReturnWays,
) -> Result<SubscriberEdited, CommandError> {
    let new = new.unwrap_or(address);
    match outcome {
        EditOutcome::Edited(edited) => Ok(edited),
        EditOutcome::UnknownAddress => Err(CommandError::new(format!("no subscriber has the address `{address}`"))
            .with_hint("`circular subscriber list --search WORD` finds people by name or address")),
        EditOutcome::AddressTaken => Err(CommandError::new(format!(
            "somebody already has the address `{new}`: nothing has changed"
        ))
        .with_hint(format!(
            "if it is the same person, take the old address off: `circular subscriber unsubscribe {address} \
                     --all`; `circular subscriber show {new}` shows what is known of the other"
        ))),
        EditOutcome::SuppressedAddress(reason) => {
            let error = CommandError::new(format!(
                "`{new}` is suppressed, because {}: nothing has changed",
                suppression_clause(reason)
            ));
            Err(error.with_hint(if reason.is_removable_by_operator() {
                format!("if it may be mailed: `circular suppression remove {new}`, then run this again")
            } else {
                format!("only the owner of that address can undo it: {}", returning.of_any())
            }))
        }
    }
}

fn confirm_edit(address: &Address, planned: &SubscriberEdited) -> Result<(), CommandError> {
    print_status(format!("This changes what is known of {address}:"));
    if planned.former_address.is_some() {
        print_status(format!("  address: {address} → {}", planned.address));
    }
    for line in edit_lines(&planned.fields) {
        print_status(line);
    }
    confirm("Type yes to change it, or anything else to leave it:")
}

fn print_edited(done: &SubscriberEdited) {
    let address = &done.address;
    match &done.former_address {
        None if done.fields.is_empty() => return print_line(format!("{address}: nothing has changed.")),
        None => print_line(format!("{address} is changed:")),
        Some(former) => print_line(format!("{former} is now {address}. History, lists and links are kept.")),
    }
    for line in edit_lines(&done.fields) {
        print_line(line);
    }
    let Some(former) = &done.former_address else { return };
    if let Some(reason) = done.suppression {
        if reason == SuppressionReason::Bounced {
            print_line(format!("They are still suppressed, because mail to {former} could not be delivered."));
            print_line(format!("If the new address works: circular suppression remove {address}"));
        } else {
            print_line(format!("They are still suppressed, because {}.", suppression_clause(reason)));
        }
    }
    if !done.import_sources.is_empty() && former.folded() != address.folded() {
        let files: Vec<_> = done.import_sources.iter().map(|file| format!("`{file}`")).collect();
        print_line(format!(
            "They came from {}: change the address there too. An import leaves the old one out.",
            files.join(", ")
        ));
    }
}

fn print_json(done: &SubscriberEdited) {
    let edited = json!({
        "address": done.address.as_str(),
        "former_address": done.former_address.as_ref().map(Address::as_str),
        "changed_fields": edits_json(&done.fields),
        "suppression_reason": done.suppression.map(<&str>::from),
        "import_sources": done.import_sources,
    });
    print_line(format!("{edited:#}"));
}
