//! `circular subscriber show`.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::app::App;
use super::super::app::{parse_address, unknown_address};
use super::super::error::CommandError;
use super::super::issue_status;
use super::super::output::{format_time, print_line};
use crate::database::Database;
use crate::database::welcome_deliveries::WelcomeRecord;
use crate::model::{
    Answer, AnswerStanding, ApprovalRequest, EventChannel, FieldValue, ListConsent, SubscriptionEvent, format_count,
    single_line,
};
use crate::subscription::{self, DeliveryEntry, NamedEvent, PersonalRecord};
use crate::wording::suppression_clause;

/// Show everything that is stored about a person
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// The address
    address: String,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, database: &Database, args: &Args) -> Result<(), CommandError> {
    let record = subscription::personal_record(database, &parse_address(&args.address)?).await?;
    if record.is_empty() {
        return Err(unknown_address(database, &record.address, None).await?);
    }
    if args.json {
        print_line(serde_json::to_string_pretty(&subscription::record_json(&record))?);
    } else {
        for line in record_lines(&record, &app.workspace.settings.society.time_zone()) {
            print_line(line);
        }
        let contact = &app.workspace.settings.society.privacy_contact;
        if !contact.is_empty() {
            print_line(format!("Questions and complaints about these data: {contact}"));
        }
    }
    Ok(())
}

fn record_lines(record: &PersonalRecord, zone: &TimeZone) -> Vec<String> {
    let time = |at: Timestamp| format_time(at, zone);
    let mut lines = vec![match record.created_at {
        Some(since) => format!("{}, stored since {}", record.address, time(since)),
        None => format!("{}: no subscriber has this address", record.address),
    }];
    if let Some((cause, at)) = record.hash_suppression {
        lines.push(format!(
            "Suppressed: {}, {}. Only a hash of the address is stored.",
            suppression_clause(cause),
            time(at)
        ));
    }
    if let Some(kept) = &record.suppression {
        let issue = record.suppression_issue.as_ref().map(|issue| format!(", by `{issue}`")).unwrap_or_default();
        let note = kept.note.as_ref().map(|note| format!(": {note}")).unwrap_or_default();
        lines.push(format!("Suppressed: {}, {}{issue}{note}", suppression_clause(kept.reason), time(kept.since)));
    }
    lines.extend(signup_lines(record, zone));
    for (list, request) in &record.approval_requests {
        let ApprovalRequest { confirmed_at, consent, .. } = request;
        let (asked, confirmed) = (time(consent.requested_at), time(*confirmed_at));
        lines.push(format!("Waits for approval to join `{list}`: asked {asked}, confirmed {confirmed}"));
        lines.extend(event_details(
            consent.source.as_deref(),
            Some(&consent.consent_text),
            consent.user_agent.as_deref(),
        ));
    }
    push_section(
        &mut lines,
        "fields",
        record.fields.iter().map(|(name, value)| format!("{name} ({}): {}", value.kind(), format_value(value))),
    );
    push_section(
        &mut lines,
        "lists",
        record.lists.iter().map(|on| format!("{} ({}): {} since {}", on.list, on.title, on.state, time(on.since))),
    );
    push_section(&mut lines, "events", record.events.iter().map(|happened| event_line(happened, zone)));
    push_section(&mut lines, "deliveries", record.deliveries.iter().map(|copy| delivery_line(copy, zone)));
    let letters = record.welcome_letters.iter().map(|(list, letter)| welcome_line(list, letter, zone));
    push_section(&mut lines, "welcome letters", letters);
    push_section(&mut lines, "answers", record.answers.iter().map(|(issue, answer)| answer_line(issue, answer, zone)));
    lines
}

