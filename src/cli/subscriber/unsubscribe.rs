//! `circular subscriber unsubscribe`.

use crate::cli::app::find_list;
use crate::cli::failure::Failure;
use crate::cli::output::say;
use crate::clock;
use crate::database::Database;
use crate::model::{Address, BadAddress, State, Way};
use crate::subscription;

/// Take somebody off a list
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Their address, or the word after `unsubscribe` in the subject of their mail
    #[arg(value_name = "ADDRESS|WORD")]
    who: String,
    /// The list; the word from a mail names it itself
    #[arg(long)]
    list: Option<String>,
}

pub(super) async fn run(database: &Database, args: &Args) -> Result<(), Failure> {
    match &args.list {
        Some(list) => by_address(database, &args.who, list).await,
        None => by_word(database, &args.who).await,
    }
}

async fn by_address(database: &Database, address: &str, list: &str) -> Result<(), Failure> {
    let list = find_list(database, list).await?;
    let address: Address = address.parse().map_err(|bad: BadAddress| Failure::new(bad.to_string()))?;
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
