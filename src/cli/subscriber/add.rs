//! `circular subscriber add`.

use serde_json::json;

use super::basis_args::BasisArgs;
use super::field_args::{FieldArgs, edit_lines, edits_json};
use super::{confirm, parse_mailable_address};
use crate::cli::app::{App, find_list};
use crate::cli::error::CommandError;
use crate::cli::output::{print_line, print_status};
use crate::cli::return_ways::ReturnWays;
use crate::clock;
use crate::database::Database;
use crate::model::{Address, List, SubscriptionState, SuppressionReason};
use crate::subscription::{self, AddOutcome, FieldEdit, NewMember};

/// Add one person to a list
///
/// People who unsubscribed are added only with `--rejoin`. People who were erased or whose address is suppressed are not
/// added. It asks before it replaces a known value.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(in crate::cli) struct Args {
    /// The address
    address: String,
    /// The list
    #[arg(long)]
    list: String,
    #[command(flatten)]
    basis: BasisArgs,
    #[command(flatten)]
    fields: FieldArgs,
    /// Put somebody back who had left or wanted only notices, because they have asked for it; needs `--basis`
    #[arg(long, requires = "basis")]
    rejoin: bool,
    /// Add somebody new whose address was formerly that of somebody else
    #[arg(long)]
    new_person: bool,
    /// Send them the list's welcome letter; otherwise only people who join by themselves get it
    #[arg(long)]
    welcome: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, database: &Database, args: &Args) -> Result<(), CommandError> {
    let list = find_list(database, &args.list).await?;
    if args.welcome && list.welcome.is_none() {
        return Err(CommandError::new(format!("the list `{}` has no welcome letter", list.name))
            .with_hint(format!("choose one: `circular list edit {} --welcome DRAFT`", list.name)));
    }
    let address = parse_mailable_address(&args.address)?;
    let fields = args.fields.read(app, database).await?;
    let basis = args.basis.record_text(&list, app.workspace.settings.society.time_zone())?;
    let member = NewMember {
        address: &address,
        fields: &fields,
        basis: basis.as_deref(),
        has_taken_over: args.new_person,
        is_returning: args.rejoin,
    };
    if !args.yes {
        let planned = subscription::add_subscriber(database, &list, member, true, clock::now()).await?;
        confirm_replacements(&address, &planned)?;
    }
    let outcome = subscription::add_subscriber(database, &list, member, false, clock::now()).await?;
    let queues_welcome = args.welcome && matches!(outcome, AddOutcome::Joined(_) | AddOutcome::AlreadySubscribed(_));
    let welcome = if queues_welcome {
        Some(subscription::queue_welcome(database, &list, &address, clock::now()).await?)
    } else {
        None
    };
    match &outcome {
        AddOutcome::Joined(edits) => print_added(args.json, &address, &list, "joined", edits, welcome),
        AddOutcome::AlreadySubscribed(edits) => {
            print_added(args.json, &address, &list, "already_subscribed", edits, welcome);
            if args.basis.has_words() {
                print_status(format!(
                    "What `--basis` says was not recorded: {address} was on the list already, and what was recorded then \
                     stays."
                ));
            }
        }
        refused => return Err(refusal(refused, &address, &list, &ReturnWays::load(app, database).await?)),
    }
    Ok(())
}

/// Returns why the address was not put on the list.
fn refusal(outcome: &AddOutcome, address: &Address, list: &List, ways: &ReturnWays) -> CommandError {
    let shown = format!("`circular subscriber show {address}` says why");
    match outcome {
        AddOutcome::OptedOut(state) => opted_out(address, list, *state, ways),
        AddOutcome::FormerAddress(present) => CommandError::new(format!(
            "{address} is the former address of {present}: nothing has changed"
        ))
        .with_hint(format!(
            "`circular subscriber add {present} --list {}` adds the same person; if somebody else has the \
                     address now, pass `--new-person`",
            list.name
        )),
        AddOutcome::SuppressedAddress(SuppressionReason::Erased) => {
            CommandError::new(format!("the owner of {address} wanted to be erased: only they can come back"))
                .with_hint(ways.of_any())
        }
        AddOutcome::SuppressedAddress(_) => {
            CommandError::new(format!("{address} is suppressed, though nobody here has it")).with_hint(shown)
        }
        AddOutcome::Suppressed | AddOutcome::Joined(_) | AddOutcome::AlreadySubscribed(_) => {
            CommandError::new(format!("{address} is suppressed: nothing has changed")).with_hint(shown)
        }
    }
}

/// Asks before a value that is known is replaced.
fn confirm_replacements(address: &Address, planned: &AddOutcome) -> Result<(), CommandError> {
    let (AddOutcome::Joined(edits) | AddOutcome::AlreadySubscribed(edits)) = planned else { return Ok(()) };
    if edits.iter().all(|edit| edit.before.is_none()) {
        return Ok(());
    }
    print_status(format!("This changes what is known of {address}:"));
    for line in edit_lines(edits) {
        print_status(line);
    }
    confirm("Type yes to change it, or anything else to leave it:")
}

fn print_added(
    as_json: bool,
    address: &Address,
    list: &List,
    outcome: &str,
    edits: &[FieldEdit],
    welcome: Option<bool>,
) {
    let name = &list.name;
    if as_json {
        let added = json!({
            "address": address.as_str(),
            "list": name.as_str(),
            "outcome": outcome,
            "changed_fields": edits_json(edits),
            "welcome_queued": welcome == Some(true),
        });
        return print_line(format!("{added:#}"));
    }
    print_line(match (outcome, edits.is_empty()) {
        ("joined", true) => format!("{address} is on the list `{name}`."),
        ("joined", false) => format!("{address} is on the list `{name}`, with:"),
        (_, true) => format!("{address} was on the list `{name}` already: nothing has changed."),
        (_, false) => format!("{address} was on the list `{name}` already. Changed:"),
    });
    for line in edit_lines(edits) {
        print_line(line);
    }
    match welcome {
        Some(true) => print_line("`circular serve` sends them the welcome letter."),
        Some(false) => print_line("They got the welcome letter before, or it waits to be sent: it is not sent again."),
        None => {}
    }
}

fn opted_out(address: &Address, list: &List, state: SubscriptionState, returning: &ReturnWays) -> CommandError {
    let name = &list.name;
    let left = if state == SubscriptionState::NoticesOnly { "wants only notices" } else { "has left" };
    CommandError::new(format!("{address} {left}: only they themselves can come back to `{name}`"))
        .with_hint(returning.of_list(list))
}
