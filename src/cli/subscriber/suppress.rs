//! `circular subscriber suppress`, `unsuppress` and `suppressed`.

use strum::IntoEnumIterator as _;

use super::super::app::App;
use super::super::failure::Failure;
use super::super::output::{ask, counted, moment, number, say};
use super::read;
use crate::clock;
use crate::database::{self, Database};
use crate::model::{Cause, Suppression, single_line};
use crate::subscription::{self, Lifted, Record, SetAside};

/// See to it that an address is not mailed, on any list
///
/// It works for people who are on no list too: of them only a keyed fingerprint of the address is kept.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The address
    address: String,
    /// Why, for those who look later
    #[arg(long, value_name = "WORDS")]
    note: Option<String>,
}

/// Mail an address again that the relay refused or that was suppressed by hand
///
/// How they stood on each list comes back; who has unsubscribed stays so. Who complained or was erased comes back by
/// their own hand only.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct LiftArgs {
    /// The address
    address: String,
    /// Why, for those who look later
    #[arg(long, value_name = "WORDS")]
    note: Option<String>,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

pub(super) async fn run(app: &App, database: &Database, args: &Args) -> Result<(), Failure> {
    let address = read(&args.address)?;
    let note = args.note.as_deref().map(single_line);
    match subscription::set_aside(database, &address, note.as_deref(), clock::now()).await? {
        SetAside::Held(lists) => {
            let was = counted(lists as u64, "list", "lists");
            say(format!("{address} gets nothing more: they were mailed on {was}. An import does not change that."));
        }
        SetAside::Stranger => say(format!(
            "Nobody has the address {address}. Its fingerprint is kept, so that no import brings it onto a list."
        )),
        SetAside::Already(cause, at) => {
            let day = moment(at, &app.workspace.settings.society.time_zone());
            say(format!("{address} gets nothing already: {}, {day}.", why(cause)));
        }
    }
    Ok(())
}

pub(super) async fn lift(app: &App, database: &Database, args: &LiftArgs) -> Result<(), Failure> {
    let address = read(&args.address)?;
    let record = subscription::record(database, &address).await?;
    let liftable = record.suppression.as_ref().map(|kept| kept.cause).or(record.stranger.map(|(cause, _)| cause));
    if liftable.is_some_and(Cause::can_be_lifted) && !args.yes {
        confirm(app, &record)?;
    }
    let note = args.note.as_deref().map(single_line);
    match subscription::lift(database, &address, note.as_deref(), clock::now()).await? {
        Lifted::Held(lists) => {
            say(format!("{address} is mailed again, on {}.", counted(lists as u64, "list", "lists")));
        }
        Lifted::Stranger => say(format!("{address} can be imported again.")),
        Lifted::Nothing => say(format!("{address} is not suppressed.")),
        Lifted::Refused(cause, at) => {
            let day = moment(at, &app.workspace.settings.society.time_zone());
            let failure = Failure::new(format!("{}, {day}: nobody but they themselves can undo that", why(cause)));
            return Err(failure.hint("if they ask you to, they can join again by themselves"));
        }
    }
    Ok(())
}

fn confirm(app: &App, record: &Record) -> Result<(), Failure> {
    let address = &record.address;
    let zone = app.workspace.settings.society.time_zone();
    match (&record.suppression, record.stranger) {
        (Some(Suppression { cause, at, note, .. }), _) => {
            let note = note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
            say(format!("{address}: {}, {}{note}", why(*cause), moment(*at, &zone)));
        }
        (None, Some((cause, at))) => say(format!("{address}: {}, {}", why(cause), moment(at, &zone))),
        (None, None) => {}
    }
    say("Mail it again only if you know that the address works now and that they want your letters.");
    match ask("Type the address to mail it again, or anything else to leave it:") {
        Some(answer) if read(&answer).is_ok_and(|typed| typed.folded() == address.folded()) => Ok(()),
        Some(_) => Err(Failure::new("nothing was changed")),
        None => Err(Failure::new("nobody is here to say yes, so nothing was changed").hint("scripts say `--yes`")),
    }
}

pub(super) async fn all(app: &App, database: &Database) -> Result<(), Failure> {
    let mut work = database.read().await?;
    let held = database::suppression::all(&mut work).await?;
    let strangers = database::stranger::counts(&mut work).await?;
    let mut empty = true;
    for cause in Cause::iter() {
        let named = held.iter().filter(|(_, kept)| kept.cause == cause).count() as u64;
        let unnamed: u64 = strangers.iter().filter(|(kept, _)| *kept == cause).map(|(_, count)| count).sum();
        if named + unnamed == 0 {
            continue;
        }
        empty = false;
        let of_them = match unnamed {
            0 => String::new(),
            _ => format!("  ({} by fingerprint only)", number(unnamed)),
        };
        say(format!("{:<11} {:>7}{of_them}", cause.to_string(), number(named + unnamed)));
    }
    if empty {
        say("No address is suppressed.");
    }
    let zone = app.workspace.settings.society.time_zone();
    for (address, kept) in held {
        let note = kept.note.map(|note| format!("  {note}")).unwrap_or_default();
        say(format!("  {address}  {}, {}{note}", kept.cause, moment(kept.at, &zone)));
    }
    Ok(())
}

/// Tells in a clause why an address is not mailed.
pub(super) fn why(cause: Cause) -> &'static str {
    match cause {
        Cause::Bounced => "the relay said that the address takes no mail",
        Cause::Owner => "it was suppressed by hand",
        Cause::Erased => "they were erased",
        Cause::Complained => "they complained to their provider",
    }
}
