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
mod subscriber_record;
mod unsubscribe;

use clap::Subcommand;

use super::app::App;
use super::error::CommandError;
use super::output::{print_status, prompt};
use crate::model::{Address, AddressDoubt, address_doubt, mailable_address};

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
    let address = mailable_address(address).map_err(|bad| CommandError::new(bad.to_string()))?;
    match address_doubt(&address) {
        Some(AddressDoubt::Example) => {
            print_status(format!("warning: {address} is only an example: no mail can reach `.example`"));
        }
        Some(AddressDoubt::Misspelled(meant)) => {
            print_status(format!("warning: {address} looks misspelled: is it `@{meant}`?"));
        }
        None => {}
    }
    Ok(address)
}

/// Asks a question that only `yes` answers.
fn confirm(question: &str) -> Result<(), CommandError> {
    match prompt(question) {
        Some(answer) if answer.eq_ignore_ascii_case("yes") => Ok(()),
        Some(_) => Err(CommandError::new("nothing was changed")),
        None => Err(CommandError::new("not changed: no terminal to confirm on").with_hint("pass `--yes` in scripts")),
    }
}
