//! `circular subscriber unsubscribe`.

use crate::cli::app::{find_list, parse_address};
use crate::cli::error::CommandError;
use crate::cli::output::print_line;
use crate::clock;
use crate::database::{self, Database};
use crate::model::{Address, EventChannel, IssueId, List, SubscriptionState, Token};
use crate::subscription;

/// Unsubscribe a person from one list or from all lists
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The address, or the token in the subject or address of an unsubscribe mail
    #[arg(value_name = "ADDRESS|TOKEN")]
    who: String,
    /// The list; a token names its list itself
    #[arg(long)]
    list: Option<String>,
    /// Unsubscribe from every list
    #[arg(long, conflicts_with = "list")]
    all: bool,
}

pub(super) async fn run(database: &Database, args: &Args) -> Result<(), CommandError> {
    match &args.list {
        Some(list) => by_address(database, &args.who, list).await,
        None if args.all && args.who.contains('@') => by_address_from_all(database, &args.who).await,
        None if args.who.contains('@') => {
            Err(CommandError::new("an address needs a list").with_hint("add `--list LIST`, or `--all` for every list"))
        }
        None => by_token(database, &args.who, args.all).await,
    }
}

async fn by_address(database: &Database, address: &str, list: &str) -> Result<(), CommandError> {
    let list = find_list(database, list).await?;
    let address = parse_address(address)?;
    match subscription::unsubscribe_address(database, &list, &address, clock::now()).await? {
        Some(true) => {
            print_line(format!(
                "Unsubscribed {address} from the list `{}`; an import will not add them again.",
                list.name
            ));
        }
        Some(false) if is_unsubscribed(database, &list, &address).await? => {
            print_line(format!("{address} had already left the list `{}`: nothing changed.", list.name));
        }
        Some(false) => print_line(format!("{address} is not on the list `{}`.", list.name)),
        None => return Err(unknown_address(&address)),
    }
    Ok(())
}

async fn by_address_from_all(database: &Database, address: &str) -> Result<(), CommandError> {
    let address = parse_address(address)?;
    let left = subscription::unsubscribe_address_from_all(database, &address, clock::now())
        .await?
        .ok_or_else(|| unknown_address(&address))?;
    if left.is_empty() {
        print_line(format!("{address} is not on any list: nothing changed."));
    }
    for list in left {
        print_line(format!("Unsubscribed {address} from the list `{}`; an import will not add them again.", list.name));
    }
    Ok(())
}

/// Unsubscribes the person whom the token of an unsubscribe mail names, whatever address the mail came from.
async fn by_token(database: &Database, sealed: &str, all: bool) -> Result<(), CommandError> {
    let now = clock::now();
    let token = subscription::signing_keys(database, now).await?.find(sealed).ok_or_else(|| {
        CommandError::new("that is not a token from an unsubscribe mail")
            .with_hint("pass the token from the mail's subject or address, or an address and `--list LIST`")
    })?;
    if all {
        subscription::unsubscribe_all(database, token, EventChannel::Mail, now).await?;
        print_line("Unsubscribed them from every list.");
        return Ok(());
    }
    let before = subscription_state(database, token).await?;
    let standing = subscription::unsubscribe(database, token, EventChannel::Mail, now).await?;
    match (standing.state, standing.list) {
        (Some(SubscriptionState::Unsubscribed), Some(list)) if before == Some(SubscriptionState::Unsubscribed) => {
            print_line(format!("They had already left the list “{list}”: nothing changed."));
        }
        (Some(SubscriptionState::Unsubscribed), Some(list)) => {
            print_line(format!("Unsubscribed them from the list “{list}”."));
        }
        _ => print_line("They are not on the list that this token names."),
    }
    Ok(())
}

async fn is_unsubscribed(database: &Database, list: &List, address: &Address) -> Result<bool, CommandError> {
    let found = database::subscribers::by_address(&mut database.begin_read().await?, address).await?;
    let Some(subscriber) = found else { return Ok(false) };
    let token = Token { list: list.id, subscriber: subscriber.id, issue: IssueId::NONE };
    Ok(subscription_state(database, token).await? == Some(SubscriptionState::Unsubscribed))
}

async fn subscription_state(database: &Database, token: Token) -> Result<Option<SubscriptionState>, CommandError> {
    Ok(subscription::subscription_status(database, token).await?.state)
}

fn unknown_address(address: &Address) -> CommandError {
    CommandError::new(format!("no subscriber has the address `{address}`"))
}
