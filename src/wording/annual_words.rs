//! The figures of a year as the rows of a table and as sentences, and what is to be known of them.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::membership_words::format_signed;
use crate::model::{EventChannel, format_count, format_number};
use crate::report::{AnnualReport, MeetingFigures, PeriodFigures, ReportPeriod, format_date};

/// Shown where a figure is not known.
const UNKNOWN_FIGURE: &str = "–";

/// A figure of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
enum YearFigure {
    /// A number of people or letters.
    Count(u64),
    /// A number of people per 1,000 letters.
    Rate(f64),
    /// A growth in per cent, which has no difference of its own.
    Growth(f64),
}

/// A table of figures: the period, the one before it, and the difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnnualTable {
    /// What the table is about.
    pub title: String,
    /// The label, the figure of the period, the figure of the year before, and the difference.
    pub rows: Vec<[String; 4]>,
}

/// Returns the rows of the table, the header first.
#[must_use]
pub fn annual_rows(year: &AnnualReport) -> Vec<[String; 4]> {
    let title = year.list.as_ref().map_or("Members", |list| list.title.as_str());
    let head = |column: &PeriodFigures| column.members.period.describe();
    let header = [title.to_owned(), head(&year.current), head(&year.previous), "Difference".to_owned()];
    let tables = annual_tables(year);
    std::iter::once(header).chain(tables.into_iter().flat_map(|table| table.rows)).collect()
}

/// Returns the tables of a year: members, letters, and meetings if a letter asked who comes.
#[must_use]
pub fn annual_tables(year: &AnnualReport) -> Vec<AnnualTable> {
    let mut tables = vec![member_table(year), letter_table(year)];
    if !year.current.meetings.is_empty() || !year.previous.meetings.is_empty() {
        tables.push(meeting_table(year));
    }
    tables
}

/// Returns the figures about members.
fn member_table(year: &AnnualReport) -> AnnualTable {
    let title = year.list.as_ref().map_or("Members", |list| list.title.as_str());
    let mut table = TableWriter::new(title, year);
    let unsubscribed = |ways: &'static [EventChannel]| move |column: &PeriodFigures| column.unsubscribed_via(ways);
    table.row("At the beginning", |column| column.members.known_start().map(YearFigure::Count));
    table.count("Joined", joined);
    table.count("– of these by import", |column| {
        column.members.figures.joined.get(<&str>::from(EventChannel::Import)).copied().unwrap_or_default()
    });
    table.count("Resubscribed", |column| column.members.figures.resubscribed);
    table.count("Unsuppressed", |column| column.members.figures.unsuppressed);
    table.count("Unsubscribed", PeriodFigures::unsubscribed);
    table.count("– by the link in a letter", unsubscribed(&[EventChannel::OneClick, EventChannel::Page]));
    table.count("– by mail", unsubscribed(&[EventChannel::Mail]));
    table.count("– by the office", unsubscribed(&[EventChannel::Operator]));
    table.count_if_any("– by complaint to their provider", |column| {
        let named = [EventChannel::OneClick, EventChannel::Page, EventChannel::Mail, EventChannel::Operator];
        column.unsubscribed() - column.unsubscribed_via(&named)
    });
    table.count("Addresses that stopped working", stopped_working);
    table.count_if_any("Suppressed for another reason", |column| {
        total(&column.members.figures.suppressed) - stopped_working(column)
    });
    table.count("Erased", |column| column.members.figures.erased);
    table.count("At the end", |column| column.members.end);
    table.row("Change", |column| column.growth_percent().map(YearFigure::Growth));
    table.finish()
}

/// Returns the figures about letters.
fn letter_table(year: &AnnualReport) -> AnnualTable {
    let mut table = TableWriter::new("Letters", year);
    table.count("Letters sent", PeriodFigures::issue_count);
    table.count("Copies sent", |column| column.delivered() + column.bounced());
    table.count("– delivered", PeriodFigures::delivered);
    table.count("– refused or come back", PeriodFigures::bounced);
    table.row("Unsubscribed by themselves per 1,000 letters", |column| {
        column.unsubscribed_per_thousand().map(YearFigure::Rate)
    });
    table.finish()
}

/// Returns the figures about meetings.
fn meeting_table(year: &AnnualReport) -> AnnualTable {
    let mut table = TableWriter::new("Meetings", year);
    table.count("Meetings", |column| column.meetings.len() as u64);
    table.count("Said that they come, with guests", |column| column.of_meetings(MeetingFigures::attending));
    table.count("Sent apologies", |column| column.of_meetings(MeetingFigures::apologies));
    table.count("Answered, whatever it was", |column| column.of_meetings(MeetingFigures::answers));
    table.count("Did not answer", |column| column.of_meetings(|meeting| meeting.silent));
    table.row("Came, as counted at the door", |column| column.came().map(YearFigure::Count));
    table.finish()
}

/// Adds rows to a table.
struct TableWriter<'a> {
    year: &'a AnnualReport,
    table: AnnualTable,
}

impl<'a> TableWriter<'a> {
    fn new(title: &str, year: &'a AnnualReport) -> Self {
        Self { year, table: AnnualTable { title: title.to_owned(), rows: Vec::new() } }
    }

    fn row(&mut self, label: &str, figure: impl Fn(&PeriodFigures) -> Option<YearFigure>) {
        let known = |column: &PeriodFigures| if column.is_known() { figure(column) } else { None };
        let (current, previous) = (known(&self.year.current), known(&self.year.previous));
        let text = |figure: Option<YearFigure>| figure.map_or(UNKNOWN_FIGURE.to_owned(), YearFigure::text);
        let change = current.zip(previous).and_then(|(current, previous)| current.difference(previous));
        let change = change.unwrap_or_else(|| UNKNOWN_FIGURE.to_owned());
        self.table.rows.push([label.to_owned(), text(current), text(previous), change]);
    }