/// Describes a sign-up that was not confirmed yet.
fn signup_lines(record: &PersonalRecord, zone: &TimeZone) -> Vec<String> {
    let Some(request) = &record.pending_signup else { return Vec::new() };
    let mut lines = Vec::new();
    let together = |one: &ListConsent, other: &ListConsent| {
        one.requested_at == other.requested_at && one.consent_text == other.consent_text
    };
    for asked in request.lists.chunk_by(|(_, one), (_, other)| together(one, other)) {
        let [(_, shown), ..] = asked else { continue };
        let names = asked.iter().map(|(name, _)| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        lines.push(format!(
            "{} for {names}, {}, and has not confirmed it",
            if shown.channel == EventChannel::Mail { "Asked by mail" } else { "Signed up on the form" },
            format_time(shown.requested_at, zone)
        ));
        lines.extend(event_details(shown.source.as_deref(), Some(&shown.consent_text), shown.user_agent.as_deref()));
    }
    lines
}

/// Formats a value as it is stored: a letter prints nothing for a flag that is not set.
fn format_value(value: &FieldValue) -> String {
    if *value == FieldValue::Flag(false) { "no".to_owned() } else { value.to_string() }
}

fn push_section(lines: &mut Vec<String>, title: &str, entries: impl Iterator<Item = String>) {
    let mut entries = entries.peekable();
    if entries.peek().is_some() {
        lines.push(format!("\n{title}:"));
        lines.extend(entries.map(|entry| format!("  {entry}")));
    }
}

fn event_line(happened: &NamedEvent, zone: &TimeZone) -> String {
    let SubscriptionEvent {
        at,
        kind,
        channel: way,
        note,
        source,
        consent_text: wording,
        user_agent: agent,
        likely_scanner: suspect,
        ..
    } = &happened.event;
    let on = happened.list.as_ref().map(|list| format!(" `{list}`")).unwrap_or_default();
    let issue = happened.issue.as_ref().map(|issue| format!(", by the issue `{issue}`")).unwrap_or_default();
    let suspect = if *suspect { ", possibly by a link scanner" } else { "" };
    let note = note.as_ref().map(|note| format!(": “{note}”")).unwrap_or_default();
    let [kind, way] = [kind.to_string(), way.to_string()].map(|word| word.replace('_', " "));
    let mut text = format!("{}  {kind}{on} by {way}{issue}{suspect}{note}", format_time(*at, zone));
    for detail in event_details(source.as_deref(), wording.as_deref(), agent.as_deref()) {
        text = format!("{text}\n  {detail}");
    }
    text
}

/// Tells where it came from, what was shown, and which program was used.
fn event_details(source: Option<&str>, wording: Option<&str>, agent: Option<&str>) -> Vec<String> {
    [("from", source), ("shown", wording), ("with", agent)]
        .into_iter()
        .filter_map(|(label, text)| Some(format!("    {label} {}", text?.replace('\n', "\n      "))))
        .collect()
}

fn delivery_line(copy: &DeliveryEntry, zone: &TimeZone) -> String {
    let reply = copy.reply.as_ref().map(|reply| format!(": {reply}")).unwrap_or_default();
    let status = issue_status::status_label(copy.status);
    format!("{}  {} to {}: {status}{reply}", format_time(copy.changed_at, zone), copy.issue, copy.list)
}

fn welcome_line(list: &str, letter: &WelcomeRecord, zone: &TimeZone) -> String {
    let reply = letter.reply.as_ref().map(|reply| format!(": {reply}")).unwrap_or_default();
    let status = issue_status::status_label(letter.status);
    format!("{}  {list}: {status}{reply}", format_time(letter.changed_at, zone))
}

fn answer_line(issue: &str, answer: &Answer, zone: &TimeZone) -> String {
    let guests = match answer.guests {
        0 => String::new(),
        guests => format!(", with {}", format_count(u64::from(guests), "guest", "guests")),
    };
    let standing = match answer.standing {
        AnswerStanding::Counted => "",
        AnswerStanding::Late => ", too late to count",
        AnswerStanding::Full => ", when there were not enough places",
    };
    let note = answer.note.as_ref().map(|note| format!(": “{}”", single_line(note))).unwrap_or_default();
    let (at, choice, source) = (format_time(answer.answered_at, zone), &answer.choice, answer.source);
    format!("{at}  {issue}: {choice}{guests} by {source}{standing}{note}")
}
