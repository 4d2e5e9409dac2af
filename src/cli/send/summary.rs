//! What will happen, shown before the question.

use jiff::Timestamp;

use super::prepare::Prepared;
use super::{despite, is_trial, look, pace, reach};
use crate::cli::app::App;
use crate::cli::failure::words;
use crate::cli::output::{counted, day_and_time, number};
use crate::model::{Finding, Look, Severity};

/// Returns subject, list, count, relay, pace, time and the first recipients, then what was found; notes are counted.
pub(super) fn lines(
    app: &App,
    prepared: &Prepared,
    findings: &[Finding],
    passed: &[&str],
    seen: Option<&Look>,
    at: Option<Timestamp>,
) -> Vec<String> {
    let settings = &app.workspace.settings;
    let proof = &prepared.script.proof;
    let rehearsal = &prepared.rehearsal;
    let list = &proof.audience.list;
    let mut relay = settings.relay.url.to_string();
    let mut pace = pace::words(settings);
    let mut takes = pace::time(settings, rehearsal.recipients);
    if is_trial(app) {
        relay.push_str("  (files on this machine: nobody is mailed)");
        (pace, takes) = ("at once".to_owned(), None);
    }
    let first: Vec<_> = rehearsal.first.iter().map(ToString::to_string).collect();
    let more = rehearsal.recipients.saturating_sub(first.len() as u64);
    let more = if more > 0 { format!(" and {} more", number(more)) } else { String::new() };
    let files = |shown: bool| {
        let some = proof.content.attachments.iter().filter(|file| file.cid.is_some() == shown);
        let names: Vec<_> = some.map(|file| file.name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let zone = settings.society.time_zone();
    let goes = at.map(|at| format!("{} ({})", day_and_time(at, &zone), settings.society.timezone));
    let mut lines: Vec<_> = [
        ("Subject", Some(rehearsal.subject.clone())),
        ("From", Some(proof.content.sender.to_string())),
        ("List", Some(format!("{} ({})", list.name, list.title))),
        ("Recipients", Some(format!("{}: {}{more}", reach::gets(&rehearsal.reach), first.join(", ")))),
        ("Left out", reach::left_out(&rehearsal.reach)),
        ("Notice", reach::notice(&proof.audience, &rehearsal.reach)),
        ("Relay", Some(relay)),
        ("Pace", Some(pace)),
        ("Takes", takes),
        ("Goes", goes),
        ("Last look", Some(look::words(seen, &prepared.look(), &proof.draft.slug))),
        ("Largest copy", Some(format!("{} kB", number(rehearsal.largest.div_ceil(1_000) as u64)))),
        ("Attached", files(false)),
        ("Images", files(true)),
        ("Sent despite", (!passed.is_empty()).then(|| despite::words(passed))),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(format!("{label:<13} {}", value?)))
    .collect();
    let of = |severity| findings.iter().filter(move |finding| finding.severity == severity);
    lines.extend(of(Severity::Warning).map(|finding| words(finding, &app.workspace.root)));
    let notes = of(Severity::Note).count() as u64;
    if notes > 0 {
        let count = counted(notes, "note", "notes");
        lines.push(format!("{count}: `circular check {}` says more", proof.draft.slug));
    }
    lines
}