    fn count(&mut self, label: &str, figure: impl Fn(&PeriodFigures) -> u64) {
        self.row(label, |column| Some(YearFigure::Count(figure(column))));
    }

    /// Adds a row unless it is 0 in both columns.
    fn count_if_any(&mut self, label: &str, figure: impl Fn(&PeriodFigures) -> u64) {
        if figure(&self.year.current) + figure(&self.year.previous) > 0 {
            self.count(label, figure);
        }
    }

    fn finish(self) -> AnnualTable {
        self.table
    }
}

impl YearFigure {
    fn text(self) -> String {
        match self {
            Self::Count(count) => format_number(count),
            Self::Rate(rate) => format!("{rate:.1}"),
            Self::Growth(percent) => format_percent(percent),
        }
    }

    /// Returns how much more it is than `before`, with a sign; `None` if the two cannot be compared.
    fn difference(self, before: Self) -> Option<String> {
        match (self, before) {
            (Self::Count(now), Self::Count(before)) => Some(format_signed(now.cast_signed() - before.cast_signed())),
            (Self::Rate(now), Self::Rate(before)) => Some(signed_decimal(now - before)),
            _ => None,
        }
    }
}

/// Says in sentences what the year was like, beside the year before.
#[must_use]
pub fn annual_sentences(year: &AnnualReport) -> Vec<String> {
    let (now, before) = (&year.current, Some(&year.previous).filter(|before| before.is_known()));
    if !now.is_known() {
        return vec!["There are no figures for this period.".to_owned()];
    }
    let change = |figure: fn(&PeriodFigures) -> u64| before.map(|before| compared(figure(now), figure(before)));
    let beside =
        |figure: fn(&PeriodFigures) -> u64| change(figure).map_or(String::new(), |words| format!(" ({words})"));
    let were = if now.members.end == 1 { "was" } else { "were" };
    let end = format!("At the end there {were} {}", format_count(now.members.end, "member", "members"));
    let mut sentences = vec![match now.members.known_start() {
        Some(start) => format!("{end}, {}.", since_start(now.members.end, start)),
        None => format!("{end}."),
    }];
    sentences.push(format!(
        "{} joined{} and {} unsubscribed{}.",
        format_count(joined(now), "person", "people"),
        beside(joined),
        format_number(now.unsubscribed()),
        beside(PeriodFigures::unsubscribed),
    ));
    sentences.push(format!(
        "We sent {}{}: {} delivered{}, and {} refused or came back.",
        format_count(now.issue_count(), "letter", "letters"),
        beside(PeriodFigures::issue_count),
        format_count(now.delivered(), "copy was", "copies were"),
        beside(PeriodFigures::delivered),
        format_count(now.bounced(), "was", "were"),
    ));
    if !now.meetings.is_empty() {
        let meetings = |column: &PeriodFigures| column.meetings.len() as u64;
        let came = now.came().map_or(String::new(), |came| format!(" {} came, as counted.", format_number(came)));
        sentences.push(format!(
            "{}{}: {} said that they would come, with guests, and {} sent apologies.{came}",
            format_count(meetings(now), "meeting was held", "meetings were held"),
            beside(meetings),
            format_number(now.of_meetings(MeetingFigures::attending)),
            format_number(now.of_meetings(MeetingFigures::apologies)),
        ));
    }
    if before.is_none() {
        sentences.push("There are no figures for the year before.".to_owned());
    }
    sentences
}

/// Says how a number compares with that of the year before: `3 more than the year before`.
fn compared(now: u64, before: u64) -> String {
    match now.cmp(&before) {
        std::cmp::Ordering::Equal => "as many as the year before".to_owned(),
        std::cmp::Ordering::Greater => format!("{} more than the year before", format_number(now - before)),
        std::cmp::Ordering::Less => format!("{} fewer than the year before", format_number(before - now)),
    }
}

fn since_start(end: u64, start: u64) -> String {
    match end.cmp(&start) {
        std::cmp::Ordering::Equal => "as many as at the beginning".to_owned(),
        std::cmp::Ordering::Greater => format!("{} more than at the beginning", format_number(end - start)),
        std::cmp::Ordering::Less => format!("{} fewer than at the beginning", format_number(start - end)),
    }
}

fn joined(column: &PeriodFigures) -> u64 {
    total(&column.members.figures.joined)
}

fn stopped_working(column: &PeriodFigures) -> u64 {
    let ways = [EventChannel::Relay, EventChannel::Bounce].map(<&str>::from);
    ways.iter().filter_map(|way| column.members.figures.suppressed.get(way)).sum()
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

/// Writes a number with its sign and one decimal; 0 has none.
fn signed_decimal(change: f64) -> String {
    let text = format!("{:.1}", change.abs());
    match change {
        _ if text == "0.0" => text,
        change if change > 0.0 => format!("+{text}"),
        _ => format!("−{text}"),
    }
}

/// Names a period in few words: `2025`, or `Jun 2018 – May 2019`.
#[must_use]
pub fn short_period(period: ReportPeriod) -> String {
    let ReportPeriod { from, to } = period;
    if from == from.first_of_year() && to == from.last_of_year() {
        return from.year().to_string();
    }
    let is_months = from == from.first_of_month() && to == to.last_of_month();
    let form = if is_months { "%b %Y" } else { "%-d %b %Y" };
    format!("{} – {}", from.strftime(form), to.strftime(form))
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
