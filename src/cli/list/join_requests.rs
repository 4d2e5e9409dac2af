//! `circular list requests`, `list approve` and `list decline`: who waits to join a list, and the decision.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::cli::app::{App, find_list, parse_address};
use crate::cli::error::CommandError;
use crate::cli::output::{format_count, format_time, print_line};
use crate::clock;
use crate::database::{self, Database};
use crate::model::{Address, ApprovalRequest, List};
use crate::subscription::{self, ApprovalOutcome};

/// Show who confirmed their address and waits until you approve them
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RequestsArgs {
    /// The list [default: all]
    list: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Approve people who wait: they are on the list from then on
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ApproveArgs {
    #[command(flatten)]
    chosen: ChosenRequests,
}

/// Decline people who wait: their requests are deleted, and nobody is told
///
/// They may ask again. To refuse an address for good, use `circular suppression add`.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct DeclineArgs {
    #[command(flatten)]
    chosen: ChosenRequests,
}

/// The people of one list who are approved or declined.
#[derive(Debug, clap::Args)]
struct ChosenRequests {
    /// The list
    list: String,
    /// The addresses
    #[arg(required_unless_present = "all", conflicts_with = "all")]
    addresses: Vec<String>,
    /// Everybody who waits
    #[arg(long)]
    all: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn show(app: &App, database: &Database, args: &RequestsArgs) -> Result<(), CommandError> {
    let lists = match &args.list {
        Some(name) => vec![find_list(database, name).await?],
        None => database::lists::all(&mut database.begin_read().await?).await?,
    };
    let mut waiting = Vec::new();
    for list in lists {
        let requests = subscription::approval_requests(database, &list).await?;
        waiting.extend(requests.into_iter().map(|request| (list.clone(), request)));
    }
    if args.json {
        let all: Vec<_> = waiting.iter().map(|(list, request)| request_json(list, request)).collect();
        print_line(serde_json::to_string_pretty(&json!({ "requests": all }))?);
        return Ok(());
    }
    if waiting.is_empty() {
        print_line("Nobody waits to join.");
    }
    let zone = app.workspace.settings.society.time_zone();
    for same_list in waiting.chunk_by(|(one, _), (other, _)| one.id == other.id) {
        print_requests(same_list, &zone);
    }
    Ok(())
}

fn print_requests(same_list: &[(List, ApprovalRequest)], zone: &TimeZone) {
    let [(list, _), ..] = same_list else { return };
    let name = &list.name;
    print_line(format!("{} to join `{name}`:", people_wait(same_list.len() as u64)));
    for (_, request) in same_list {
        let source = request.consent.source.as_ref().map(|source| format!(", by {source}")).unwrap_or_default();
        let asked = format_time(request.consent.requested_at, zone);
        let confirmed = format_time(request.confirmed_at, zone);
        print_line(format!("  {}  asked {asked}{source}, confirmed {confirmed}", request.address));
    }
    print_line(format!("To decide: circular list approve {name} ADDRESS, or circular list decline {name} ADDRESS"));
}

pub(super) async fn approve(database: &Database, args: &ApproveArgs) -> Result<(), CommandError> {
    let (list, addresses) = args.chosen.resolve(database).await?;
    let mut decided = Vec::new();
    for address in addresses {
        let outcome = subscription::approve_request(database, &list, &address, clock::now()).await?;
        let result = match outcome {
            ApprovalOutcome::Approved => Decision::done("approved", format!("is on the list `{}` now", list.name)),
            ApprovalOutcome::AlreadySubscribed => {
                Decision::done("already_subscribed", format!("was on the list `{}` already", list.name))
            }
            ApprovalOutcome::Suppressed => Decision::failed("suppressed", "is suppressed: nothing has changed"),
            ApprovalOutcome::NotWaiting => Decision::not_waiting(&list),
        };
        decided.push((address, result));
    }
    print_decisions(&list, &decided, args.chosen.json)
}

pub(super) async fn decline(database: &Database, args: &DeclineArgs) -> Result<(), CommandError> {
    let (list, addresses) = args.chosen.resolve(database).await?;
    let mut decided = Vec::new();
    for address in addresses {
        let was_waiting = subscription::decline_request(database, &list, &address).await?;
        let result = if was_waiting {
            Decision::done("declined", "is declined; nobody is told".to_owned())
        } else {
            Decision::not_waiting(&list)
        };
        decided.push((address, result));
    }
    print_decisions(&list, &decided, args.chosen.json)
}

impl ChosenRequests {
    /// Returns the list, and the addresses that were named or that wait.
    async fn resolve(&self, database: &Database) -> Result<(List, Vec<Address>), CommandError> {
        let list = find_list(database, &self.list).await?;
        let addresses = if self.all {
            let waiting = subscription::approval_requests(database, &list).await?;
            waiting.into_iter().map(|request| request.address).collect()
        } else {
            self.addresses.iter().map(|address| parse_address(address)).collect::<Result<_, _>>()?
        };
        Ok((list, addresses))
    }
}

/// What became of one request.
struct Decision {
    outcome: &'static str,
    words: String,
    is_done: bool,
}

impl Decision {
    fn done(outcome: &'static str, words: String) -> Self {
        Self { outcome, words, is_done: true }
    }

    fn failed(outcome: &'static str, words: &str) -> Self {
        Self { outcome, words: words.to_owned(), is_done: false }
    }

    fn not_waiting(list: &List) -> Self {
        Self::failed("not_waiting", &format!("does not wait to join `{}`", list.name))
    }
}

fn print_decisions(list: &List, decided: &[(Address, Decision)], as_json: bool) -> Result<(), CommandError> {
    if as_json {
        let all: Vec<_> = decided
            .iter()
            .map(|(address, result)| json!({ "address": address.as_str(), "outcome": result.outcome }))
            .collect();
        print_line(serde_json::to_string_pretty(&json!({ "list": list.name.as_str(), "requests": all }))?);
    } else if decided.is_empty() {
        print_line(format!("Nobody waits to join `{}`.", list.name));
    } else {
        for (address, result) in decided {
            print_line(format!("{address} {}.", result.words));
        }
    }
    if decided.iter().all(|(_, result)| result.is_done) { Ok(()) } else { Err(CommandError::already_reported()) }
}

fn request_json(list: &List, request: &ApprovalRequest) -> Value {
    json!({
        "list": list.name.as_str(),
        "address": request.address.as_str(),
        "requested_at": request.consent.requested_at,
        "confirmed_at": request.confirmed_at,
        "source": request.consent.source,
        "consent_text": request.consent.consent_text,
        "user_agent": request.consent.user_agent,
    })
}

/// Returns the line about people who wait for approval, with the command that shows them.
pub(in crate::cli) fn approval_line(list: &List, count: u64) -> String {
    format!("{} for approval to join `{1}`: circular list requests {1}", people_wait(count), list.name)
}

/// Returns `1 person waits` or `2 people wait`.
pub(super) fn people_wait(count: u64) -> String {
    format_count(count, "person waits", "people wait")
}
