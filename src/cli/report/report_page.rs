//! Reports as pages: one file each, with plots, that needs nothing else and names no member.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::issue_output::{STATUS_LABELS, file_range};
use super::membership_output::{change_rows, note_lines, report_title};
use crate::cli::output::{format_duration, format_number};
use crate::config::Workspace;
use crate::draft;
use crate::model::{BounceReason, DeliveryStatus, List};
use crate::report::plot::{DataSeries, PlotFrame, column_chart};
use crate::report::{
    InboundFigures, IssueComparison, IssueRate, IssueReport, MembershipReport, UnsubscribeReasons, date_at, format_date,
};
use crate::wording::{
    ReportPageError, comparison_age, delay_buckets, flow_plot, format_signed, members_plot, month_label, plot_value,
    reason_words, render_report, responsive_plots, start_text,
};

/// Fills the page of an issue.
pub(super) fn issue_page(
    workspace: &Workspace,
    report: &IssueReport,
    beside: &IssueComparison,
    list: Option<&List>,
    now: Timestamp,
) -> Result<String, ReportPageError> {
    let zone = workspace.settings.society.time_zone();
    let standing = &report.status;
    let issues: Vec<&IssueRate> = beside.earlier.iter().chain([&beside.current]).collect();
    let delays: Vec<Value> = delay_buckets(&report.delays)
        .iter()
        .map(|(words, count)| json!({ "words": words, "count": format_number(*count) }))
        .collect();
    let statuses = STATUS_LABELS.iter().map(|(status, words)| (words, standing.counts.count(*status)));
    let copies: Vec<Value> = statuses
        .filter(|(_, count)| *count > 0)
        .map(|(words, count)| json!({ "words": words, "count": format_number(count) }))
        .collect();
    let UnsubscribeReasons { choices, comments, given } = report.reasons();
    let reasons: Vec<Value> =
        choices.iter().map(|(reason, count)| json!({ "label": reason, "count": format_number(*count) })).collect();
    let median = report.delays.median.map(|median| format_duration(median.try_into().unwrap_or_default()));
    let own = json!({
        "slug": standing.issue.slug,
        "trial": standing.issue.trial,
        "files": report.filed_messages.as_ref().map(file_range),
        "list": list.map_or(standing.list.as_str(), |list| list.title.as_str()),
        "began": format_date(date_at(standing.issue.starts_at, &zone)),
        "recipients": format_number(standing.counts.total()),
        "sent": format_number(standing.counts.count(DeliveryStatus::Sent)),
        "copies": copies,
        "left": format_number(report.total_unsubscribed()),
        "ways": channel_summary(&report.unsubscribed),
        "rate": format_rate(report.unsubscribe_rate()),
        "average": beside.average().map(|average| format!("{average:.1}")),
        "unusual": beside.is_unusual(),
        "age": comparison_age(beside.days),
        "returned": report.resubscribed,
        "narrowed": report.reduced_to_notices,
        "suspect": report.likely_scanner,
        "compared": compared_issues(beside, &issues, &zone),
        "rates": rates_plot(beside, &issues, &zone),
        "delays": delays,
        "delays_plot": delays_plot(report),
        "median": median,
        "reasons": reasons,
        "comments": comments,
        "reason_count": format_number(given),
        "bounces": bounce_rows(&report.inbound),
        "complaints": report.inbound.complaints,
        "replies": report.inbound.replies,
    });
    render_report(workspace, "issue", &draft::plain_subject(&standing.issue.subject), own, now)
}

/// Returns how many copies came back by mail for each reason, the most frequent first. Domains are left out: some belong
/// to one person.
fn bounce_rows(figures: &InboundFigures) -> Vec<Value> {
    let mut counts: BTreeMap<BounceReason, u64> = BTreeMap::new();
    for group in &figures.returned {
        *counts.entry(group.reason).or_default() += group.count;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(_, count)| Reverse(*count));
    let row = |(reason, count)| json!({ "words": reason_words(reason), "count": format_number(count) });
    rows.into_iter().map(row).collect()
}

