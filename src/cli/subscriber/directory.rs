//! `circular subscriber list`.

use serde_json::{Map, Value, json};

use crate::cli::app::find_list;
use crate::cli::error::CommandError;
use crate::cli::list::condition_error;
use crate::cli::output::{format_count, format_number, print_line};
use crate::database::Database;
use crate::model::value_json;
use crate::segment::{self, Condition, FoundSubscriber, SearchResult, SubscriberSearch};

/// How many people are shown by default.
const DEFAULT_LIMIT: u64 = 20;

/// List people: everybody, or those who are looked for
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Only people of this list, also those who have left it
    #[arg(long)]
    list: Option<String>,
    /// Only people of whom this is true, such as `"student" in tags`
    #[arg(long = "where", value_name = "CONDITION")]
    condition: Option<String>,
    /// Only people with this text in their address, name or fields, whatever its capitals and accents
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
    /// Show at most this many people [default: 20, with `--json` all]
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(database: &Database, args: &Args) -> Result<(), CommandError> {
    let list = match &args.list {
        Some(list) => Some(find_list(database, list).await?),
        None => None,
    };
    let names = segment::condition_names(database).await?;
    let condition = args.condition.as_deref().map(|text| Condition::parse(text, &names));
    let condition = condition.transpose().map_err(|bad| condition_error("where", &bad))?;
    let limit = args.limit.unwrap_or(if args.json { u64::MAX } else { DEFAULT_LIMIT });
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let search = SubscriberSearch { list, condition, text: args.search.clone(), limit };
    let result = segment::search_subscribers(database, &search).await?;
    if args.json {
        let people: Vec<Value> = result.found.iter().map(found_json).collect();
        print_line(format!("{:#}", json!({ "total": result.total, "subscribers": people })));
    } else {
        print_found(&result);
    }
    Ok(())
}

fn print_found(result: &SearchResult) {
    print_line(format_count(result.total, "person", "people"));
    for found in &result.found {
        print_line(format!("  {} — {}", found.subscriber.mailbox(), lists(found)));
    }
    let more = result.total.saturating_sub(result.found.len() as u64);
    if more > 0 {
        print_line(format!("… and {} more: `--limit {}` shows them all", format_number(more), result.total));
    }
}

fn lists(found: &FoundSubscriber) -> String {
    if found.lists.is_empty() {
        return "on no list".to_owned();
    }
    let on = found.lists.iter().map(|on| format!("{}: {}", on.list, on.state.to_string().replace('_', " ")));
    on.collect::<Vec<_>>().join(", ")
}

fn found_json(found: &FoundSubscriber) -> Value {
    let person = &found.subscriber;
    let fields: Map<String, Value> =
        person.fields.iter().map(|(name, value)| (name.clone(), value_json(Some(value)))).collect();
    let subscriptions: Vec<Value> =
        found.lists.iter().map(|on| json!({ "list": on.list, "state": <&str>::from(on.state) })).collect();
    json!({
        "address": person.address.as_str(),
        "name": person.mailbox().name,
        "fields": fields,
        "subscriptions": subscriptions,
    })
}
