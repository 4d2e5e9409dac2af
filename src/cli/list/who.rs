//! `circular list show LIST --where CONDITION`: who of a list fits a condition, and why.

use serde_json::{Map, Value, json};

use crate::audience::{self, Audience, BadCondition, Condition};
use crate::cli::failure::Failure;
use crate::cli::output::{counted, number, say};
use crate::cli::send::reach;
use crate::database::Database;
use crate::model::{FieldValue, List, Subscriber};

/// How many people are shown when nobody says how many.
const SHOWN: u64 = 20;

/// Which people of a list are shown.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Show whom a condition fits, such as `"student" in tags`
    #[arg(long = "where", value_name = "CONDITION", requires = "name")]
    condition: Option<String>,
    /// Leave out whom a condition fits
    #[arg(long = "exclude", value_name = "CONDITION", requires = "name")]
    exclusion: Option<String>,
    /// Show at most so many people [default: 20, with `--json` all]
    #[arg(long, value_name = "N", requires = "name")]
    limit: Option<u64>,
    /// Print the people as JSON
    #[arg(long, requires = "name")]
    json: bool,
}

impl Args {
    /// Tells whether people are asked for, and not only the list.
    pub(super) fn asks_who(&self) -> bool {
        self.condition.is_some() || self.exclusion.is_some() || self.limit.is_some() || self.json
    }
}

/// Shows who of a list fits, with the fields by which it was decided, and counts the others.
pub(super) async fn show(database: &Database, list: List, args: &Args) -> Result<(), Failure> {
    let kinds = audience::kinds(database).await?;
    let parsed = |option, text: &Option<String>| {
        let text = text.as_deref().map(|text| Condition::parse(text, &kinds));
        text.transpose().map_err(|bad| misconditioned(option, &bad))
    };
    let condition = parsed("where", &args.condition)?;
    let exclusion = parsed("exclude", &args.exclusion)?;
    let audience = Audience { condition, exclusion, ..Audience::of(list) };
    let limit = args.limit.unwrap_or(if args.json { u64::MAX } else { SHOWN });
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut shown = Vec::new();
    let mut pages = audience.pages();
    while let Some(page) = pages.next(&mut database.read().await?).await? {
        shown.extend(page.into_iter().take(limit.saturating_sub(shown.len())));
    }
    let reach = pages.reach();
    if args.json {
        let people: Vec<_> = shown.iter().map(|subscriber| as_json(&audience, subscriber)).collect();
        let laid_out = json!({ "audience": reach::json(&audience, &reach), "subscribers": people });
        say(serde_json::to_string_pretty(&laid_out)?);
        return Ok(());
    }
    let by = reach::left_out(&reach).map(|by| format!("; left out: {by}")).unwrap_or_default();
    let people = counted(reach.readers(), "subscriber", "subscribers");
    say(format!("{}  {} — {} of {people}{by}", audience.list.name, audience.list.title, number(reach.recipients)));
    for subscriber in &shown {
        say(in_words(&audience, subscriber));
    }
    let more = reach.recipients.saturating_sub(shown.len() as u64);
    if more > 0 {
        say(format!("… and {} more: `--limit {}` shows them all", number(more), reach.recipients));
    }
    Ok(())
}

fn misconditioned(option: &str, bad: &BadCondition) -> Failure {
    let failure = Failure::new(format!("in `--{option}`, {bad}"));
    match bad.hint() {
        Some(hint) => failure.hint(hint),
        None => failure,
    }
}

fn in_words(audience: &Audience, subscriber: &Subscriber) -> String {
    let why = audience.why(subscriber);
    let why: Vec<_> = why.into_iter().map(|(field, value)| format!("{field}: {}", FieldValue::known(value))).collect();
    let who = subscriber.mailbox();
    if why.is_empty() { format!("  {who}") } else { format!("  {who} — {}", why.join("; ")) }
}

fn as_json(audience: &Audience, subscriber: &Subscriber) -> Value {
    let value = |value: Option<&FieldValue>| match value {
        Some(FieldValue::Date(day)) => json!(day.date.to_string()),
        other => json!(other),
    };
    let why: Map<String, Value> =
        audience.why(subscriber).into_iter().map(|(field, of)| (field.to_owned(), value(of))).collect();
    json!({ "address": subscriber.address.as_str(), "name": subscriber.mailbox().name, "why": why })
}
