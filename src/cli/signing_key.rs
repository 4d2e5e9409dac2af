//! `circular signing-key`.

use clap::Subcommand;

use super::app::App;
use super::error::CommandError;
use super::output::{format_time, print_line};
use crate::{clock, database, subscription};

/// Manage the keys that sign unsubscribe links
#[derive(Debug, Subcommand)]
pub(super) enum SigningKeyCommand {
    /// Add a key that signs all links from now on
    ///
    /// The older keys stay, so links in old letters work for ever. A running `serve` picks up the new key by itself.
    Rotate,
    /// List the keys by number, with the time each was made; the secrets are never shown
    Show,
}

pub(super) async fn run(app: &App, command: SigningKeyCommand) -> Result<(), CommandError> {
    let database = app.database().await?;
    match command {
        SigningKeyCommand::Rotate => {
            let now = clock::now();
            // The first key is made when it is first needed: a second one is what was asked for.
            subscription::signing_keys(&database, now).await?;
            let newest = subscription::rotate_signing_key(&database, now).await?;
            print_line(format!("Key {newest} signs links from now on; links signed with older keys still work."));
            print_line("Back up the database: if a key is lost, its links stop working.");
        }
        SigningKeyCommand::Show => {
            let keys = database::signing_keys::creation_dates(&mut database.begin_read().await?).await?;
            let zone = app.workspace.settings.society.time_zone();
            if keys.is_empty() {
                print_line("There is no key yet: the first letter creates one.");
            }
            for (number, made) in &keys {
                let newest = keys.last().is_some_and(|(newest, _)| newest == number);
                let seals = if newest { "  signs new links" } else { "" };
                print_line(format!("{number:>3}  {}{seals}", format_time(*made, &zone)));
            }
        }
    }
    Ok(())
}