/// Returns the rows that compare the issue with earlier ones of its list.
fn compared_issues(beside: &IssueComparison, issues: &[&IssueRate], zone: &TimeZone) -> Vec<Value> {
    let row = |issue: &&IssueRate| {
        json!({
            "name": issue.slug,
            "day": format_date(date_at(issue.starts_at, zone)),
            "sent": format_number(issue.sent),
            "left": format_number(issue.unsubscribed),
            "rate": format_rate(issue.unsubscribe_rate()),
            "here": **issue == beside.current,
        })
    };
    issues.iter().map(row).collect()
}

/// Formats unsubscribes per thousand; a dash where nothing was sent.
fn format_rate(rate: Option<f64>) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| format!("{rate:.1}"))
}

/// Fills the page of a list's members.
pub(super) fn membership_page(
    workspace: &Workspace,
    report: &MembershipReport,
    now: Timestamp,
) -> Result<String, ReportPageError> {
    let figures = &report.figures;
    let table: Vec<Value> = report
        .months
        .iter()
        .map(|month| {
            let figures = change_rows(&month.figures)
                .map(|(_, _, count, _)| json!({ "count": format_number(count), "some": count > 0 }));
            json!({
                "name": month_label(month.period),
                "figures": figures,
                "net": format_signed(month.figures.net()),
                "members": format_number(month.members),
            })
        })
        .collect();
    let changes: Vec<Value> = change_rows(figures)
        .iter()
        .map(|(label, sign, count, words)| {
            let count = if *count == 0 { "0".to_owned() } else { format!("{sign}{}", format_number(*count)) };
            json!({ "label": label, "count": count, "words": words })
        })
        .collect();
    let own = json!({
        "period": report.period.describe(),
        "start": start_text(report),
        "end": format_number(report.end),
        "notices": report.notices_only,
        "came": format_number(figures.gained()),
        "went": format_number(figures.lost()),
        "net": format_signed(figures.net()),
        "changes": changes,
        "months": table,
        "members_plot": members_plot(report),
        "flow_plot": flow_plot(report),
        "notes": note_lines(report),
    });
    render_report(workspace, "list", &report_title(report), own, now)
}

/// Draws how many left per 1,000 of each issue.
fn rates_plot(beside: &IssueComparison, issues: &[&IssueRate], zone: &TimeZone) -> Option<String> {
    let average = beside.average()?;
    let labels: Vec<String> =
        issues.iter().map(|issue| date_at(issue.starts_at, zone).strftime("%b %Y").to_string()).collect();
    let of = |this: bool| {
        let value = |issue: &&IssueRate| {
            if (**issue == beside.current) == this { issue.unsubscribe_rate().unwrap_or(0.0) } else { 0.0 }
        };
        issues.iter().map(value).collect()
    };
    let series = [DataSeries { class: "earlier", values: of(false) }, DataSeries { class: "this", values: of(true) }];
    let this = beside.current.unsubscribe_rate().unwrap_or(0.0);
    let description = format!(
        "A column for each of the last {} issues. This issue: {this:.1}. The earlier ones on average: {average:.1}.",
        issues.len()
    );
    let frame = PlotFrame {
        id: "rates",
        title: "Unsubscribed per 1,000 letters, by issue",
        description: &description,
        width: 0,
        labels: &labels,
        reference_line: Some(average),
    };
    Some(responsive_plots(frame, |frame| column_chart(frame, &series)))
}

/// Draws how soon people left.
fn delays_plot(report: &IssueReport) -> Option<String> {
    report.delays.median?;
    let spans = delay_buckets(&report.delays);
    let labels = ["1 hour", "1 day", "1 week", "30 days", "later"].map(str::to_owned);
    let description: Vec<_> = spans.iter().map(|(words, count)| format!("{words}: {count}")).collect();
    let description = description.join(", ");
    let frame = PlotFrame {
        id: "delays",
        title: "Time from delivery to unsubscribing",
        description: &description,
        width: 0,
        labels: &labels,
        reference_line: None,
    };
    let values = spans.iter().map(|(_, count)| plot_value(*count)).collect();
    Some(responsive_plots(frame, |frame| {
        column_chart(frame, &[DataSeries { class: "this", values: Vec::clone(&values) }])
    }))
}

/// Says by which ways people left.
fn channel_summary(left: &BTreeMap<&'static str, u64>) -> String {
    let words: Vec<_> =
        left.iter().map(|(way, count)| format!("{} by {}", format_number(*count), way.replace('_', " "))).collect();
    words.join(", ")
}
