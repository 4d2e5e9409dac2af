//! `circular subscriber`: a file per command.

mod add;
mod erase;
mod export;
mod import;
mod import_summary;
mod show;
mod suppress;
mod unsubscribe;

use clap::Subcommand;

use super::app::App;
use super::failure::Failure;
use crate::model::{Address, BadAddress};

/// Manage subscribers
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    Add(add::Args),
    Import(import::Args),
    Export(export::Args),
    Unsubscribe(unsubscribe::Args),
    Show(show::Args),
    Erase(erase::Args),
    Suppress(suppress::Args),
    Unsuppress(suppress::LiftArgs),
    /// Count the addresses that must not be mailed, and name those that are held
    Suppressed,
}

pub(super) async fn run(app: &App, command: Command) -> Result<(), Failure> {
    let database = app.database().await?;
    match command {
        Command::Add(args) => add::run(&database, args).await,
        Command::Import(args) => import::run(app, &database, &args).await,
        Command::Export(args) => export::run(&database, &args).await,
        Command::Unsubscribe(args) => unsubscribe::run(&database, &args).await,
        Command::Show(args) => show::run(app, &database, &args).await,
        Command::Erase(args) => erase::run(app, &database, &args).await,
        Command::Suppress(args) => suppress::run(app, &database, &args).await,
        Command::Unsuppress(args) => suppress::lift(app, &database, &args).await,
        Command::Suppressed => suppress::all(app, &database).await,
    }
}

/// Reads an address that somebody typed.
fn read(address: &str) -> Result<Address, Failure> {
    address.parse().map_err(|bad: BadAddress| Failure::new(bad.to_string()))
}
