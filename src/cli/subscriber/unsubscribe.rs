//! `circular subscriber unsubscribe`.

use crate::cli::app::find_list;
use crate::cli::failure::Failure;
use crate::cli::output::say;
use crate::clock;
use crate::database::{self, Database};
use crate::model::{Address, BadAddress, IssueId, List, State, Token, Way};
use crate::subscription;

/// Take somebody off a list, or off all
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Their address, or the word from their unsubscribe mail: it stands in the mail's subject or address
    #[arg(value_name = "ADDRESS|WORD")]
    who: String,
    /// The list; the word from a mail names it itself
    #[arg(long)]
    list: Option<String>,
    /// Every list that they are on
    #[arg(long, conflicts_with = "list")]
    all: bool,
}

pub(super) async fn run(database: &Database, args: &Args) -> Result<(), Failure> {
    match &args.list {
        Some(list) => by_address(database, &args.who, list).await,
        None if args.all && args.who.contains('@') => by_address_from_all(database, &args.who).await,
        None if args.who.contains('@') => {
            Err(Failure::new("an address alone names no list").hint("add `--list LIST`, or `--all` for every list"))
        }
        None => by_word(database, &args.who, args.all).await,
    }
}

async fn by_address(database: &Database, address: &str, list: &str) -> Result<(), Failure> {
    let list = find_list(database, list).await?;
    let address = parse(address)?;
    match subscription::take_off(database, &list, &address, clock::now()).await? {
        Some(true) => say(format!("{address} is off the list `{}` and will not be put back by an import.", list.name)),
        Some(false) if has_left(database, &list, &address).await? => {
            say(format!("{address} had left the list `{}` before: nothing has changed.", list.name));
        }
        Some(false) => say(format!("{address} is not on the list `{}`.", list.name)),
        None => return Err(nobody(&address)),
    }
    Ok(())
}

async fn by_address_from_all(database: &Database, address: &str) -> Result<(), Failure> {
    let address = parse(address)?;
    let left = subscription::take_off_all(database, &address, clock::now()).await?.ok_or_else(|| nobody(&address))?;
    if left.is_empty() {
        say(format!("{address} was on no list any more: nothing has changed."));
    }
    for list in left {
        say(format!("{address} is off the list `{}` and will not be put back by an import.", list.name));
    }
    Ok(())
}

/// Takes off whom the sealed word in an unsubscribe mail names, from whichever address they wrote.
async fn by_word(database: &Database, word: &str, all: bool) -> Result<(), Failure> {
    let now = clock::now();
    let token = subscription::keys(database, now).await?.open(word).ok_or_else(|| {
        Failure::new("that is no word from an unsubscribe mail of ours")
            .hint("give the word from the mail's subject or address, or an address and `--list LIST`")
    })?;
    if all {
        subscription::leave_all(database, token, Way::Mail, now).await?;
        say("They are off every list.");
        return Ok(());
    }
    let before = state(database, token).await?;
    let standing = subscription::leave(database, token, Way::Mail, now).await?;
    match (standing.state, standing.list) {
        (Some(State::Unsubscribed), Some(list)) if before == Some(State::Unsubscribed) => {
            say(format!("They had left the list “{list}” before: nothing has changed."));
        }
        (Some(State::Unsubscribed), Some(list)) => say(format!("They are off the list “{list}”.")),
        _ => say("They are on no list that this word names."),
    }
    Ok(())
}

async fn has_left(database: &Database, list: &List, address: &Address) -> Result<bool, Failure> {
    let found = database::subscriber::by_address(&mut database.read().await?, address).await?;
    let Some(subscriber) = found else { return Ok(false) };
    let token = Token { list: list.id, subscriber: subscriber.id, issue: IssueId::NONE };
    Ok(state(database, token).await? == Some(State::Unsubscribed))
}

async fn state(database: &Database, token: Token) -> Result<Option<State>, Failure> {
    Ok(subscription::standing(database, token).await?.state)
}

fn parse(address: &str) -> Result<Address, Failure> {
    address.parse().map_err(|bad: BadAddress| Failure::new(bad.to_string()))
}

fn nobody(address: &Address) -> Failure {
    Failure::new(format!("nobody has the address `{address}`"))
}
