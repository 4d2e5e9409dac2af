//! `circular subscriber`.

mod erase;
mod show;
mod suppress;

use std::fs::File;
use std::path::PathBuf;

use clap::Subcommand;

use super::app::{App, find_list};
use super::failure::Failure;
use super::output::{counted, number, say, tell};
use crate::clock;
use crate::database::Database;
use crate::model::{Address, BadAddress, List, State, Way};
use crate::subscription::{self, Import};

/// Manage subscribers
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Bring people onto a list from a CSV file
    ///
    /// The first line names the columns; one of them is `email`, the others become fields that letters can use.
    /// Good rows are taken, bad ones are named by their line. Who has unsubscribed stays unsubscribed.
    Import {
        /// The CSV file, in UTF-8
        file: PathBuf,
        /// The list
        #[arg(long)]
        list: String,
        /// Take nothing if one row is bad
        #[arg(long)]
        strict: bool,
    },
    /// Take somebody off a list
    Unsubscribe {
        /// Their address, or the word after `unsubscribe` in the subject of their mail
        #[arg(value_name = "ADDRESS|WORD")]
        who: String,
        /// The list; the word from a mail names it itself
        #[arg(long)]
        list: Option<String>,
    },
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
        Command::Show(args) => show::run(app, &database, &args).await,
        Command::Erase(args) => erase::run(app, &database, &args).await,
        Command::Suppress(args) => suppress::run(app, &database, &args).await,
        Command::Unsuppress(args) => suppress::lift(app, &database, &args).await,
        Command::Suppressed => suppress::all(app, &database).await,
        Command::Import { file, list, strict } => {
            let list = find_list(&database, &list).await?;
            let open = File::open(&file)
                .map_err(|error| Failure::new(format!("cannot read `{}`: {error}", file.display())))?;
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let import = subscription::import(&database, &list, open, &name, strict, clock::now()).await?;
            tell_import(&import, &name, &list)
        }
        Command::Unsubscribe { who, list: Some(list) } => by_address(&database, &who, &list).await,
        Command::Unsubscribe { who, list: None } => by_word(&database, &who).await,
    }
}

/// Reads an address that somebody typed.
fn read(address: &str) -> Result<Address, Failure> {
    address.parse().map_err(|bad: BadAddress| Failure::new(bad.to_string()))
}

async fn by_address(database: &Database, address: &str, list: &str) -> Result<(), Failure> {
    let list = find_list(database, list).await?;
    let address = read(address)?;
    match subscription::take_off(database, &list, &address, clock::now()).await? {
        Some(true) => say(format!("{address} is off the list `{}` and will not be put back by an import.", list.name)),
        Some(false) => say(format!("{address} is not on the list `{}`.", list.name)),
        None => return Err(Failure::new(format!("nobody has the address `{address}`"))),
    }
    Ok(())
}

/// Takes off whom the sealed word in an unsubscribe mail names, from whichever address they wrote.
async fn by_word(database: &Database, word: &str) -> Result<(), Failure> {
    let now = clock::now();
    let token = subscription::keys(database, now).await?.open(word).ok_or_else(|| {
        Failure::new("that is no word from an unsubscribe mail of ours")
            .hint("give the word after `unsubscribe` in the mail's subject, or an address and `--list LIST`")
    })?;
    let standing = subscription::leave(database, token, Way::Mail, now).await?;
    match (standing.state, standing.list) {
        (Some(State::Unsubscribed), Some(list)) => say(format!("They are off the list “{list}”.")),
        _ => say("They are on no list that this word names."),
    }
    Ok(())
}

fn tell_import(import: &Import, file: &str, list: &List) -> Result<(), Failure> {
    for refused in &import.refused {
        tell(format!("{file}, line {}: {}", refused.line, refused.reason));
    }
    let refused = import.refused.len() as u64;
    if !import.written {
        let bad = counted(refused, "bad row", "bad rows");
        return Err(Failure::new(format!("{bad}, so nothing was imported"))
            .hint("mend the rows, or leave `--strict` out to import the others"));
    }
    let mut parts = vec![format!("{} joined", number(import.new + import.joined))];
    for (count, words) in [
        (import.changed, "changed"),
        (import.unchanged, "unchanged"),
        (import.left_before, "unsubscribed before and left so"),
        (import.suppressed, "suppressed, as their address takes no mail"),
        (refused, "refused"),
    ] {
        if count > 0 {
            parts.push(format!("{} {words}", number(count)));
        }
    }
    say(format!("Imported `{file}` into `{}`: {}.", list.name, parts.join(", ")));
    if !import.fields.is_empty() {
        let fields: Vec<_> = import.fields.iter().map(|name| format!("{{{{{name}}}}}")).collect();
        say(format!("Letters can use {}.", fields.join(", ")));
    }
    Ok(())
}
