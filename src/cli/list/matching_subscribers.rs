//! `circular list show LIST --where CONDITION`: who of a list fits a condition, and why.

use serde_json::{Map, Value, json};

use crate::cli::error::CommandError;
use crate::cli::output::{format_count, format_number, print_line};
use crate::cli::segment_json::segment_json;
use crate::database::Database;
use crate::model::{FieldValue, List, Subscriber, value_json};
use crate::segment::{self, BadCondition, Condition, Segment};
use crate::wording;

/// How many people are shown unless `--limit` says otherwise.
const DEFAULT_LIMIT: u64 = 20;

/// Which people of a list to show.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Show the people who match a condition, such as `"student" in tags`
    #[arg(long = "where", value_name = "CONDITION", requires = "name")]
    condition: Option<String>,
    /// Leave out the people who match a condition
    #[arg(long = "exclude", value_name = "CONDITION", requires = "name")]
    exclusion: Option<String>,
    /// Show at most this many people [default: 20; all with `--json`]
    #[arg(long, value_name = "N", requires = "name")]
    limit: Option<u64>,
    /// Print the people as JSON
    #[arg(long, requires = "name")]
    json: bool,
}

impl Args {
    /// Reports whether the options ask for people and not only for the list.
    pub(super) fn lists_subscribers(&self) -> bool {
        self.condition.is_some() || self.exclusion.is_some() || self.limit.is_some() || self.json
    }
}

/// Shows the matching people with the fields that the condition uses, and counts the others.
pub(super) async fn show_matching(database: &Database, list: List, args: &Args) -> Result<(), CommandError> {
    let names = segment::condition_names(database).await?;
    let parsed = |option, text: &Option<String>| {
        let text = text.as_deref().map(|text| Condition::parse(text, &names));
        text.transpose().map_err(|bad| condition_error(option, &bad))
    };
    let condition = parsed("where", &args.condition)?;
    let exclusion = parsed("exclude", &args.exclusion)?;
    let audience = Segment { condition, exclusion, ..Segment::whole_list(list) };
    let limit = args.limit.unwrap_or(if args.json { u64::MAX } else { DEFAULT_LIMIT });
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut shown = Vec::new();
    let mut pages = audience.pages();
    while let Some(page) = pages.next(&mut database.begin_read().await?).await? {
        shown.extend(page.into_iter().take(limit.saturating_sub(shown.len())));
    }
    let reach = pages.stats();
    if args.json {
        let people: Vec<_> = shown.iter().map(|subscriber| subscriber_json(&audience, subscriber)).collect();
        let laid_out = json!({ "segment": segment_json(&audience, &reach), "subscribers": people });
        print_line(serde_json::to_string_pretty(&laid_out)?);
        return Ok(());
    }
    let by = wording::excluded_summary(&reach).map(|by| format!("; left out: {by}")).unwrap_or_default();
    let people = format_count(reach.eligible(), "subscriber", "subscribers");
    print_line(format!(
        "{}  {} — {} of {people}{by}",
        audience.list.name,
        audience.list.title,
        format_number(reach.recipients)
    ));
    for subscriber in &shown {
        print_line(subscriber_line(&audience, subscriber));
    }
    let more = reach.recipients.saturating_sub(shown.len() as u64);
    if more > 0 {
        print_line(format!("… and {} more: `--limit {}` shows them all", format_number(more), reach.recipients));
    }
    Ok(())
}

/// Turns what is wrong with a condition into an error about an option.
pub(in crate::cli) fn condition_error(option: &str, bad: &BadCondition) -> CommandError {
    let failure = CommandError::new(format!("in `--{option}`, {bad}"));
    match bad.hint() {
        Some(hint) => failure.with_hint(hint),
        None => failure,
    }
}

fn subscriber_line(audience: &Segment, subscriber: &Subscriber) -> String {
    let why = audience.deciding_fields(subscriber);
    let why: Vec<_> =
        why.into_iter().map(|(field, value)| format!("{field}: {}", FieldValue::describe(value))).collect();
    let who = subscriber.mailbox();
    if why.is_empty() { format!("  {who}") } else { format!("  {who} — {}", why.join("; ")) }
}

fn subscriber_json(audience: &Segment, subscriber: &Subscriber) -> Value {
    let fields: Map<String, Value> = audience
        .deciding_fields(subscriber)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value_json(value)))
        .collect();
    json!({ "address": subscriber.address.as_str(), "name": subscriber.mailbox().name, "condition_fields": fields })
}
