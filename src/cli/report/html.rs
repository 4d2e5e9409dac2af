//! Reports as pages: one file each, with plots, that needs nothing else and names no member.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::issue::{STATUSES, age, files, spans};
use super::members::{at_start, notes, part, rows, signed, title};
use crate::cli::failure::Failure;
use crate::cli::output::{number, span};
use crate::config::Workspace;
use crate::model::List;
use crate::render::Pages;
use crate::report::plot::{Frame, Series, columns, line};
use crate::report::{Comparison, IssueReport, Members, Rated, Reasons, day, day_of};

/// The pages; `page` is the layout around the others.
const NAMES: [&str; 3] = ["page", "issue", "members"];
/// How wide plots are on a screen or on paper, and on a phone, in pixels.
const WIDTHS: [(&str, u32); 2] = [("wide", 680), ("narrow", 340)];

/// Fills the page of an issue.
pub(super) fn issue(
    workspace: &Workspace,
    report: &IssueReport,
    beside: &Comparison,
    list: Option<&List>,
    now: Timestamp,
) -> Result<String, Failure> {
    let zone = workspace.settings.society.time_zone();
    let standing = &report.standing;
    let rate = |rate: Option<f64>| rate.map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1}"));
    let issues: Vec<&Rated> = beside.earlier.iter().chain([&beside.this]).collect();
    let compared: Vec<Value> = issues
        .iter()
        .map(|issue| {
            json!({
                "name": issue.slug,
                "day": day(day_of(issue.at, &zone)),
                "sent": number(issue.sent),
                "left": number(issue.left),
                "rate": rate(issue.rate()),
                "here": **issue == beside.this,
            })
        })
        .collect();
    let delays: Vec<Value> =
        spans(&report.delays).iter().map(|(words, count)| json!({ "words": words, "count": number(*count) })).collect();
    let statuses = STATUSES.iter().map(|(status, words)| (words, standing.counts.of(*status)));
    let copies: Vec<Value> = statuses
        .filter(|(_, count)| *count > 0)
        .map(|(words, count)| json!({ "words": words, "count": number(count) }))
        .collect();
    let Reasons { answers, words, given } = report.reasons();
    let answers: Vec<Value> =
        answers.iter().map(|(answer, count)| json!({ "words": answer, "count": number(*count) })).collect();
    let median = report.delays.median.map(|median| span(median.try_into().unwrap_or_default()));
    let own = json!({
        "subject": standing.issue.subject,
        "trial": standing.issue.trial,
        "files": report.filed.as_ref().map(files),
        "list": list.map_or(standing.list.as_str(), |list| list.title.as_str()),
        "began": day(day_of(standing.issue.starts_at, &zone)),
        "recipients": number(standing.counts.total()),
        "sent": number(standing.counts.of(crate::model::Status::Sent)),
        "copies": copies,
        "left": number(report.left_in_all()),
        "ways": ways(&report.left),
        "rate": rate(report.rate()),
        "average": beside.average().map(|average| format!("{average:.1}")),
        "unusual": beside.is_unusual(),
        "age": age(beside.days),
        "returned": report.returned,
        "narrowed": report.narrowed,
        "suspect": report.suspect,
        "compared": compared,
        "rates": rates(beside, &issues, &zone),
        "delays": delays,
        "delays_plot": delays_plot(report),
        "median": median,
        "answers": answers,
        "words": words,
        "given": number(given),
    });
    fill(workspace, "issue", &standing.issue.slug, own, now)
}

/// Fills the page of a list's members.
pub(super) fn members(workspace: &Workspace, report: &Members, now: Timestamp) -> Result<String, Failure> {
    let figures = &report.figures;
    let table: Vec<Value> = report
        .months
        .iter()
        .map(|month| {
            let figures =
                rows(&month.figures).map(|(_, _, count, _)| json!({ "count": number(count), "some": count > 0 }));
            json!({
                "name": part(month.period),
                "figures": figures,
                "net": signed(month.figures.net()),
                "members": number(month.members),
            })
        })
        .collect();
    let changes: Vec<Value> = rows(figures)
        .iter()
        .map(|(label, sign, count, words)| {
            let count = if *count == 0 { "0".to_owned() } else { format!("{sign}{}", number(*count)) };
            json!({ "label": label, "count": count, "words": words })
        })
        .collect();
    let own = json!({
        "period": report.period.words(),
        "start": at_start(report),
        "end": number(report.end),
        "notices": report.notices,
        "came": number(figures.came()),
        "went": number(figures.went()),
        "net": signed(figures.net()),
        "changes": changes,
        "months": table,
        "members_plot": members_plot(report),
        "flow_plot": flow_plot(report),
        "notes": notes(report),
    });
    fill(workspace, "members", &title(report), own, now)
}

