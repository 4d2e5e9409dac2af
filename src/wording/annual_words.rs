//! The membership figures of a year as the rows of a table, and what is to be known of them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::model::{EventChannel, format_number};
use crate::report::{AnnualReport, PeriodFigures, format_date};

/// Shown where a figure is not known.
const UNKNOWN_FIGURE: &str = "–";

/// Returns the rows of the table, the header first.
#[must_use]
pub fn annual_rows(year: &AnnualReport) -> Vec<[String; 3]> {
    let title = year.list.as_ref().map_or("Members", |list| list.title.as_str());
    let head = |column: &PeriodFigures| column.members.period.describe();
    let mut rows = vec![[title.to_owned(), head(&year.current), head(&year.previous)]];
    let mut row = |label: &str, figure: &dyn Fn(&PeriodFigures) -> String| {
        let cell = |column: &PeriodFigures| if column.is_known() { figure(column) } else { UNKNOWN_FIGURE.to_owned() };
        rows.push([label.to_owned(), cell(&year.current), cell(&year.previous)]);
    };
    row("At the beginning", &|column| column.members.known_start().map_or(UNKNOWN_FIGURE.to_owned(), format_number));
    row("Joined", &|column| format_number(total(&column.members.figures.joined)));
    let imported = |column: &PeriodFigures| {
        column.members.figures.joined.get(<&str>::from(EventChannel::Import)).copied().unwrap_or_default()
    };
    row("– of these by import", &|column| format_number(imported(column)));
    row("Resubscribed", &|column| format_number(column.members.figures.resubscribed));
    row("Unsuppressed", &|column| format_number(column.members.figures.unsuppressed));
    row("Unsubscribed", &|column| format_number(column.unsubscribed()));
    row("– by the link in a letter", &|column| {
        format_number(column.unsubscribed_via(&[EventChannel::OneClick, EventChannel::Page]))
    });
    row("– by mail", &|column| format_number(column.unsubscribed_via(&[EventChannel::Mail])));
    row("– by the office", &|column| format_number(column.unsubscribed_via(&[EventChannel::Operator])));
    let named = [EventChannel::OneClick, EventChannel::Page, EventChannel::Mail, EventChannel::Operator];
    let others = |column: &PeriodFigures| column.unsubscribed() - column.unsubscribed_via(&named);
    if others(&year.current) + others(&year.previous) > 0 {
        row("– by complaint to their provider", &|column| format_number(others(column)));
    }
    let suppressed = |column: &PeriodFigures| total(&column.members.figures.suppressed);
    let stopped_working = |column: &PeriodFigures| {
        let suppressed = &column.members.figures.suppressed;
        let ways = [EventChannel::Relay, EventChannel::Bounce].map(<&str>::from);
        ways.iter().filter_map(|way| suppressed.get(way)).sum::<u64>()
    };
    row("Addresses that stopped working", &|column| format_number(stopped_working(column)));
    if suppressed(&year.current) + suppressed(&year.previous)
        > stopped_working(&year.current) + stopped_working(&year.previous)
    {
        row("Suppressed for another reason", &|column| format_number(suppressed(column) - stopped_working(column)));
    }
    row("Erased", &|column| format_number(column.members.figures.erased));
    row("At the end", &|column| format_number(column.members.end));
    row("Change", &|column| column.growth_percent().map_or(UNKNOWN_FIGURE.to_owned(), format_percent));
    row("Issues sent", &|column| format_number(column.issues));
    row("Letters accepted by the relay", &|column| format_number(column.messages));
    row("Unsubscribed by themselves per 1,000 letters", &|column| {
        column.unsubscribed_per_thousand().map_or(UNKNOWN_FIGURE.to_owned(), |rate| format!("{rate:.1}"))
    });
    rows
}

/// Writes a change: `+18.3 %`.
fn format_percent(change: f64) -> String {
    let sign = match change {
        change if change > 0.0 => "+",
        change if change < 0.0 => "−",
        _ => "±",
    };
    format!("{sign}{:.1} %", change.abs())
}

/// Returns the notes below the table.
#[must_use]
pub fn annual_notes(year: &AnnualReport, today: Date) -> Vec<String> {
    let mut notes = Vec::new();
    match year.since {
        None => notes.push("There are no records yet.".to_owned()),
        Some(since) if !year.previous.is_known() => {
            notes.push(format!("{} Nothing is known about the year before.", records_begin(since)));
        }
        Some(since) if since >= year.previous.members.period.from => notes.push(records_begin(since)),
        Some(_) => {}
    }
    if year.current.members.period.to >= today {
        notes.push(format!("The period is not over: these are the figures up to {}.", format_date(today)));
    }
    if let Some(both) = year.current.members.period.intersection(year.previous.members.period) {
        notes.push(format!("The two periods overlap: {} is in both.", both.describe()));
    }
    if year.list.is_none() {
        notes
            .push("A person on several lists counts once, from joining the first list to leaving the last.".to_owned());
    }
    let counted = year.current.members.current_count.filter(|counted| *counted != year.current.members.end);
    if let Some(counted) = counted {
        let (end, counted) = (format_number(year.current.members.end), format_number(counted));
        notes.push(counts_differ(&end, &counted));
    }
    notes
}

/// Adds up all channels.
fn total(ways: &BTreeMap<&'static str, u64>) -> u64 {
    ways.values().sum()
}

/// Explains what it means that the records begin within the period.
#[must_use]
pub fn records_begin(since: Date) -> String {
    format!(
        "Records begin on {}: earlier members count as joined on the day when they were imported.",
        format_date(since)
    )
}

/// Explains why the records and the lists differ.
#[must_use]
pub fn counts_differ(records: &str, lists: &str) -> String {
    format!(
        "The records show {records} members, but the lists have {lists}: somebody joined or left just now, or another \
         program changed the database."
    )
}
