//! What will happen, shown before the question.

use jiff::Timestamp;

use super::prepare_send::PreparedSend;
use super::{is_trial, overrides, recipient_counts, review_changes, sending_rate};
use crate::cli::app::App;
use crate::cli::error::format_diagnostic;
use crate::cli::output::{format_count, format_long_time, format_number};
use crate::model::{Diagnostic, ReviewSnapshot, Severity};

/// Returns subject, list, count, relay, pace, time and the first recipients, then what was found; notes are counted.
pub(super) fn summary_lines(
    app: &App,
    prepared: &PreparedSend,
    findings: &[Diagnostic],
    passed: &[&str],
    seen: Option<&ReviewSnapshot>,
    at: Option<Timestamp>,
) -> Vec<String> {
    let settings = &app.workspace.settings;
    let proof = &prepared.draft.composed;
    let rehearsal = &prepared.dry_run;
    let list = &proof.segment.list;
    let mut relay = settings.relay.url.to_string();
    let mut pace = sending_rate::describe_rate(settings);
    let mut takes = sending_rate::estimate_duration(settings, rehearsal.recipients);
    if is_trial(app) {
        relay.push_str("  (files on this machine: nobody is mailed)");
        (pace, takes) = ("at once".to_owned(), None);
    }
    let first: Vec<_> = rehearsal.first_recipients.iter().map(ToString::to_string).collect();
    let more = rehearsal.recipients.saturating_sub(first.len() as u64);
    let more = if more > 0 { format!(" and {} more", format_number(more)) } else { String::new() };
    let files = |shown: bool| {
        let some = proof.content.attachments.iter().filter(|file| file.cid.is_some() == shown);
        let names: Vec<_> = some.map(|file| file.name.as_str()).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let zone = settings.society.time_zone();
    let goes = at.map(|at| format!("{} ({})", format_long_time(at, &zone), settings.society.timezone));
    let mut lines: Vec<_> = [
        ("Subject", Some(rehearsal.subject.clone())),
        ("From", Some(proof.content.sender.to_string())),
        ("List", Some(format!("{} ({})", list.name, list.title))),
        (
            "Recipients",
            Some(format!("{}: {}{more}", recipient_counts::recipient_count(&rehearsal.stats), first.join(", "))),
        ),
        ("Left out", recipient_counts::excluded_summary(&rehearsal.stats)),
        ("Notice", recipient_counts::notice_summary(&proof.segment, &rehearsal.stats)),
        ("Relay", Some(relay)),
        ("Pace", Some(pace)),
        ("Takes", takes),
        ("Goes", goes),
        ("Last look", Some(review_changes::describe_changes(seen, &prepared.snapshot(), &proof.draft.slug))),
        ("Largest copy", Some(format!("{} kB", format_number(rehearsal.largest_message.div_ceil(1_000) as u64)))),
        ("Attached", files(false)),
        ("Images", files(true)),
        ("Sent despite", (!passed.is_empty()).then(|| overrides::format_ids(passed))),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some(format!("{label:<13} {}", value?)))
    .collect();
    let of = |severity| findings.iter().filter(move |finding| finding.severity == severity);
    lines.extend(of(Severity::Warning).map(|finding| format_diagnostic(finding, &app.workspace.root)));
    let notes = of(Severity::Note).count() as u64;
    if notes > 0 {
        let count = format_count(notes, "note", "notes");
        lines.push(format!("{count}: `circular check {}` says more", proof.draft.slug));
    }
    lines
}
