//! What will happen, shown before the question.

use super::is_trial;
use super::prepare::Prepared;
use crate::cli::app::App;
use crate::cli::failure::words;
use crate::cli::output::{counted, number, say};
use crate::model::Finding;

/// Shows subject, list, count, relay, pace and the first recipients, then what was found.
pub(super) fn show(app: &App, prepared: &Prepared, findings: &[Finding]) {
    let settings = &app.workspace.settings;
    let proof = &prepared.proof;
    let rehearsal = &prepared.rehearsal;
    let list = &proof.audience.list;
    let narrowed = if proof.audience.condition.is_some() { ", narrowed by a condition" } else { "" };
    let mut relay = settings.relay.url.to_string();
    if is_trial(app) {
        relay.push_str("  (files on this machine: nobody is mailed)");
    }
    let first: Vec<_> = rehearsal.first.iter().map(ToString::to_string).collect();
    let more = rehearsal.recipients.saturating_sub(first.len() as u64);
    let more = if more > 0 { format!(" and {} more", number(more)) } else { String::new() };
    for (label, value) in [
        ("Subject", rehearsal.subject.clone()),
        ("From", proof.content.sender.to_string()),
        ("List", format!("{} ({}){narrowed}", list.name, list.title)),
        ("Recipients", format!("{}: {}{more}", number(rehearsal.recipients), first.join(", "))),
        ("Relay", relay),
        ("Pace", pace(app)),
        ("Largest copy", format!("{} kB", number(rehearsal.largest.div_ceil(1_000) as u64))),
    ] {
        say(format!("{label:<13} {value}"));
    }
    let attachments: Vec<_> = proof.content.attachments.iter().map(|file| file.name.as_str()).collect();
    if !attachments.is_empty() {
        say(format!("{:<13} {}", "Attached", attachments.join(", ")));
    }
    for finding in findings {
        say(words(finding, &app.workspace.root));
    }
}

fn pace(app: &App) -> String {
    if is_trial(app) {
        return "at once".to_owned();
    }
    let throttle = &app.workspace.settings.throttle;
    let connections = app.workspace.settings.relay.connections;
    let mut pace = match throttle.rate.pace() {
        Some(_) => throttle.rate.to_string(),
        None => "as fast as the relay takes them".to_owned(),
    };
    if throttle.batch > 0 {
        pace = format!("{pace}, a pause of {:#} after every {}", throttle.pause, throttle.batch);
    }
    format!("{pace}, up to {}", counted(connections.into(), "connection", "connections"))
}
