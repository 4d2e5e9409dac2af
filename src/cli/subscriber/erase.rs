//! `circular subscriber erase`.

use std::path::PathBuf;
use std::time::Duration;

use super::super::app::App;
use super::super::failure::Failure;
use super::super::output::{ask, counted, moment, say, tell};
use super::read;
use super::suppress::why;
use crate::config::Relay;
use crate::database::{self, Database};
use crate::model::{Address, Cause};
use crate::subscription::{self, Erased, Erasure};
use crate::{clock, delivery, transport};

/// How often it looks whether a copy that is being handed over is through, once a second: a killed run's copies are
/// held for ten seconds.
const PATIENCE: u32 = 30;

/// Erase a person: address, fields and every word about them
///
/// What stays is numbers, and a keyed fingerprint of the address, so that no import brings them back.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Their address
    address: String,
    /// Delete also the copies to them that were filed in the outbox
    #[arg(long)]
    outbox: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(app: &App, database: &Database, args: &Args) -> Result<(), Failure> {
    let address = read(&args.address)?;
    let record = subscription::record(database, &address).await?;
    let known = record.since.is_some() || record.request.is_some();
    if known && !args.yes {
        say(format!(
            "{}: {}, {}, {}",
            record.address,
            counted(record.lists.len() as u64, "list", "lists"),
            counted(record.events.len() as u64, "event", "events"),
            counted(record.copies.len() as u64, "copy", "copies")
        ));
        say("To see what is held of them first: circular subscriber show ADDRESS. Erasing cannot be undone.");
        confirm(&address)?;
    }
    let erasure = erase(app, database, &address).await?;
    match &erasure {
        Erasure::Erased(erased) => told(&address, erased),
        Erasure::Nobody(Some((Cause::Erased, at))) => {
            let day = moment(*at, &app.workspace.settings.society.time_zone());
            say(format!("{address} was erased before, {day}."));
        }
        Erasure::Nobody(Some((cause, at))) => {
            let day = moment(*at, &app.workspace.settings.society.time_zone());
            say(format!("Of {address} only a fingerprint is held: {}, {day}.", why(*cause)));
        }
        Erasure::Nobody(None) => {
            return Err(Failure::new(format!("nobody has the address `{address}`"))
                .hint(format!("to keep it from ever being mailed: circular subscriber suppress {address}")));
        }
        Erasure::UnderWay(_) => {
            return Err(Failure::new("a copy to them is being handed over just now, so nothing was erased")
                .hint("run the same command again, or pause the issue first with `circular pause`"));
        }
    }
    wipe(database).await?;
    outbox(app, &address, args.outbox)
}

fn confirm(address: &Address) -> Result<(), Failure> {
    match ask("Type the address to erase it, or anything else to leave it:") {
        Some(answer) if read(&answer).is_ok_and(|typed| typed.folded() == address.folded()) => Ok(()),
        Some(_) => Err(Failure::new("nothing was erased")),
        None => Err(Failure::new("nobody is here to say yes, so nothing was erased").hint("scripts say `--yes`")),
    }
}

/// Erases them as soon as no copy to them is under way.
async fn erase(app: &App, database: &Database, address: &Address) -> Result<Erasure, Failure> {
    let mut erasure = subscription::erase(database, address, clock::now()).await?;
    for turn in 0..PATIENCE {
        let Erasure::UnderWay(issues) = &erasure else { break };
        if turn == 0 {
            tell("A copy to them is being handed over: waiting until it is through …");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        for issue in database::issue::all(&mut database.read().await?).await? {
            if issues.contains(&issue.id) {
                let in_doubt = app.workspace.settings.retry.in_doubt;
                delivery::look_after(database, &issue, in_doubt, clock::now()).await?;
            }
        }
        erasure = subscription::erase(database, address, clock::now()).await?;
    }
    Ok(erasure)
}

fn told(address: &Address, erased: &Erased) {
    say(format!(
        "{address} is erased: fields, words and {}.",
        counted(erased.lists as u64, "subscription", "subscriptions")
    ));
    if erased.copies > 0 {
        say(format!("{} waited for them and will not go.", counted(erased.copies, "copy", "copies")));
    }
    say("A keyed fingerprint of the address stays, so that no import brings them back.");
    if !erased.sources.is_empty() {
        let files: Vec<_> = erased.sources.iter().map(|file| format!("`{file}`")).collect();
        say(format!("They came from {}: take them out there too.", files.join(", ")));
    }
    say("Backups that were made before still hold them.");
}

async fn wipe(database: &Database) -> Result<(), Failure> {
    if database.wipe().await? {
        return Ok(());
    }
    Err(Failure::new("another program reads the database and keeps old bytes of it in its log")
        .hint("end it, then run the same command again: it clears them away"))
}

/// Names or deletes the copies to them that were filed and not sent.
fn outbox(app: &App, address: &Address, delete: bool) -> Result<(), Failure> {
    let folder = match &app.workspace.settings.relay.url {
        Relay::Outbox(folder) => folder.clone(),
        // A trial may have filled it before there was a relay.
        Relay::Smtp { .. } => PathBuf::from("outbox"),
    };
    let filed = transport::filed_for(&app.workspace.root.join(&folder), address)?;
    if filed.is_empty() {
        return Ok(());
    }
    let copies = counted(filed.len() as u64, "copy", "copies");
    if delete {
        for file in &filed {
            std::fs::remove_file(file)?;
        }
        say(format!("{copies} to them in the folder `{}` deleted.", folder.display()));
    } else {
        say(format!(
            "The folder `{}` holds {copies} to them: delete them by the same command with `--outbox`.",
            folder.display()
        ));
    }
    Ok(())
}
