//! `circular subscriber show`.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::super::app::App;
use super::super::failure::Failure;
use super::super::output::{moment, say};
use super::super::standing;
use super::read;
use super::suppress::why;
use crate::database::Database;
use crate::model::{Event, FieldValue, Shown};
use crate::subscription::{self, Copy, Happened, Record};

/// Show everything that is held of a person
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// Their address
    address: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, database: &Database, args: &Args) -> Result<(), Failure> {
    let record = subscription::record(database, &read(&args.address)?).await?;
    if record.is_empty() {
        return Err(Failure::new(format!("nobody has the address `{}`, and nothing is held of it", record.address)));
    }
    if args.json {
        say(serde_json::to_string_pretty(&as_json(&record))?);
    } else {
        for line in lines(&record, &app.workspace.settings.society.time_zone()) {
            say(line);
        }
    }
    Ok(())
}

fn lines(record: &Record, zone: &TimeZone) -> Vec<String> {
    let time = |at: Timestamp| moment(at, zone);
    let mut lines = vec![match record.since {
        Some(since) => format!("{}, held since {}", record.address, time(since)),
        None => format!("{}: nobody on our lists has this address", record.address),
    }];
    if let Some((cause, at)) = record.stranger {
        lines.push(format!(
            "Not to be mailed: {}, {}. Only a fingerprint of the address is kept.",
            why(cause),
            time(at)
        ));
    }
    if let Some(kept) = &record.suppression {
        let issue = record.suppression_issue.as_ref().map(|issue| format!(", by `{issue}`")).unwrap_or_default();
        let note = kept.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        lines.push(format!("Not to be mailed: {}, {}{issue}{note}", why(kept.cause), time(kept.at)));
    }
    if let Some(request) = &record.request {
        let together = |one: &Shown, other: &Shown| one.at == other.at && one.wording == other.wording;
        for asked in request.lists.chunk_by(|(_, one), (_, other)| together(one, other)) {
            let [(_, shown), ..] = asked else { continue };
            let names = asked.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            lines.push(format!("Asked by the form for {names}, {}, and has not confirmed it", time(shown.at)));
            lines.extend(details(shown.source.as_deref(), Some(&shown.wording), shown.agent.as_deref()));
        }
    }
    section(
        &mut lines,
        "fields",
        record.fields.iter().map(|(name, value)| format!("{name} ({}): {}", value.kind(), shown(value))),
    );
    section(
        &mut lines,
        "lists",
        record.lists.iter().map(|on| format!("{} ({}): {} since {}", on.list, on.title, on.state, time(on.since))),
    );
    section(&mut lines, "events", record.events.iter().map(|happened| happened_line(happened, zone)));
    section(&mut lines, "letters", record.copies.iter().map(|copy| copy_line(copy, zone)));
    lines
}

/// Shows a value as it is held: letters print nothing for a flag that is not set.
fn shown(value: &FieldValue) -> String {
    if *value == FieldValue::Flag(false) { "no".to_owned() } else { value.to_string() }
}

fn section(lines: &mut Vec<String>, title: &str, entries: impl Iterator<Item = String>) {
    let mut entries = entries.peekable();
    if entries.peek().is_some() {
        lines.push(format!("\n{title}:"));
        lines.extend(entries.map(|entry| format!("  {entry}")));
    }
}

fn happened_line(happened: &Happened, zone: &TimeZone) -> String {
    let Event { at, kind, way, note, source, wording, agent, suspect, .. } = &happened.event;
    let on = happened.list.as_ref().map(|list| format!(" `{list}`")).unwrap_or_default();
    let issue = happened.issue.as_ref().map(|issue| format!(", by the issue `{issue}`")).unwrap_or_default();
    let suspect = if *suspect { ", perhaps by a link scanner" } else { "" };
    let note = note.as_ref().map(|note| format!(": “{note}”")).unwrap_or_default();
    let [kind, way] = [kind.to_string(), way.to_string()].map(|word| word.replace('_', " "));
    let mut text = format!("{}  {kind}{on} by {way}{issue}{suspect}{note}", moment(*at, zone));
    for detail in details(source.as_deref(), wording.as_deref(), agent.as_deref()) {
        text = format!("{text}\n  {detail}");
    }
    text
}

