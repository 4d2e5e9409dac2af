//! What the examination found, for people: what is wrong comes first, then what is right.

use crate::cli::output::format_count;
use crate::config::{ChosenRelay, Settings};
use crate::doctor::{DEMANDS_CHECKED, DoctorFinding, DoctorReport, ProviderDemand};
use crate::model::{RelayTable, Severity};

/// How wide the column of topics is.
const TOPIC_WIDTH: usize = 17;

/// Writes a report.
pub(super) fn report_lines(settings: &Settings, report: &DoctorReport) -> Vec<String> {
    let mut lines: Vec<_> = settings.all_relays().map(|relay| relay_line(settings, &relay)).collect();
    let findings = report.sorted_findings();
    let mut counts = [0; 3];
    for found in &findings {
        counts[found.severity as usize] += 1;
        lines.push(String::new());
        lines.extend(finding_lines(found));
    }
    let demands = demand_rows(&findings);
    if !demands.is_empty() {
        lines.push(String::new());
        lines.push(format!("What these providers ask for (as of {DEMANDS_CHECKED}):"));
        lines.extend(demands.into_iter().map(demand_line));
    }
    let passed = report.passed.iter().map(|passed| (passed.topic, passed.relay.as_ref(), passed.message.as_str()));
    lines.extend(section("Right:", passed));
    let skipped = report.skipped.iter().map(|skipped| (skipped.topic, skipped.relay.as_ref(), skipped.reason.as_str()));
    lines.extend(section("Not examined:", skipped));
    lines.push(String::new());
    lines.push(conclusion(report, counts));
    lines
}

/// Says which relay is examined, and for whom.
fn relay_line(settings: &Settings, relay: &ChosenRelay<'_>) -> String {
    let url = &relay.settings.url;
    let Some(name) = relay.name else { return format!("{} through {url}", settings.sender.from.address) };
    let lists: Vec<_> = relay.settings.lists.iter().map(|list| format!("`{list}`")).collect();
    let to = if lists.is_empty() { String::new() } else { format!(" to {}", lists.join(", ")) };
    format!("letters{to} from `{}` through `{name}`, {url}", relay.sender_domain(settings))
}

fn finding_lines(found: &DoctorFinding) -> Vec<String> {
    let title = match found.severity {
        Severity::Block => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut lines = vec![format!("{title}: {} [{}]", found.message, found.id)];
    lines.extend(found.relay.as_ref().map(|table| format!("  This is about the relay in `{table}`.")));
    if !found.demands.is_empty() {
        let providers: Vec<_> = found.demands.iter().map(|row| row.provider).collect();
        lines.push(format!("  It matters to {}.", join_names(&providers)));
    }
    if let Some(record) = &found.record {
        lines.push("  Publish this record:".to_owned());
        lines.push(format!("    {}. {} \"{}\"", record.name, record.kind, record.value));
    }
    lines.push(format!("hint: {}", found.help));
    lines
}

fn demand_line(row: &ProviderDemand) -> String {
    let ProviderDemand { provider, since, terms, .. } = row;
    if since.is_empty() { format!("  {provider}: {terms}") } else { format!("  {provider}, since {since}: {terms}") }
}

/// Writes `Gmail, Yahoo and La Poste`.
fn join_names(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Returns the demands that the findings name, each once.
fn demand_rows(findings: &[&DoctorFinding]) -> Vec<&'static ProviderDemand> {
    let mut rows: Vec<&ProviderDemand> = Vec::new();
    let severe = findings.iter().filter(|found| found.severity > Severity::Note);
    for row in severe.flat_map(|found| &found.demands) {
        if !rows.contains(row) {
            rows.push(row);
        }
    }
    rows.sort_by_key(|row| row.provider);
    rows
}

fn section<'a>(title: &str, rows: impl Iterator<Item = (&'a str, Option<&'a RelayTable>, &'a str)>) -> Vec<String> {
    let about = |relay: Option<&RelayTable>| relay.map(|table| format!("`{table}`: ")).unwrap_or_default();
    let row = |(topic, relay, words): (&str, _, &str)| format!("  {topic:<TOPIC_WIDTH$} {}{words}", about(relay));
    let rows: Vec<_> = rows.map(row).collect();
    if rows.is_empty() { rows } else { [vec![String::new(), title.to_owned()], rows].concat() }
}

fn conclusion(report: &DoctorReport, counts: [u64; 3]) -> String {
    let [notes, warnings, errors] = counts;
    let all = [(errors, "error", "errors"), (warnings, "warning", "warnings"), (notes, "note", "notes")];
    let some = all.into_iter().filter(|(count, ..)| *count > 0);
    let found = some.map(|(count, one, many)| format_count(count, one, many)).collect::<Vec<_>>().join(", ");
    let blocks = if report.is_blocked() { ": letters would be refused, go to spam, or cannot be sent" } else { "" };
    match found.as_str() {
        "" if report.skipped.is_empty() => "Everything is right.".to_owned(),
        "" => "Nothing wrong was found.".to_owned(),
        found => format!("{found}{blocks}."),
    }
}
