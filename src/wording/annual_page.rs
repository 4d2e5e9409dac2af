//! The report of a year as a page with plots: one file that needs nothing else and names no member.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::annual_words::{AnnualTable, annual_notes, annual_sentences, annual_tables, short_period};
use super::membership_words::month_label;
use super::report_layout::{ReportPageError, flow_plot, plot_value, render_report, responsive_plots};
use crate::config::Workspace;
use crate::draft;
use crate::model::format_number;
use crate::report::plot::{DataSeries, PlotFrame, column_chart, line_chart};
use crate::report::{AnnualReport, LetterFigures, MeetingFigures, MembershipReport, date_at, format_date};

/// The longest name of a meeting below its column, in characters.
const MAX_LABEL: usize = 16;

/// Fills the page of a year.
///
/// # Errors
/// A template of the workspace has a fault.
pub fn annual_page(workspace: &Workspace, year: &AnnualReport, now: Timestamp) -> Result<String, ReportPageError> {
    let zone = workspace.settings.society.time_zone();
    let members = &year.current.members;
    let list = year.list.as_ref().map_or("All lists", |list| list.title.as_str());
    let letters: Vec<Value> = year.current.letters.iter().map(|letter| letter_row(letter, &zone)).collect();
    let own = json!({
        "list": list,
        "period": members.period.describe(),
        "this_year": short_period(members.period),
        "year_before": short_period(year.previous.members.period),
        "sentences": annual_sentences(year),
        "tables": annual_tables(year).iter().map(table_rows).collect::<Vec<_>>(),
        "has_before": year.previous.is_known(),
        "members_plot": two_years_plot(year),
        "flow_plot": flow_plot(members),
        "letters": letters,
        "meetings": year.current.meetings.iter().map(|meeting| meeting_row(meeting, &zone)).collect::<Vec<_>>(),
        "meetings_plot": meetings_plot(&year.current.meetings),
        "notes": annual_notes(year, date_at(now, &zone)),
    });
    render_report(workspace, "year", &annual_title(year), own, now)
}

/// Returns the title of a report: `The year 2025`.
#[must_use]
pub fn annual_title(year: &AnnualReport) -> String {
    format!("The year {}", short_period(year.current.members.period))
}

fn letter_row(letter: &LetterFigures, zone: &TimeZone) -> Value {
    json!({
        "name": draft::plain_subject(&letter.issue.subject),
        "day": format_date(date_at(letter.issue.starts_at, zone)),
        "sent": format_number(letter.issue.sent + letter.issue.bounced),
        "delivered": format_number(letter.issue.sent),
        "bounced": format_number(letter.issue.bounced),
        "left": format_number(letter.unsubscribed),
    })
}

fn meeting_row(meeting: &MeetingFigures, zone: &TimeZone) -> Value {
    json!({
        "name": draft::plain_subject(&meeting.subject),
        "day": format_date(date_at(meeting.starts_at, zone)),
        "attending": format_number(meeting.attending()),
        "apologies": format_number(meeting.apologies()),
        "silent": format_number(meeting.silent),
        "came": meeting.came.map_or_else(|| "–".to_owned(), format_number),
    })
}

/// Draws how many people said that they come, and below how many apologized.
fn meetings_plot(meetings: &[MeetingFigures]) -> Option<String> {
    meetings.first()?;
    let labels: Vec<String> =
        meetings.iter().map(|meeting| short_label(&draft::plain_subject(&meeting.subject))).collect();
    let attending = meetings.iter().map(|meeting| plot_value(meeting.attending())).collect();
    let apologies = meetings.iter().map(|meeting| -plot_value(meeting.apologies())).collect();
    let series = [DataSeries { class: "came", values: attending }, DataSeries { class: "went", values: apologies }];
    let said: Vec<String> = meetings
        .iter()
        .zip(&labels)
        .map(|(meeting, label)| format!("{label}: {} come, {} apologized", meeting.attending(), meeting.apologies()))
        .collect();
    let description = said.join("; ");
    let title = "Said that they come, and sent apologies";
    let frame =
        PlotFrame { id: "meetings", title, description: &description, width: 0, labels: &labels, reference_line: None };
    Some(responsive_plots(frame, |frame| column_chart(frame, &series)))
}

/// Cuts a name that is too long to stand below a column.
fn short_label(name: &str) -> String {
    if name.chars().count() <= MAX_LABEL {
        return name.to_owned();
    }
    let cut: String = name.chars().take(MAX_LABEL - 1).collect();
    format!("{}…", cut.trim_end())
}

fn table_rows(table: &AnnualTable) -> Value {
    let rows: Vec<Value> = table
        .rows
        .iter()
        .map(|[label, now, before, change]| json!({ "label": label, "now": now, "before": before, "change": change }))
        .collect();
    json!({ "title": table.title, "rows": rows })
}

/// Draws how many members there were at the end of each month, in this year and in the one before.
fn two_years_plot(year: &AnnualReport) -> Option<String> {
    let (now, before) = (&year.current.members, &year.previous.members);
    let last = now.months.last()?;
    let months = now.period.months();
    let labels: Vec<String> = months.iter().map(|month| month_label(*month)).collect();
    let mut series = Vec::new();
    let mut description = format!("At the end: {}", format_number(last.members));
    if let Some(last) = before.months.last() {
        series.push(DataSeries { class: "before", values: month_values(before, months.len()) });
        description = format!("{description}; a year before: {}", format_number(last.members));
    }
    series.push(DataSeries { class: "members", values: month_values(now, months.len()) });
    let title = "Members at the end of each month";
    let frame =
        PlotFrame { id: "members", title, description: &description, width: 0, labels: &labels, reference_line: None };
    Some(responsive_plots(frame, |frame| line_chart(frame, &series)))
}

/// Returns the members of each month; months before the first record have none.
fn month_values(members: &MembershipReport, length: usize) -> Vec<f64> {
    let gaps = length.saturating_sub(members.months.len());
    let known = members.months.iter().map(|month| plot_value(month.members));
    std::iter::repeat_n(f64::NAN, gaps).chain(known).take(length).collect()
}