/// Tells where it came from, what was shown, and which program was used.
fn details(source: Option<&str>, wording: Option<&str>, agent: Option<&str>) -> Vec<String> {
    [("from", source), ("shown", wording), ("with", agent)]
        .into_iter()
        .filter_map(|(label, text)| Some(format!("    {label} {}", text?.replace('\n', "\n      "))))
        .collect()
}

fn copy_line(copy: &Copy, zone: &TimeZone) -> String {
    let reply = copy.reply.as_ref().map(|reply| format!(": {reply}")).unwrap_or_default();
    let status = standing::word(copy.status);
    format!("{}  {} to {}: {status}{reply}", moment(copy.changed_at, zone), copy.issue, copy.list)
}

fn as_json(record: &Record) -> Value {
    let fields: Map<String, Value> = record
        .fields
        .iter()
        .map(|(name, value)| (name.clone(), json!({ "kind": value.kind().to_string(), "value": value })))
        .collect();
    let lists: Vec<_> = record
        .lists
        .iter()
        .map(|on| json!({ "list": on.list, "title": on.title, "state": on.state.to_string(), "since": on.since }))
        .collect();
    json!({
        "address": record.address.as_str(),
        "held": record.since.is_some(),
        "since": record.since,
        "fields": fields,
        "lists": lists,
        "suppression": suppression_as_json(record),
        "request": record.request.as_ref().map(|request| json!({
            "address": request.kept.address,
            "lists": request.lists.iter().map(|(name, _)| name).collect::<Vec<_>>(),
            "shown": request.lists.iter().map(|(list, shown)| shown_as_json(list, shown)).collect::<Vec<_>>(),
            "requested_at": request.kept.asked_at,
            "source": request.kept.source,
            "consent_text": request.kept.wording,
            "user_agent": request.kept.agent,
            "mails_sent": request.kept.mails,
            "last_mailed_at": request.kept.mailed_at,
        })),
        "events": record.events.iter().map(event_as_json).collect::<Vec<_>>(),
        "copies": record.copies.iter().map(copy_as_json).collect::<Vec<_>>(),
    })
}

fn shown_as_json(list: &str, shown: &Shown) -> Value {
    json!({
        "list": list,
        "requested_at": shown.at,
        "source": shown.source,
        "consent_text": shown.wording,
        "user_agent": shown.agent,
    })
}

fn suppression_as_json(record: &Record) -> Value {
    match (&record.suppression, record.stranger) {
        (Some(kept), _) => json!({
            "reason": kept.cause.to_string(),
            "suppressed_at": kept.at,
            "issue": record.suppression_issue,
            "note": kept.note,
        }),
        (None, Some((cause, at))) => {
            json!({ "reason": cause.to_string(), "suppressed_at": at, "issue": null, "note": null })
        }
        (None, None) => Value::Null,
    }
}

fn event_as_json(happened: &Happened) -> Value {
    let event = &happened.event;
    json!({
        "occurred_at": event.at,
        "kind": event.kind.to_string(),
        "channel": event.way.to_string(),
        "list": happened.list,
        "issue": happened.issue,
        "note": event.note,
        "source": event.source,
        "consent_text": event.wording,
        "user_agent": event.agent,
        "likely_scanner": event.suspect,
    })
}

fn copy_as_json(copy: &Copy) -> Value {
    json!({
        "issue": copy.issue,
        "list": copy.list,
        "status": copy.status.to_string(),
        "attempts": copy.attempts,
        "changed_at": copy.changed_at,
        "reply": copy.reply,
    })
}