/// Draws how many left per 1,000 of each issue.
fn rates(beside: &Comparison, issues: &[&Rated], zone: &TimeZone) -> Option<String> {
    let average = beside.average()?;
    let labels: Vec<String> = issues.iter().map(|issue| day_of(issue.at, zone).strftime("%b %Y").to_string()).collect();
    let of = |this: bool| {
        let value = |issue: &&Rated| if (**issue == beside.this) == this { issue.rate().unwrap_or(0.0) } else { 0.0 };
        issues.iter().map(value).collect()
    };
    let series = [Series { class: "earlier", values: of(false) }, Series { class: "this", values: of(true) }];
    let this = beside.this.rate().unwrap_or(0.0);
    let description = format!(
        "A column for each of the last {} issues. This issue: {this:.1}. The earlier ones on average: {average:.1}.",
        issues.len()
    );
    let frame = Frame {
        id: "rates",
        title: "Unsubscribed per 1,000 letters, by issue",
        description: &description,
        width: 0,
        labels: &labels,
        level: Some(average),
    };
    Some(twice(frame, |frame| columns(frame, &series)))
}

/// Draws how soon people left.
fn delays_plot(report: &IssueReport) -> Option<String> {
    report.delays.median?;
    let spans = spans(&report.delays);
    let labels = ["1 hour", "1 day", "1 week", "30 days", "later"].map(str::to_owned);
    let description: Vec<_> = spans.iter().map(|(words, count)| format!("{words}: {count}")).collect();
    let description = description.join(", ");
    let frame = Frame {
        id: "delays",
        title: "How soon after the letter people left",
        description: &description,
        width: 0,
        labels: &labels,
        level: None,
    };
    let values = spans.iter().map(|(_, count)| float(*count)).collect();
    Some(twice(frame, |frame| columns(frame, &[Series { class: "this", values: Vec::clone(&values) }])))
}

/// Draws how many members there were at the end of each month.
fn members_plot(report: &Members) -> Option<String> {
    let last = report.months.last()?;
    let labels: Vec<_> = report.months.iter().map(|month| part(month.period)).collect();
    let series = Series { class: "members", values: report.months.iter().map(|month| float(month.members)).collect() };
    let description = format!("From {} at the beginning to {} at the end.", at_start(report), number(last.members));
    let title = "Members at the end of each month";
    let frame = Frame { id: "members", title, description: &description, width: 0, labels: &labels, level: None };
    Some(twice(frame, |frame| line(frame, &series)))
}

/// Draws who came, upward, and who went, downward.
fn flow_plot(report: &Members) -> Option<String> {
    report.months.last()?;
    let labels: Vec<_> = report.months.iter().map(|month| part(month.period)).collect();
    let came = report.months.iter().map(|month| float(month.figures.came())).collect();
    let went = report.months.iter().map(|month| -float(month.figures.went())).collect();
    let series = [Series { class: "came", values: came }, Series { class: "went", values: went }];
    let figures = &report.figures;
    let description = format!("In all {} came and {} went.", number(figures.came()), number(figures.went()));
    let title = "Who came and who went, by month";
    let frame = Frame { id: "flow", title, description: &description, width: 0, labels: &labels, level: None };
    Some(twice(frame, |frame| columns(frame, &series)))
}

/// Draws a plot for wide pages and for narrow ones; the style sheet shows one of them.
fn twice(frame: Frame<'_>, draw: impl Fn(&Frame<'_>) -> String) -> String {
    let drawn = WIDTHS.map(|(class, width)| {
        let id = format!("{}-{class}", frame.id);
        format!("<div class=\"{class}\">{}</div>", draw(&Frame { id: &id, width, ..frame }))
    });
    drawn.concat()
}

fn fill(workspace: &Workspace, name: &str, title: &str, own: Value, now: Timestamp) -> Result<String, Failure> {
    let mut sources = Vec::new();
    for name in NAMES {
        sources.push((name.to_owned(), workspace.template(&format!("report/{name}.html.hbs"))?));
    }
    let society = &workspace.settings.society;
    let mut data = json!({
        "title": title,
        "society": society.name,
        "style": workspace.template("report/report.css")?,
        "made": day(day_of(now, &society.time_zone())),
    });
    if let (Value::Object(data), Value::Object(own)) = (&mut data, own) {
        data.extend(own);
    }
    let pages = Pages::new(sources).and_then(|pages| pages.render(name, &data));
    pages.map_err(|error| Failure::new(format!("a template under `templates/report` does not work: {error}")))
}

/// Says by which ways people left.
fn ways(left: &BTreeMap<&'static str, u64>) -> String {
    let words: Vec<_> =
        left.iter().map(|(way, count)| format!("{} by {}", number(*count), way.replace('_', " "))).collect();
    words.join(", ")
}

#[expect(clippy::cast_precision_loss, reason = "no list has 2^52 members")]
fn float(count: u64) -> f64 {
    count as f64
}
