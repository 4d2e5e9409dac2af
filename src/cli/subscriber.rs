//! `circular subscriber`: a file per command.

mod add;
mod erase;
mod export;
mod import;
mod import_json;
mod import_summary;
mod source_notes;
mod subscriber_record;
mod unsubscribe;

use clap::Subcommand;

use super::app::App;
use super::error::CommandError;

/// Manage subscribers
#[derive(Debug, Subcommand)]
pub(super) enum SubscriberCommand {
    Add(add::Args),
    Import(import::Args),
    Export(export::Args),
    Unsubscribe(unsubscribe::Args),
    Show(subscriber_record::Args),
    Erase(erase::Args),
}

pub(super) async fn run(app: &App, command: SubscriberCommand) -> Result<(), CommandError> {
    let database = app.database().await?;
    match command {
        SubscriberCommand::Add(args) => add::run(&database, args).await,
        SubscriberCommand::Import(args) => import::run(app, &database, &args).await,
        SubscriberCommand::Export(args) => export::run(&database, &args).await,
        SubscriberCommand::Unsubscribe(args) => unsubscribe::run(&database, &args).await,
        SubscriberCommand::Show(args) => subscriber_record::run(app, &database, &args).await,
        SubscriberCommand::Erase(args) => erase::run(app, &database, &args).await,
    }
}
