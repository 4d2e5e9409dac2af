//! `circular annual-report`.

mod markdown_table;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::app::{App, find_list};
use super::error::CommandError;
use super::output::{format_number, print_line};
use super::report::{counts_differ, figures_json, parse_date, records_begin, total_count, validate_period};
use crate::clock;
use crate::model::EventChannel;
use crate::report::{self, AnnualReport, PeriodFigures, ReportPeriod, date_at, format_date};
use markdown_table::markdown_table;

/// Print the membership figures of a year beside the year before, as a Markdown table
///
/// Without `--list` it covers all lists together, and counts a person on several lists once.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The first day, such as `2018-06-01` [default: a year before `--to`, or the last calendar year]
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// The last day, included [default: a year after `--from`]
    #[arg(long, value_name = "DATE")]
    to: Option<String>,
    /// The list [default: all]
    #[arg(long)]
    list: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Printed where a figure is not known.
const UNKNOWN_FIGURE: &str = "–";

pub(super) async fn run(app: &App, args: &Args) -> Result<(), CommandError> {
    let zone = app.workspace.settings.society.time_zone();
    let now = clock::now();
    let today = date_at(now, &zone);
    let (from, to) =
        (args.from.as_deref().map(parse_date).transpose()?, args.to.as_deref().map(parse_date).transpose()?);
    let period = match (from, to) {
        (Some(from), Some(to)) => ReportPeriod { from, to },
        (Some(from), None) => ReportPeriod::year_starting(from),
        (None, Some(to)) => ReportPeriod::year_ending(to),
        (None, None) => ReportPeriod::last_calendar_year(today),
    };
    let period = validate_period(period, today)?;
    let database = app.database().await?;
    let list = match &args.list {
        Some(name) => Some(find_list(&database, name).await?),
        None => None,
    };
    let year = report::annual_report(&database, list.as_ref(), period, &zone, now).await?;
    let notes = note_lines(&year, today);
    if args.json {
        print_line(serde_json::to_string_pretty(&report_json(&year, &notes))?);
    } else {
        print_line(markdown_table(&report_rows(&year)));
        for note in notes {
            print_line(format!("\n{note}"));
        }
    }
    database.close().await;
    Ok(())
}

/// Returns the rows of the table, the header first.
fn report_rows(year: &AnnualReport) -> Vec<[String; 3]> {
    let title = year.list.as_ref().map_or("Members", |list| list.title.as_str());
    let head = |column: &PeriodFigures| column.members.period.describe();
    let mut rows = vec![[title.to_owned(), head(&year.current), head(&year.previous)]];
    let mut row = |label: &str, figure: &dyn Fn(&PeriodFigures) -> String| {
        let cell = |column: &PeriodFigures| if column.is_known() { figure(column) } else { UNKNOWN_FIGURE.to_owned() };
        rows.push([label.to_owned(), cell(&year.current), cell(&year.previous)]);
    };
    row("At the beginning", &|column| column.members.known_start().map_or(UNKNOWN_FIGURE.to_owned(), format_number));
    row("Joined", &|column| format_number(total_count(&column.members.figures.joined)));
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
    let suppressed = |column: &PeriodFigures| total_count(&column.members.figures.suppressed);
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
fn note_lines(year: &AnnualReport, today: Date) -> Vec<String> {
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

/// Returns the report as documented in `docs/json.md`.
fn report_json(year: &AnnualReport, notes: &[String]) -> Value {
    json!({
        "list": year.list.as_ref().map(|list| list.name.as_str()),
        "records_since": year.since,
        "current": column_json(&year.current),
        "previous": column_json(&year.previous),
        "notes": notes,
    })
}

fn column_json(column: &PeriodFigures) -> Value {
    let members = &column.members;
    let mut value = json!({ "from": members.period.from, "to": members.period.to });
    if !column.is_known() {
        value["known"] = json!(false);
        return value;
    }
    value["known"] = json!(true);
    value["members_at_start"] = json!(members.known_start());
    if let (Value::Object(value), Value::Object(more)) = (&mut value, figures_json(&members.figures)) {
        value.extend(more);
    }
    value["members_at_end"] = json!(members.end);
    value["change_percent"] = json!(column.growth_percent());
    value["issues_sent"] = json!(column.issues);
    value["sent"] = json!(column.messages);
    value["unsubscribed_per_thousand"] = json!(column.unsubscribed_per_thousand());
    value
}
