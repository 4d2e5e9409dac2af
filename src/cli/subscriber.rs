//! `circular subscriber`: a file per command.

mod add;
mod basis_args;
mod directory;
mod edit;
mod erase;
mod export;
mod field_args;
mod import;
mod import_json;
mod import_summary;
mod source_notes;
mod subscriber_record;
mod unsubscribe;

use clap::Subcommand;

use super::app::{App, parse_address};
use super::error::CommandError;
use super::output::{print_status, prompt};
use crate::model::{Address, is_example_domain, is_reserved_domain, likely_domain};

/// Manage subscribers
#[derive(Debug, Subcommand)]
pub(super) enum SubscriberCommand {
    Add(add::Args),
    Edit(edit::Args),
    Import(import::Args),
    Export(export::Args),
    Unsubscribe(unsubscribe::Args),
    List(directory::Args),
    Show(subscriber_record::Args),
    Erase(erase::Args),
}

pub(super) async fn run(app: &App, command: SubscriberCommand) -> Result<(), CommandError> {
    let database = app.database().await?;
    match command {
        SubscriberCommand::Add(args) => add::run(app, &database, &args).await,
        SubscriberCommand::Edit(args) => edit::run(app, &database, &args).await,
        SubscriberCommand::List(args) => directory::run(&database, &args).await,
        SubscriberCommand::Import(args) => import::run(app, &database, &args).await,
        SubscriberCommand::Export(args) => export::run(&database, &args).await,
        SubscriberCommand::Unsubscribe(args) => unsubscribe::run(&database, &args).await,
        SubscriberCommand::Show(args) => subscriber_record::run(app, &database, &args).await,
        SubscriberCommand::Erase(args) => erase::run(app, &database, &args).await,
    }
}

/// Reads an address that is to be mailed.
fn parse_mailable_address(address: &str) -> Result<Address, CommandError> {
    let address = parse_address(address)?;
    if is_reserved_domain(address.domain()) {
        return Err(CommandError::new(format!(
            "`{address}` has a domain that is reserved for tests: no mail can reach it"
        )));
    }
    if address.as_str().is_ascii() {
        if is_example_domain(address.domain()) {
            print_status(format!("warning: {address} is only an example: no mail can reach `.example`"));
        }
        if let Some(meant) = likely_domain(address.domain()) {
            print_status(format!("warning: {address} looks misspelled: is it `@{meant}`?"));
        }
        return Ok(address);
    }
    Err(CommandError::new(format!("`{address}` has a letter before the @ that few mail servers can take")))
}

/// Asks a question that only `yes` answers.
fn confirm(question: &str) -> Result<(), CommandError> {
    match prompt(question) {
        Some(answer) if answer.eq_ignore_ascii_case("yes") => Ok(()),
        Some(_) => Err(CommandError::new("nothing was changed")),
        None => Err(CommandError::new("not changed: no terminal to confirm on").with_hint("pass `--yes` in scripts")),
    }
}
